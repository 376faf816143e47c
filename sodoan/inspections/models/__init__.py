"""Inspections with their inspectors and sample; findings with what was done about them."""

from sodoan.inspections.models.finding import Finding, FindingStep
from sodoan.inspections.models.inspection import Inspection, Inspector, SampleItem

__all__ = ["Finding", "FindingStep", "Inspection", "Inspector", "SampleItem"]
