"""Chat templates: Jinja parsed at export, and a tree that a device evaluates, which gets no parser and nothing that is not listed here."""

from .construct import Refused, Unsupported
from .template import parse, render, render_tree, tree

__all__ = ["Refused", "Unsupported", "parse", "render", "render_tree", "tree"]
