"""Forms of the deals room."""
