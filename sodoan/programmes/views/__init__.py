"""Pages of the programme engine, by who works there."""
