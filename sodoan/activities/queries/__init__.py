"""Reads of the activities app."""
