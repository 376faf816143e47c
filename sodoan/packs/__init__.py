"""Pack files shipped with the program; the format is described in docs/packs.md."""

from pathlib import Path

FOLDER = Path(__file__).parent
S0 = FOLDER / "s0-ren-luyen-doan-vien.yaml"
