"""Pages of capacity: the load of everybody, one person's week and skills, the skills there are."""
