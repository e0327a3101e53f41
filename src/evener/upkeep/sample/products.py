"""What the sample company sells: name, series, list price in whole euros."""

PRODUCTS = (
    ("Orvane Gateway", "Connect", 4_800),
    ("Orvane Pulse", "Monitor", 36_000),
    ("Orvane Line", "Monitor", 68_000),
    ("Orvane Batch", "Record", 92_000),
    ("Orvane Fleet", "Monitor", 54_000),
    ("Orvane Historian", "Record", 41_000),
)
