"""Invented rows for the gallery's screens: enough to see alignment, long names, missing values and every tone."""

from __future__ import annotations

from typing import Any

STAGES = (
    ("qualify", "Qualify", ""),
    ("discovery", "Discovery", ""),
    ("proposal", "Proposal", "info"),
    ("commit", "Commit", "accent"),
    ("paper", "Paperwork", "accent"),
)

DEALS = (
    # name, account, stage, amount, owner, next step, closes, late, promises
    (
        "Harbour crane telemetry",
        "Kestrel Ports",
        2,
        "€480,000",
        "Maya Lindqvist",
        "Site survey at berth 4",
        "1 Mar",
        True,
        "5",
    ),
    ("Cold-store monitoring", "Boreal Foods", 1, "€92,500", "Amir Haddad", "", "18 Apr", False, "2"),
    (
        "Mill retrofit, lines 1 to 3",
        "Aldwater Paper",
        2,
        "$1,240,000",
        "",
        "Send the security answers",
        "30 Mar",
        False,
        "8",
    ),
    ("Fleet gateway", "Rondo Logistics", 3, "€210,000", "Maya Lindqvist", "Contract redlines", "12 Feb", False, "4"),
    ("Tunnel ventilation", "City of Varn", 0, "€75,000", "Jun Park", "First call", "2 Jun", False, "0"),
    (
        "Weighbridge replacement and the yearly calibration service for nine sites",
        "Quarry & Sons",
        1,
        "£64,250",
        "Rosa Weiss",
        "Visit",
        "9 May",
        False,
        "1",
    ),
    ("Pump station alarms", "Delmar Water", 4, "€38,400", "Amir Haddad", "Signature", "3 Feb", True, "3"),
    ("Battery line vision", "Northcell", 2, "¥84,000,000", "Ines Duarte", "Pilot review", "25 Mar", False, "6"),
    ("Depot charging", "Rondo Logistics", 0, "–", "Jun Park", "Who decides?", "–", False, "0"),
    ("Silo level sensing", "Boreal Foods", 1, "€51,000", "Maya Lindqvist", "Workshop", "28 Apr", False, "2"),
)

PROMISES = (
    (
        "Crane events reach your control room within two seconds",
        0,
        "Stale",
        "warn",
        "With work",
        "Tomas Okafor",
        "1 Mar",
    ),
    ("Your people see every crane on one map", 0, "Cleared", "ok", "Today", "Ines Duarte", "25 Feb"),
    ("Batch reports in Swedish", 1, "Asked", "info", "", "Tomas Okafor", "18 Apr"),
    ("The old controllers stay in place", 2, "Refused", "danger", "No", "Jun Park", "30 Mar"),
    ("Live in one weekend", 2, "Overridden", "warn", "No", "Jun Park", "30 Mar"),
    ("Nine sites on one invoice", 5, "Draft", "", "", "", "9 May"),
    ("Alarms by text message", 6, "Kept", "ok", "Today", "Ines Duarte", "3 Feb"),
)

MAPPING = (
    ("opportunity_id", "1C1I7A6R", "Id in your system"),
    ("sales_agent", "Moses Frase", "Sales owner"),
    ("product", "GTX Plus Basic", "Product"),
    ("deal_stage", "Won", "Stage and outcome"),
    ("engage_date", "2016-10-20", "Opened"),
    ("close_value", "1054", "Amount"),
)


def deals() -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "name": name,
            "account": account,
            "stage": STAGES[stage][1],
            "tone": STAGES[stage][2],
            "key": STAGES[stage][0],
            "amount": amount,
            "owner": owner,
            "step": step or "–",
            "close": close,
            "late": late,
            "promises": promises,
            "warn": "Stale" if number == 1 else "",
        }
        for number, (name, account, stage, amount, owner, step, close, late, promises) in enumerate(DEALS, 1)
    ]


def screens() -> dict[str, Any]:
    """Context of every sample screen."""
    rows = deals()
    sums = {
        "qualify": ["€75,000"],
        "discovery": ["€143,500", "£64,250"],
        "proposal": ["€480,000", "$1,240,000", "¥84,000,000"],
        "commit": ["€210,000"],
        "paper": ["€38,400"],
    }
    return {
        "rows": rows * 3,
        "columns": [
            {"key": key, "name": name, "sums": sums[key], "rows": [row for row in rows if row["key"] == key]}
            for key, name, _tone in STAGES
        ],
        "promises": [
            {
                "words": words,
                "deal": DEALS[deal][0],
                "state": state,
                "tone": tone,
                "verdict": verdict or "–",
                "engineer": engineer,
                "due": due,
            }
            for words, deal, state, tone, verdict, engineer, due in PROMISES
        ],
        "mapping": [{"name": name, "sample": sample, "field": field} for name, sample, field in MAPPING],
    }
