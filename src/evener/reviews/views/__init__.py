"""Pages of reviews and light plans."""
