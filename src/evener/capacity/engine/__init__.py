"""The room's numerics: pure functions of arrays. They load numpy, so they are imported where they are used."""
