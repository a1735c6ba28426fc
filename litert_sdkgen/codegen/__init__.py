"""From a manifest to Kotlin and Java. Imports neither Keras nor NumPy: a bundle is all that it needs."""

from .drift import diff
from .generator import generate, generate_tests, is_testable
from .options import Options, default_class_name, default_package
from .rules import RULES_FILE, rules
from .runners import runner_of

__all__ = [
    "RULES_FILE",
    "Options",
    "default_class_name",
    "default_package",
    "diff",
    "generate",
    "generate_tests",
    "is_testable",
    "rules",
    "runner_of",
]
