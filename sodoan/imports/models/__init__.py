"""Batches, their staged rows, what was decided about them, and what they did."""

from sodoan.imports.models.batch import Batch, ColumnMemory
from sodoan.imports.models.staged import Decision, RowLink, StagedRow

__all__ = ["Batch", "ColumnMemory", "Decision", "RowLink", "StagedRow"]
