"""Assessments → Cases: copies of one story, and stories of one case over time and outlets."""

from pipeline.cases.copies import find_copies
from pipeline.cases.grouping import Cases, in_order
from pipeline.cases.story import Story

__all__ = ["Cases", "Story", "find_copies", "in_order"]
