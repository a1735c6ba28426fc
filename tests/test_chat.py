"""Chat templates: what a device does not know is refused, by its name and line."""

import json
from typing import Any

import conversations
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
        ("{{ x | map('upper') | join }}", "line 1: the filter map has only attribute=... on a device"),
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


@pytest.mark.parametrize("name", conversations.TEMPLATES)
def test_a_tree_says_what_its_template_says(name: str) -> None:
    source = conversations.TEMPLATES[name]
    form = json.loads(json.dumps(chat.tree(source)))
    for messages in conversations.CONVERSATIONS:
        for variables in conversations.VARIABLES:
            try:
                expected = chat.render(source, messages, variables)
            except chat.Refused as refusal:
                with pytest.raises(chat.Refused, match=str(refusal)):
                    chat.render_tree(form, messages, variables)
            else:
                assert chat.render_tree(form, messages, variables) == expected


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ([["output", [["call", "open", [["const", "x"]]]]]], "the function 'open' is not known with 1 arguments"),
        ([["output", [["method", "format", ["const", "{0}"], []]]]], "the method 'format' is not known"),
        ([["output", [["filter", "attr", ["name", "x"], [["const", "y"]]]]]], "the filter 'attr' is not known"),
        ([["output", [["filter", "trim", ["name", "x"], [None, None]]]]], "the filter 'trim' is not known with 2 arguments"),
        ([["include", "x"]], "the statement 'include' is not known"),
        ([["output", [["lambda", "x"]]]], "the expression 'lambda' is not known"),
        ([["output", [["name", 5]]]], "5 is no name"),
        ([["output", [["name", "x')\nimport os #"]]]], "is no name"),
        ([["set", ["a b"], ["const", 1]]], "'a b' is no name"),
        ([["set", [["ns", "a.b"]], ["const", 1]]], "'a.b' is no name"),
        ([["output", [["namespace", [["a=1,b", ["const", 1]]]]]]], "'a=1,b' is no name"),
        ([["output", [["compare", ["const", 1], [["is", ["const", 1]]]]]]], "the expression 'compare' is not known"),
        ([["set", [], ["const", 1]], 5], "not the tree of a template"),
        ({"a": 1}, "not the tree of a template"),
        (5, "not the tree of a template"),
    ],
)
def test_a_tree_from_elsewhere(form: Any, message: str) -> None:
    with pytest.raises(chat.Unsupported, match=message):
        chat.render_tree(form, [], {})
