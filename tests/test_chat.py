"""Chat templates: what a device does not know is refused, by its name and line."""

import pytest

from litert_sdkgen import chat


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a\n{% macro x() %}{% endmacro %}", "line 2: the statement macro is not known on a device"),
        ("{% include 'x' %}", "line 1: the statement include is not known on a device"),
        ("{{ x | attr('y') }}", "line 1: the filter attr is not known on a device"),
        ("{{ x.__class__() }}", "line 1: the method __class__ is not known on a device"),
        ("{{ open('x') }}", "line 1: the function open is not known on a device"),
        ("{{ x is callable }}", "line 1: the test callable is not known on a device"),
        ("{{ x | tojson(sort_keys=true) }}", "line 1: the filter tojson has only indent on a device"),
        ("{{ x.strip(*y) }}", "line 1: the method strip has only chars on a device"),
        ("{{ x ** 2 }}", "line 1: the expression pow is not known on a device"),
        ("{{ namespace(x) }}", "line 1: the function namespace is not known on a device"),
        ("{{ x()() }}", "line 1: what is called has no name"),
        ("{% for a in b recursive %}{% endfor %}", "line 1: the statement for is not known on a device"),
        ("\n{% if %}", "line 2: not a Jinja template: Expected an expression, got 'end of statement block'"),
        ("{{ " + "(" * 70 + "1" + " * 1)" * 70 + " }}", "line 1: nested more than 60 levels deep"),
    ],
)
def test_refusals(source: str, message: str) -> None:
    with pytest.raises(chat.Unsupported) as error:
        chat.tree(source)
    assert str(error.value) == message


def test_long_chains_are_flat() -> None:
    assert len(chat.tree("{{ " + " + ".join(["x"] * 300) + " }}")[0][1][0][1]) == 300
