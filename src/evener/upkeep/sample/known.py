"""What customers of the sample company answered, by playbook and key. `+95` is that many days from today."""

from __future__ import annotations

SOFTWARE: dict[str, tuple[str, ...]] = {
    "problem-today": (
        "A technician drives there once a month, writes the values down and types them in on Friday.",
        "They hear of a stop when the customer calls. On average that is three hours later.",
        "Each site keeps its own spreadsheet. Head office sees the month three weeks after it ended.",
    ),
    "must-do-first": (
        "Alarms on the phone of whoever is on duty, and the running hours of every machine.",
        "One screen for all sites. Reports may stay as they are until autumn.",
    ),
    "out-of-scope": ("Billing stays where it is. No writing to controllers.", "Their old alarm panel on the wall."),
    "replaces": (
        "The reading by hand; the old gateway contract ends with the year.",
        "Two spreadsheets and a fax. Nothing has to be switched off by a day.",
    ),
    "custom-wishes": (
        "They number machines by site and not by type. They would change that.",
        "Their shift model has four groups; the product knows three. They want to keep theirs.",
    ),
    "systems": (
        "Maintenance orders go to SAP, once an hour. Nothing comes back.",
        "Machine list from their ERP at night; alarms to the service desk at once.",
        "None in the first year.",
    ),
    "interfaces-exist": ("All have one", "Some have one", "None that we know of"),
    "integration-owner": ("Their SAP partner, two days a week from next month.", "Nobody is named yet."),
    "single-sign-on": ("Microsoft Entra. Yes, from the first day.", "A list of users will do for thirty people."),
    "old-data": (
        "Two years, from one database. The rest stays readable.",
        "Five years of spreadsheets.",
    ),
    "data-quality": ("yes", "no"),
    "data-owner": ("The head of maintenance.", "They had not thought about it."),
    "users": ("35", "120", "14", "260", "60"),
    "volume": ("40000", "250000", "9000"),
    "response-time": ("The alarm list. Two seconds are fine.", "None in particular."),
    "hosting": ("Our cloud", "Their cloud account", "Their data centre", "Our cloud"),
    "availability": ("An hour at night is fine.", "A stop unseen for an hour is a tanker of milk poured away."),
    "personal-data": ("Names of technicians on duty, nothing else.", "Who was on shift is visible: works council."),
    "data-country": ("EU, support from there as well.", "Inside the country.", "No rule."),
    "security-review": (
        "Their security officer, a questionnaire of 120 lines. Four weeks when we had it last.",
        "The group's security in another country. Nobody knows how long.",
    ),
    "certificates": ("ISO 27001, which we have.", "None."),
    "go-live": ("+95", "+140", "+210"),
    "frozen-times": ("From mid-December to mid-January.", "July and August."),
    "budget": ("180000.00 EUR", "90000.00 EUR", "260000.00 EUR", "45000.00 EUR"),
    "cost-of-nothing": (
        "Two stops a year nobody saw in time, 60,000 each.",
        "Their customers sign uptime contracts with a competitor.",
        "Nothing that they could put a figure to.",
    ),
    "running-costs": ("Maintenance, from next year's plan.", "Open."),
    "who-decides": (
        "The head of operations. IT and purchasing may say no. Last bought this way two years ago.",
        "The managing director, alone.",
        "A committee of six; we know three of them.",
    ),
    "alternatives": (
        "The drive maker's own portal, which comes with the drives.",
        "Their own two developers, who have begun.",
        "Nobody else, says the plant manager.",
    ),
    "paper-process": ("Data protection, then purchasing, then the board on a Thursday.", "An order by mail will do."),
    "their-project-lead": ("The deputy of maintenance, one day a week.", "Not named."),
    "who-loses": ("The shift foremen: what stands still can be seen from upstairs.", "The firm that reads the meters."),
    "training": ("Two shifts, German and Polish.", "Twelve people, one morning."),
    "success-figure": (
        "Hours of standing still unseen: 31 a month today, under 5 in a year.",
        "Drives to site: 140 a month today.",
    ),
    "acceptance": ("The head of operations, after four weeks without a missed alarm.", "Not agreed yet."),
}

INDUSTRIAL: dict[str, tuple[str, ...]] = {
    "bottleneck": (
        "The filler. Pallets pile up before it from ten in the morning.",
        "The packer.",
    ),
    "supply-limits": ("Ours from the sensor to the screen. Cable and power are theirs.", "Power comes from us, too."),
    "products-run": ("Forty articles; the half-litre glass is the hardest.", "Three, all alike."),
    "changeovers": ("6", "2", "11"),
    "output-now": ("7200", "480", "1150"),
    "output-wanted": ("8000", "540", "1300"),
    "shifts": ("15", "10", "21"),
    "site-visit": ("yes", "no"),
    "conditions": ("Washed down with hot water every night.", "Dust from sanding, 35 degrees in summer."),
    "explosion-zone": ("None", "Dust, zone 21 or 22", "None"),
    "controllers": (
        "Two makes, from 2009 and 2016; the older program is lost.",
        "One make, programs there.",
    ),
    "plant-network": ("On request", "Permanently", "Not decided"),
    "erp": ("Orders from SAP each shift, counts back.", "By hand in the first year."),
    "measurements": ("Temperature of each batch, kept ten years.", "Counts only."),
    "stops-today": ("310", "95", "540"),
    "safety": ("Their safety engineer; last assessed when the line was extended.", "Nobody could say."),
    "shutdown": ("+35", "+240"),
    "budget": ("220000.00 EUR", "130000.00 EUR"),
    "payback": ("2", "3"),
    "who-signs": ("The works manager, up to 250,000. In the hall the foreman of the filling.", "The group's board."),
    "alternatives": ("An overhaul of the old one.", "Nothing: another year like this."),
    "floor-and-way-in": (
        "The gate is 3.60 m wide; the floor carries 1.5 t.",
        "By crane through the roof.",
    ),
    "power": ("Enough of both.", "The transformer is full: they ask their supplier."),
    "upstream-downstream": ("A depalletiser before, a wrapper after. Both makers agree.", "Nothing on either side."),
    "approvals": ("CE, and food contact.", "CE."),
    "operators": ("The same six people, on screens for the first time.", "Experienced, three shifts."),
    "acceptance-run": ("Eight hours, the hardest article, 95 % of the agreed output.", "Open."),
    "savings-figure": ("Hours standing: 310 a year today, under 200.", "Scrap, 4.1 % today."),
}
