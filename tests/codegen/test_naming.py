"""Names: readable where the model's are, legal and unique whatever they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litert_sdkgen.codegen.naming import KEYWORDS, Scope, camel_case, pascal_case


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("token_ids", "tokenIds"),
        ("tokenIds", "tokenIds"),
        ("logits", "logits"),
        ("conv2d_1", "conv2d1"),
        ("RGBImage", "rgbImage"),
        ("ABC", "abc"),
        ("keras_tensor_12", "kerasTensor12"),
        ("a.b/c:0", "aBC0"),
        ("in", "in_"),
        ("object", "object_"),
        ("class", "class_"),
        ("int", "int_"),
        ("result", "result"),
        ("1st", "input1st"),
        ("0", "input0"),
        ("🙂", "input"),
        ("", "input"),
        ("größe", "grE"),
        ("$x", "x"),
        ("__x__", "x"),
    ],
)
def test_camel_case(text: str, expected: str) -> None:
    assert camel_case(text, "input") == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("demo_sentiment_en", "DemoSentimentEn"), ("bert_base_en", "BertBaseEn"), ("3d", "Model3d"), ("_", "Model")]
)
def test_pascal_case(text: str, expected: str) -> None:
    assert pascal_case(text, "Model") == expected


def test_collisions_get_numbers_in_order() -> None:
    scope = Scope()
    assert [scope.claim(name) for name in ("x", "x", "X", "x2", "in_", "in_", "x")] == ["x", "x2", "X3", "x2_2", "in_", "in_2", "x4"]


@given(st.lists(st.text(max_size=12), max_size=12))
def test_any_names_become_different_identifiers(names: list[str]) -> None:
    scope = Scope()
    claimed = [scope.claim(camel_case(name, "input")) for name in names]
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9_]*", name, re.ASCII) for name in claimed)
    assert not KEYWORDS.intersection(claimed)
    assert len({name.lower() for name in claimed}) == len(names)


@given(st.text(max_size=12))
def test_any_text_becomes_a_class_name(text: str) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", pascal_case(text, "Model"), re.ASCII)
