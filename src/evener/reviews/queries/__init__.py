"""Reading reviews, the record they rest on, and what goes on with customers who decided nothing."""
