"""Reads of the programme engine."""
