"""Builds the Word templates shipped under `papers/`; `python -m sodoan.documents.wordsource`."""
