"""The version of the tool, in one place: pyproject and the headers of generated files read it."""

VERSION = "0.1.0"
