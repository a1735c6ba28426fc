"""Reads a manifest, trusting nothing in it."""

import dataclasses
import json
import re
from collections.abc import Iterable
from typing import Any

from ..errors import ManifestError
from .contract import contract_of, output_references
from .generation import Generation, Pictures, Sounds
from .jsonform import from_json
from .model import MANIFEST_VERSION, Format, Manifest, Task, Tensor
from .steps import IdsStep, PreprocessStep, TextStep

_LISTED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,127}\Z")
_TASKS: dict[Task, tuple[str, str]] = {
    "text_classifier": ("text", "classification"),
    "image_classifier": ("image", "classification"),
    "image_embedder": ("image", "embedding"),
    "object_detector": ("image", "detection"),
    "image_segmenter": ("image", "segmentation"),
    "promptable_segmenter": ("image", "prompted_segmentation"),
    "concept_segmenter": ("image text", "instance_segmentation"),
    "depth_estimator": ("image", "depth"),
    "text_embedder": ("text", "embedding"),
    "masked_lm": ("text", "mask_filling"),
    "image_text": ("image text", "similarity"),
    "causal_lm": ("prompt", "generation"),
    "seq2seq_lm": ("text prompt", "generation"),
    "audio_to_text": ("audio prompt", "generation"),
    "image_to_text": ("image prompt", "generation"),
    "item_recommender": ("ids begun_ids", "generation"),
    "audio_encoder": ("audio|log_mel", "hidden_states"),
}
"""Task -> the kinds of its preprocess steps in their order (`|`: either), and the type of its postprocess. `tensors` may have neither."""

_CONTAINED: tuple[Task, ...] = ("causal_lm", "text_embedder")
"""Tasks whose model may lie in a container."""

_RESULTS = {
    "text": ("token_ids", "padding_mask", "segment_ids", "positions", "mask_positions"),
    "ids": ("token_ids", "padding_mask", "positions"),
    "image": ("pixels",),
    "audio": ("samples", "sample_count"),
    "log_mel": ("features", "frame_mask"),
}
"""Type of a step -> what it makes, for its feeds to name."""


