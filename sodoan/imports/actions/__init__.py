"""Writes of the imports app: upload, stage, check, apply, undo, purge; the unit tree."""
