"""The contract's invariant: whatever changes in a manifest, either the contract changes too, or the sources stay the same to the byte.

So a bundle with the same contract can replace the one in an app without rebuilding it.
"""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
from codegen.cases import CASES, GOLDEN, LANGUAGES, manifest_of, options_of

from litert_sdkgen.codegen import generate
from litert_sdkgen.errors import ManifestError
from litert_sdkgen.manifest import Manifest, contract_of, read
from litert_sdkgen.manifest.jsonform import from_json

Path = tuple[str | int, ...]

# A mutation of these is refused by the reader, whatever it is; each with the reason that the error gives.
ALWAYS_REFUSED = {
    "manifest_version": "expected 1|newer than this tool knows",
    "contract": "for this content",
}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, (*path, i))
        yield path, value  # a list as a whole: reversed
    else:
        yield path, value


def mutations(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1, 0, "batch"]
    if isinstance(value, list):
        return [value[::-1], value[:-1], value + value[:1]] if value else [[1], ["x"]]
    others = [
        "int8",
        "uint8",
        "bool",
        "int64",
        "float32",
        "int32",
        "none",
        "softmax",
        "sigmoid",
        "tensors",
        "position",
        "left",
        "waterfall",
    ]
    return [value + "_x", "y", *others, "nearest", "crop", "labels.json", "token_ids", "keras", '*/ $x " \\u000a', ""]


def mutated(form: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    copy = dict(form) if isinstance(form, dict) else list(form)
    copy[path[0]] = mutated(form[path[0]], path[1:], value)
    return copy


def reread(form: Any) -> Manifest:
    """The manifest with its contract set right, read strictly."""
    if isinstance(form, dict) and "contract" in form:
        loose = from_json(Manifest, form, "manifest")
        form = {**form, "contract": contract_of(loose)}
    return read(json.dumps(form))


def sources(manifest: Manifest, case: str) -> list[dict[str, str]]:
    return [generate(manifest, options_of(case, language)) for language in LANGUAGES]


@pytest.mark.parametrize("case", CASES)
def test_every_leaf(case: str) -> None:
    form = json.loads((GOLDEN / case / "manifest.json").read_text(encoding="utf-8"))
    original, before = manifest_of(case), sources(manifest_of(case), case)
    seen = {"refused": set[Path](), "contract": set[Path](), "same sources": set[Path]()}
    for path, value in leaves(form):
        if path and path[0] in ALWAYS_REFUSED:
            for other in (item for item in mutations(value) if item != value):
                with pytest.raises(ManifestError, match=ALWAYS_REFUSED[str(path[0])]):
                    read(json.dumps(mutated(form, path, other)))
            seen["refused"].add(path)
            continue
        for other in mutations(value):
            if other == value:
                continue
            try:
                manifest = reread(mutated(form, path, other))
            except ManifestError:
                seen["refused"].add(path)
                continue
            if manifest.contract != original.contract:
                seen["contract"].add(path)
            else:
                assert sources(manifest, case) == before, f"{path} = {other!r} changes sources under the same contract"
                seen["same sources"].add(path)
    covered = set().union(*seen.values())
    assert covered == {path for path, _ in leaves(form)}, "a leaf without a mutation proves nothing"
    assert seen["contract"] and seen["same sources"], "both sides of the invariant were met"


@pytest.mark.parametrize("case", CASES)
def test_optional_fields(case: str) -> None:
    """Fields that may be absent, added and removed."""
    original = manifest_of(case)
    before = sources(original, case)
    for field in dataclasses.fields(Manifest):
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            continue
        default = field.default if field.default is not dataclasses.MISSING else field.default_factory()  # type: ignore[misc]
        changed = dataclasses.replace(original, **{field.name: default})
        if contract_of(changed) == original.contract:
            assert sources(changed, case) == before, field.name


def test_order_of_feeds_does_not_matter() -> None:
    original = manifest_of("demo_sentiment_en")
    step = original.preprocess[0]
    turned = dataclasses.replace(step, feeds=dict(reversed(step.feeds.items())))
    changed = dataclasses.replace(original, preprocess=(turned,))
    assert contract_of(changed) == original.contract
    assert sources(changed, "demo_sentiment_en") == sources(original, "demo_sentiment_en")


def test_list_order_is_outside_and_order_of_inputs_inside() -> None:
    """A permuted file may replace the original; a manifest whose callers see another order may not."""
    original = manifest_of("plain_dense")
    signature = original.signatures[0]
    count = len(signature.inputs)
    permuted = tuple(dataclasses.replace(t, list_index=count - 1 - t.list_index, position=count - 1 - t.position) for t in signature.inputs)
    assert contract_of(dataclasses.replace(original, signatures=(dataclasses.replace(signature, inputs=permuted),))) == original.contract
    turned = dataclasses.replace(signature, inputs=signature.inputs[::-1])
    assert contract_of(dataclasses.replace(original, signatures=(turned,))) != original.contract
