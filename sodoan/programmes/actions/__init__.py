"""Writes of the programme engine, by step of S0."""
