"""Stakeholders as pages show them: rows of the table (`rows`) and the map (`drawing`)."""
