"""Pages of the deals room: list, board and new deal; and the page of one deal with its tabs."""
