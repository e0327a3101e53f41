"""The companies Orvane sells to, and the people there. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evener.search.rules import fold


@dataclass(frozen=True, slots=True)
class Company:
    """`slug` is the name in web and mail addresses; `people` are names with titles."""

    name: str
    slug: str
    industry: str
    country: str
    employees: int
    about: str
    people: tuple[tuple[str, str], ...]

    @property
    def values(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "industry": self.industry,
            "country": self.country,
            "employees": self.employees,
            "website": f"https://www.{self.slug}.example",
            "about": self.about,
        }

    @property
    def contacts(self) -> list[dict[str, str]]:
        return [
            {"name": name, "title": title, "email": f"{'.'.join(fold(name).split())}@{self.slug}.example"}
            for name, title in self.people
        ]


ACCOUNTS = (
    Company(
        "Hollgrund Pumpen", "hollgrund", "Pumps", "Germany", 640,
        "Builds process pumps for chemicals and food. Wants to sell uptime instead of spare parts.",
        (
            ("Jürgen Teichmann", "Head of Service"),
            ("Sabine Rott", "Managing Director"),
            ("Lars Wendel", "Automation Engineer"),
            ("Petra Uhlig", "Purchasing"),
        ),
    ),
    Company(
        "Veenkamp Zuivel", "veenkamp", "Dairy", "Netherlands", 410,
        "Three filling lines, two shifts. Every minute of standstill is counted.",
        (("Wouter Dekkers", "Plant Manager"), ("Marijke Post", "Quality Manager"), ("Ruben Slot", "Maintenance Lead")),
    ),
    Company(
        "Port of Sandvær", "sandvaer", "Port operations", "Norway", 290,
        "Container port with eleven quay cranes of four makes.",
        (("Kari Myhre", "Technical Director"), ("Odd Strand", "Crane Maintenance"), ("Elin Foss", "IT Security")),
    ),
    Company(
        "Brennholm Rail", "brennholm", "Rail", "Denmark", 1_150,
        "Regional trains, two depots. Doors and brakes cause most of the late starts.",
        (
            ("Søren Krag", "Depot Manager"),
            ("Mette Lund-Hviid", "Head of Fleet"),
            ("Anders Toft", "Systems Engineer"),
        ),
    ),
    Company(
        "Ostrava Rolling Works", "ostravarolling", "Steel", "Czechia", 2_300,
        "Hot strip mill with drives from three decades.",
        (("Milan Dvorský", "Head of Rolling"), ("Jana Kubíková", "Energy Manager"), ("Petr Vlk", "Drives Engineer")),
    ),
    Company(
        "Almazara del Segre", "almazarasegre", "Food", "Spain", 85,
        "Olive oil co-operative. All of the year's work happens in ten weeks.",
        (("Jordi Camps", "Mill Manager"), ("Núria Vilella", "President of the Co-operative")),
    ),
    Company(
        "Cerámicas Luarca", "luarca", "Ceramics", "Spain", 520,
        "Tile maker with six kilns. Gas is the largest cost.",
        (("Iván Prado", "Kiln Engineer"), ("Begoña Ríos", "Operations Director"), ("Raúl Sanz", "Energy Buyer")),
    ),
    Company(
        "Farmalux Serra", "farmalux", "Pharmaceuticals", "Portugal", 730,
        "Contract maker of tablets and syrups. Inspected by three authorities.",
        (
            ("Inês Carvalhal", "Head of Quality"),
            ("Rui Bastos", "Validation Engineer"),
            ("Teresa Moura", "Site Director"),
            ("Hugo Pinhal", "IT"),
        ),
    ),
    Company(
        "Molino Bianchetti", "bianchetti", "Milling", "Italy", 160,
        "Durum mill, fourth generation, one very old control room.",
        (("Paolo Bianchetti", "Owner"), ("Serena Galli", "Production Manager")),
    ),
    Company(
        "Acquedotto Valdora", "valdora", "Water", "Italy", 340,
        "Water utility of nineteen communes, 212 pumping stations.",
        (("Franca Dossi", "Network Manager"), ("Luigi Mauri", "Telecontrol"), ("Elisa Tonon", "Tenders")),
    ),
    Company(
        "Lakeshore Castings", "lakeshorecastings", "Foundry", "United States", 480,
        "Grey iron for trucks. Scrap is 7 % and nobody agrees why.",
        (("Bill Novak", "VP Operations"), ("Tanya Hughes", "Process Engineer"), ("Ed Marsh", "Plant IT")),
    ),
    Company(
        "Prairie Grain Terminals", "prairiegrain", "Grain handling", "United States", 390,
        "Fourteen elevators along one railway. Bearings and dust are what they fear.",
        (("Carol Lindgren", "Director of Safety"), ("Hank Beaudry", "Maintenance Manager")),
    ),
    Company(
        "Rio Branco Papel", "riobrancopapel", "Paper", "Brazil", 1_900,
        "Two tissue machines and a power plant of their own.",
        (("Fernanda Queiroz", "Industrial Director"), ("Caio Brandão", "Automation"), ("Lívia Prates", "Purchasing")),
    ),
    Company(
        "Tidewater Cold Storage", "tidewatercold", "Cold chain", "United States", 210,
        "Nine cold stores on the east coast, ammonia plants of every age.",
        (("Denise Farrow", "Chief Engineer"), ("Mark Ostrow", "Compliance"), ("Joy Pell", "Finance")),
    ),
    Company(
        "Kaldfoss Kraft", "kaldfoss", "Hydropower", "Norway", 130,
        "Seven small hydropower stations, most of them without people.",
        (("Ragnhild Moe", "Operations Manager"), ("Terje Bakk", "Station Engineer")),
    ),
    Company(
        "Lindevang Bryggeri", "lindevang", "Brewing", "Denmark", 175,
        "Brewery with a new can line and an old brewhouse.",
        (("Jonas Rask", "Head Brewer"), ("Camilla Friis", "Supply Chain"), ("Bo Tange", "Electrician")),
    ),
    Company(
        "Steenwijk Lifts", "steenwijklifts", "Lifts", "Netherlands", 860,
        "Maintains 9,400 lifts. Call-outs at night cost more than the contracts earn.",
        (("Hanneke Bos", "Service Director"), ("Gijs Prinsen", "Data Analyst"), ("Karel Moen", "Field Lead")),
    ),
    Company(
        "Arvika Timber", "arvikatimber", "Sawmills", "Sweden", 270,
        "Two sawmills and a pellet plant.",
        (("Per Håkans", "Mill Manager"), ("Lotta Ström", "Controller")),
    ),
    Company(
        "Fenmoor Water", "fenmoorwater", "Water", "United Kingdom", 1_400,
        "Water company in the fens; fined for overflows two years in a row.",
        (
            ("Alison Thirkell", "Head of Wastewater"),
            ("Gareth Pugh", "Telemetry Manager"),
            ("Neil Ashby", "Regulation"),
            ("Priya Nair", "Procurement"),
        ),
    ),
    Company(
        "Marlow Press Tools", "marlowpress", "Automotive supplier", "United Kingdom", 330,
        "Pressed parts for two car makers. Seventeen presses.",
        (("Keith Dunmore", "Works Manager"), ("Sally Arkwright", "Continuous Improvement")),
    ),
    Company(
        "Zellwerk Aalen", "zellwerk", "Batteries", "Germany", 950,
        "Pilot line for cells, a large plant decided for next year.",
        (("Dr. Ute Kranz", "Head of Process"), ("Timo Esser", "MES Lead"), ("Birgit Falk", "Purchasing")),
    ),
    Company(
        "Aeropuerto Costa Clara", "costaclara", "Airports", "Spain", 600,
        "Regional airport; the baggage hall was built for half of today's bags.",
        (("Marcos Leal", "Terminal Engineering"), ("Pilar Ochoa", "Director of Operations")),
    ),
    Company(
        "Schweizer Kabelwerk Thal", "kabelwerkthal", "Cables", "Switzerland", 440,
        "Extrusion lines for medium-voltage cable.",
        (("Reto Ammann", "Production Manager"), ("Corinne Favre", "CFO"), ("Beat Zingg", "Process Control")),
    ),
    Company(
        "Northgate Quarries", "northgatequarries", "Quarrying", "Canada", 720,
        "Six quarries, crushers and conveyors, winters at minus thirty.",
        (("Claude Mercier", "Fixed Plant Manager"), ("Amy Sorensen", "Reliability Engineer")),
    ),
    Company(
        "Vela Tissue", "velatissue", "Paper", "Italy", 260,
        "Converting lines for private labels.",
        (("Dario Rinaldi", "Technical Manager"), ("Chiara Neri", "Customer Service")),
    ),
)  # fmt: skip
