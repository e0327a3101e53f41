"""Pages of capabilities: the catalogue, one capability, what is changed on it."""
