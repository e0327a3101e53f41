"""Calendar files (RFC 5545) read and written: bytes in, events out, and back. Pure.

`reading` and `writing` load icalendar, so they are imported where they are used; `events` is light.
"""