def read(text: str) -> Manifest:
    """The manifest that `text` (JSON) holds.

    Raises:
        ManifestError: it is no manifest, is of another version, or contradicts itself; the error names the place.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ManifestError("manifest", f"not JSON: {error}") from None
    if isinstance(value, dict):
        _check_version(value.get("manifest_version"))
    manifest = from_json(Manifest, value, "manifest")
    check(manifest)
    return manifest


def check(manifest: Manifest) -> None:
    """Everything that the types cannot say.

    Raises:
        ManifestError: the manifest contradicts itself or names a file outside its bundle.
    """
    if not _NAME.match(manifest.name):
        raise ManifestError("manifest.name", f"expected snake_case letters, digits and _. Received: {manifest.name!r}")
    _check_files(manifest)
    _unique("manifest.signatures", (signature.key for signature in manifest.signatures))
    if not manifest.signatures:
        raise ManifestError("manifest.signatures", "expected at least one signature")
    for i, signature in enumerate(manifest.signatures):
        for side, tensors in (("inputs", signature.inputs), ("outputs", signature.outputs)):
            _check_tensors(f"manifest.signatures[{i}].{side}", tensors)
    _check_references(manifest)
    if manifest.contract != contract_of(manifest):
        raise ManifestError("manifest.contract", f"expected {contract_of(manifest)} for this content. Received: {manifest.contract!r}")


def check_file_name(name: str, path: str) -> None:
    """Refuses a name that could lie outside the bundle's folder.

    Raises:
        ManifestError: it is not a plain file name.
    """
    if not _LISTED.match(name) or ".." in name:
        raise ManifestError(path, f"expected a plain file name inside the bundle. Received: {name!r}")


def _check_version(version: Any) -> None:
    if isinstance(version, int) and not isinstance(version, bool) and version > MANIFEST_VERSION:
        raise ManifestError(
            "manifest.manifest_version",
            f"version {version} is newer than this tool knows (up to {MANIFEST_VERSION}). Update it: pip install -U litert-sdkgen",
        )
    if version != MANIFEST_VERSION or isinstance(version, bool):
        raise ManifestError("manifest.manifest_version", f"expected {MANIFEST_VERSION}. Received: {version!r}")


def _check_files(manifest: Manifest) -> None:
    check_file_name(manifest.model.file, "manifest.model.file")
    listed = [asset.file for asset in manifest.assets]
    for i, name in enumerate(listed):
        check_file_name(name, f"manifest.assets[{i}].file")
    _unique("manifest.assets", [*listed, manifest.model.file, "manifest.json"])
    for path, name in asset_references(manifest):
        if name not in listed:
            raise ManifestError(path, f"expected one of the bundle's assets ({', '.join(listed) or 'there are none'}). Received: {name!r}")


def asset_references(manifest: Manifest) -> list[tuple[str, str]]:
    """(place, file) of each asset that the manifest refers to."""
    found: list[tuple[str, str]] = []
    for i, step in enumerate(manifest.preprocess):
        found += _assets_of(step, f"manifest.preprocess[{i}]")
        if step.type == "text":
            found += _assets_of(step.tokenizer, f"manifest.preprocess[{i}].tokenizer")
    if manifest.postprocess is not None:
        found += _assets_of(manifest.postprocess, "manifest.postprocess")
    if manifest.postprocess is not None and manifest.postprocess.type == "generation" and manifest.postprocess.chat is not None:
        found.append(("manifest.postprocess.chat.template", manifest.postprocess.chat.template))
    if manifest.samples is not None:
        found.append(("manifest.samples", manifest.samples))
    return found


def _assets_of(form: Any, path: str) -> list[tuple[str, str]]:
    return [(f"{path}.{field.name}", getattr(form, field.name)) for field in dataclasses.fields(form) if "asset" in field.metadata]


def _check_tensors(path: str, tensors: tuple[Tensor, ...]) -> None:
    _unique(path, (tensor.name for tensor in tensors))
    for i, tensor in enumerate(tensors):
        if not tensor.name:
            raise ManifestError(f"{path}[{i}].name", "expected a name. Received: ''")
        for j, size in enumerate(tensor.shape):
            if isinstance(size, int) and not 0 < size < 2**31:
                raise ManifestError(f"{path}[{i}].shape[{j}]", f"expected a positive size. Received: {size}")
    for order in ("list_index", "position"):
        found = sorted(getattr(tensor, order) for tensor in tensors)
        if found != list(range(len(tensors))):
            raise ManifestError(path, f"{order}: expected each of 0 to {len(tensors) - 1} once. Received: {found}")


def _check_references(manifest: Manifest) -> None:
    inputs = {tensor.name for signature in manifest.signatures for tensor in signature.inputs}
    outputs = {tensor.name for signature in manifest.signatures for tensor in signature.outputs}
    for i, step in enumerate(manifest.preprocess):
        known = _RESULTS[step.type]
        for source, target in step.feeds.items():
            if source not in known:
                raise ManifestError(f"manifest.preprocess[{i}].feeds", f"expected one of {', '.join(known)}. Received: {source!r}")
            _known(f"manifest.preprocess[{i}].feeds.{source}", target, inputs)
    for i, pair in enumerate(manifest.state):
        _known(f"manifest.state[{i}].input", pair.input, inputs)
        _known(f"manifest.state[{i}].output", pair.output, outputs)
    _check_halves(manifest)
    if manifest.postprocess is not None:
        for field, name in output_references(manifest.postprocess).items():
            _known(f"manifest.postprocess.{field}", name, outputs)
    for i, step in enumerate(manifest.preprocess):
        if step.type == "text":
            _check_text_step(f"manifest.preprocess[{i}]", step, manifest.task)
            _check_tokenizer(f"manifest.preprocess[{i}].tokenizer.type", step, manifest.model.format)
    if manifest.model.format is not None and manifest.task not in _CONTAINED:
        tasks = " and ".join(_CONTAINED)
        raise ManifestError("manifest.model.format", f"{manifest.model.format} is for {tasks} alone. Received: {manifest.task!r}")
    if manifest.task in _TASKS:
        kinds, post = _TASKS[manifest.task]
        if _pictures(manifest) is not None or (manifest.task == "seq2seq_lm" and len(manifest.preprocess) == 3):
            kinds = f"image log_mel {kinds}" if _sounds(manifest) is not None else f"image {kinds}"
        steps, given = [_kind(step) for step in manifest.preprocess], manifest.postprocess and manifest.postprocess.type
        wanted_kinds = kinds.split()
        fits = len(steps) == len(wanted_kinds) and all(step in kind.split("|") for step, kind in zip(steps, wanted_kinds, strict=True))
        if not fits or given != post:
            wanted = " and ".join(f"one {kind.replace('|', ' or ')}" for kind in wanted_kinds)
            shown = f"Received: {', '.join(steps) or 'no step'}, and {given or 'no postprocess'}"
            raise ManifestError("manifest.task", f"a {manifest.task} has {wanted} step and a {post} as postprocess. {shown}")
    if manifest.postprocess is not None and manifest.postprocess.type == "generation":
        _check_sampler(manifest.postprocess)
    if manifest.task == "seq2seq_lm":
        _check_source(len(manifest.preprocess) - 2, *manifest.preprocess[-2:])
    pictures, sounds = _pictures(manifest), _sounds(manifest)
    if pictures is not None:
        _check_pictures(pictures, manifest, inputs)
    if sounds is not None:
        _check_sounds(sounds, pictures, manifest, inputs)


def _pictures(manifest: Manifest) -> Pictures | None:
    post = manifest.postprocess
    return post.pictures if post is not None and post.type == "generation" else None


def _sounds(manifest: Manifest) -> Sounds | None:
    post = manifest.postprocess
    return post.sounds if post is not None and post.type == "generation" else None


def _check_sounds(sounds: Sounds, pictures: Pictures | None, manifest: Manifest, inputs: set[str]) -> None:
    """As `_check_pictures`: sounds stand beside pictures, in texts that say where both are."""
    path = "manifest.postprocess.sounds"
    if pictures is None or pictures.marker is None or manifest.task != "causal_lm":
        raise ManifestError(path, "expected none, or pictures with a marker besides, of the task causal_lm")
    _check_kind(path, sounds, "encode_audio", "prefill_audio", manifest, inputs)
    if sounds.frames_per_place is not None and sounds.frames_per_place < 1:
        raise ManifestError(f"{path}.frames_per_place", f"expected a positive number. Received: {sounds.frames_per_place}")
    if "frame_mask" not in manifest.preprocess[1].feeds:
        raise ManifestError("manifest.preprocess[1].feeds", "expected a frame_mask, which says how much of its input is sound")


def _check_pictures(pictures: Pictures, manifest: Manifest, inputs: set[str]) -> None:
    """What `encode_image` makes is what a prompt's signature reads."""
    path, marker = "manifest.postprocess.pictures", pictures.marker
    reader = "encode" if manifest.task == "seq2seq_lm" else "prefill_image"
    _check_kind(path, pictures, "encode_image", reader, manifest, inputs)
    if marker is None and pictures.most != 1:
        raise ManifestError(f"{path}.most", f"expected 1 where no marker says which picture is where. Received: {pictures.most}")
    if marker is None and manifest.task == "seq2seq_lm":
        raise ManifestError(f"{path}.marker", "expected one, since pictures are among the tokens that the encoder reads")


