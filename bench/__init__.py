"""Speed and memory promises, each beside its limit reference."""
