"""Pages of accounts: the list, one account, what is changed on it."""
