"""Template tags of the house, available in every template."""
