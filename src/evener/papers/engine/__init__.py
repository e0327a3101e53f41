"""What makes the point of view: a picture from a few lines of text, a PDF from a document, a logo safe to show.

Text and bytes in, text and bytes out: no database, no clock, no network. `Unfit` says what is wrong with them.
"""
