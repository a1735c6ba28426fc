"""Replays a language model's recorded continuations on LiteRT."""

from typing import TYPE_CHECKING, Any

from ..generation import CachedModel, Options, begin, generate
from ..manifest.steps import IdsStep, TextStep

if TYPE_CHECKING:
    from ..bundle import Bundle
    from ..litert import LiteRtFile


def replay(entries: list[dict[str, Any]], bundle: "Bundle", file: "LiteRtFile") -> list[tuple[str, str, bool]]:
    """(title, verdict, failed) for each continuation: the model must generate Keras' tokens, the likeliest each time."""
    if not entries:
        return []
    if bundle.manifest.model.format is not None:
        return _answered(entries, bundle)
    (*_, step), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    # The manifest's reader demands it of the task.
    assert isinstance(step, TextStep | IdsStep) and post is not None and post.type == "generation"
    model = CachedModel(file, step, post, bundle.manifest.state)
    results = []
    for i, entry in enumerate(entries):
        expected, given = ([int(token) for token in entry[name]] for name in ("tokens", "prompt"))
        read = (_source(entry), _pixels(entry, bundle), _bands(entry, bundle))
        prompt, cache = begin(file, model, bundle.manifest.preprocess, post, given, *read)
        found = list(generate(model, prompt, Options(max_tokens=len(expected)), cache))
        same = next((n for n, (a, b) in enumerate(zip(found, expected, strict=True)) if a != b), len(expected))
        verdict = f"{same} of {len(expected)} tokens after a prompt of {len(given)} are those of Keras"
        results.append((f"continuation {i}", verdict, same < len(expected)))
    return results


def _answered(entries: list[dict[str, Any]], bundle: "Bundle") -> list[tuple[str, str, bool]]:
    """As `replay`, for a container: its own runtime must answer as it did at the export."""
    from ..litertlm.engine import TextEngine

    results = []
    with TextEngine(bundle.model_file) as engine:
        for i, entry in enumerate(entries):
            failed = engine.answer(str(entry["text"]), len(entry["tokens"])) != entry["answer"]
            verdict = f"LiteRT-LM's answer to a prompt of {len(entry['prompt'])} is {'not ' if failed else ''}that of Keras"
            results.append((f"continuation {i}", verdict, failed))
    return results


def _source(entry: dict[str, Any]) -> Any:
    """What the encoder reads of it: tokens, or the samples of a sound; None where there is none."""
    from ..exporter.samples import decode_input

    if "sound" not in entry:
        return [int(token) for token in entry["source"]] if "source" in entry else None
    return decode_input(entry["sound"], (int(entry["sound"]["samples"]),), "float32")


def _pixels(entry: dict[str, Any], bundle: "Bundle") -> list[Any]:
    """What the model takes of each picture."""
    from ..exporter.samples import decode_input

    step = bundle.manifest.preprocess[0]
    return [decode_input(form, step.shape, "float32") for form in entry.get("pictures", [])] if step.type == "image" else []


def _bands(entry: dict[str, Any], bundle: "Bundle") -> list[Any]:
    """The mel bands of each sound, as far as there are moments."""
    from ..exporter.samples import decode_input

    names = {step.feeds["features"] for step in bundle.manifest.preprocess if step.type == "log_mel"}
    shapes = [tensor.shape for signature in bundle.manifest.signatures for tensor in signature.inputs if tensor.name in names]
    sizes = [size for size in (shapes[0] if shapes else ()) if isinstance(size, int)]
    return [decode_input(form, sizes, "float32")[:, : int(form["frames"])] for form in entry.get("sounds", [])]
