"""Pages of plain language: checking words, the glossary, one entry of it."""
