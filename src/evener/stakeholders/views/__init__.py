"""Pages of stakeholders."""
