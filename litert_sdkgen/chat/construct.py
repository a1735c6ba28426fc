"""What a device knows of Jinja. The names are Jinja's; arguments stand in the order in which the tree has them."""

FILTERS: dict[str, tuple[str, ...]] = {
    "capitalize": (),
    "count": (),
    "d": ("default_value", "boolean"),
    "default": ("default_value", "boolean"),
    "first": (),
    "int": (),
    "items": (),
    "join": ("d", "attribute"),
    "last": (),
    "length": (),
    "list": (),
    "lower": (),
    "map": ("attribute",),
    "rejectattr": ("attribute", "test", "value"),
    "replace": ("old", "new", "count"),
    "reverse": (),
    "safe": (),
    "selectattr": ("attribute", "test", "value"),
    "string": (),
    "tojson": ("indent",),
    "trim": ("chars",),
    "upper": (),
}
BY_KEYWORD = ("map",)
"""Filters whose first argument is, without its keyword, the name of another filter."""
TESTS: dict[str, tuple[str, ...]] = {
    "==": ("other",),
    "boolean": (),
    "defined": (),
    "divisibleby": ("num",),
    "eq": ("other",),
    "equalto": ("other",),
    "even": (),
    "false": (),
    "in": ("seq",),
    "integer": (),
    "iterable": (),
    "mapping": (),
    "ne": ("other",),
    "none": (),
    "number": (),
    "odd": (),
    "sequence": (),
    "string": (),
    "true": (),
    "undefined": (),
}
METHODS: dict[str, tuple[str, ...]] = {
    "capitalize": (),
    "endswith": ("suffix",),
    "get": ("key", "default"),
    "items": (),
    "keys": (),
    "lower": (),
    "lstrip": ("chars",),
    "replace": ("old", "new", "count"),
    "rstrip": ("chars",),
    "split": ("sep", "maxsplit"),
    "startswith": ("prefix",),
    "strip": ("chars",),
    "upper": (),
    "values": (),
}
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "raise_exception": ("message",),
    "range": ("start", "stop", "step"),
    "strftime_now": ("format",),
}


class Refused(ValueError):
    """A conversation that a template does not take, in the template's words."""


class Unsupported(ValueError):
    """A construct that a device does not know; the text names it and its line."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(f"line {line}: {what}")
