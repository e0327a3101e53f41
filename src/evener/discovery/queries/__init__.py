"""Reading playbooks, which everybody may, and what is known of the deals the viewer sees."""
