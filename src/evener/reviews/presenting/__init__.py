"""Reviews and light plans as pages show them."""
