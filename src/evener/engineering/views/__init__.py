"""Pages of engineering: the queue, a request, those of a deal, kinds, proposals, the report."""