def _check_kind(path: str, kind: Pictures | Sounds, encoder: str, reader: str, manifest: Manifest, inputs: set[str]) -> None:
    """What signature `encoder` makes is read by `reader`, where a marker says at which place."""
    keys, marker = {signature.key for signature in manifest.signatures}, kind.marker
    _known(f"{path}.embeddings", kind.embeddings, {t.name for s in manifest.signatures if s.key == encoder for t in s.outputs})
    _known(f"{path}.embeddings", kind.embeddings, inputs)
    for name, value in (("places", kind.places), ("most", kind.most)):
        if value < 1:
            raise ManifestError(f"{path}.{name}", f"expected a positive number. Received: {value}")
    if marker is not None and not (marker.marker and marker.placeholder):
        raise ManifestError(f"{path}.marker", "expected a marker and a placeholder that are not empty")
    if marker is not None and reader not in keys:
        read = path.rsplit(".", 1)[1]
        raise ManifestError("manifest.signatures", f"expected {reader}, which reads {read}. Received: {', '.join(sorted(keys))}")


def _check_halves(manifest: Manifest) -> None:
    """No caller passes or gets float16."""
    read, written = ({getattr(pair, side) for pair in manifest.state} for side in ("input", "output"))
    for i, signature in enumerate(manifest.signatures):
        for side, tensors, state in (("inputs", signature.inputs, read), ("outputs", signature.outputs, written)):
            for j, tensor in enumerate(tensors):
                if tensor.dtype == "float16" and tensor.name not in state:
                    path = f"manifest.signatures[{i}].{side}[{j}].dtype"
                    raise ManifestError(path, "expected another one, since float16 is for the tensors of the state. Received: 'float16'")


