"""The module of an app that receives a model: its layout, its build file, and the writing of sources into it."""

from .asset_limits import check_size
from .module import Project
from .source_tree import SourceTree

__all__ = ["Project", "SourceTree", "check_size"]
