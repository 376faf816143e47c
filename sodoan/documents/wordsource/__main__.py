"""Rewrites the shipped templates from their source."""

from pathlib import Path

from sodoan.documents.wordsource.build import write_all

if __name__ == "__main__":
    write_all(Path(__file__).resolve().parent.parent / "papers")
