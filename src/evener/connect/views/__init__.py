"""Pages of an import: files, columns, preview, report."""