def _check_sampler(post: Generation) -> None:
    """It has the numbers that its method needs, and what it compares."""
    method = post.sampler.method
    needed = {"top_k": ("k",), "top_p": ("p",), "beam": ("beams",), "contrastive": ("k", "alpha")}.get(method, ())
    for name in needed:
        if getattr(post.sampler, name) is None:
            raise ManifestError(f"manifest.postprocess.sampler.{name}", f"expected a number, which {method} needs. Received: None")
    if method == "contrastive" and post.hidden is None:
        raise ManifestError("manifest.postprocess.hidden", "expected an output, whose states a contrastive search compares. Received: None")


def _check_source(place: int, source: PreprocessStep, answer: PreprocessStep) -> None:
    """What an encoder reads is one text, in the tokens that the answer has too; its step is that at `place`."""
    assert source.type == answer.type == "text"  # the steps of the task
    if source.packer.type != "start_end":
        raise ManifestError(
            f"manifest.preprocess[{place}].packer.type", f"an encoder reads one text: expected start_end. Received: {source.packer.type!r}"
        )
    if source.tokenizer != answer.tokenizer:
        problem = f"expected that of preprocess[{place}], since text and answer share their tokens"
        raise ManifestError(f"manifest.preprocess[{place + 1}].tokenizer", problem)


def _kind(step: PreprocessStep) -> str:
    """The step's type; one whose text the model continues is a `prompt`, one whose ids it continues `begun_ids`."""
    if isinstance(step, IdsStep):
        return "begun_ids" if step.packer.type == "prompt" else step.type
    return "prompt" if step.type == "text" and step.packer.type == "prompt" else step.type


def _check_text_step(path: str, step: TextStep, task: Task) -> None:
    if not (task == "masked_lm") == (step.mask is not None) == ("mask_positions" in step.feeds):
        raise ManifestError(f"{path}.mask", "expected one, and mask_positions among the feeds, with the task masked_lm and with no other")
    if step.mask is not None and not step.mask.token:
        raise ManifestError(f"{path}.mask.token", "expected a text. Received: ''")


def _check_tokenizer(path: str, step: TextStep, container: Format | None) -> None:
    """A tokenizer lies in the model's file if that is a container, else beside it."""
    if (step.tokenizer.type == "contained") != (container is not None):
        expected = "contained, as the model's file is a container" if container else "one beside the model's file, which is no container"
        raise ManifestError(path, f"expected {expected}. Received: {step.tokenizer.type!r}")


def _known(path: str, name: str, names: set[str]) -> None:
    if name not in names:
        raise ManifestError(path, f"expected one of {', '.join(sorted(names))}. Received: {name!r}")


def _unique(path: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ManifestError(path, f"{name!r} stands here twice")
        seen.add(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _unique("manifest", (key for key, _ in pairs))
    return dict(pairs)


def _constant(name: str) -> Any:
    raise ManifestError("manifest", f"{name} is not a JSON number")
