"""Data files shipped with the program: packs (docs/packs.md), schemes, report forms."""

from pathlib import Path

FOLDER = Path(__file__).parent
S0 = FOLDER / "s0-ren-luyen-doan-vien.yaml"
SCHEMES = FOLDER / "schemes"
REPORTS = FOLDER / "reports"
