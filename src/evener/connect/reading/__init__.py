"""A table's rows read as deals, accounts, products or people: typed values, and what cannot be read."""
