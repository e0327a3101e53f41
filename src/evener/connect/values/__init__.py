"""Reading the values of a column: dates, money, currencies, outcomes, stages, names."""
