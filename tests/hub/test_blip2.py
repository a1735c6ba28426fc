"""BLIP-2: a picture in front of OPT's prompts, or of what Flan-T5's encoder reads. Files answer what Keras generates: the forward pass."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_picture_readers
from tiny_encoder_decoders import CONTEXT, ENCODER_LENGTH

from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.manifest.generation import Pictures

PIXELS = np.random.default_rng(3).uniform(-2, 2, (1, 16, 16, 3)).astype("float32")


def test_an_encoder_reads_a_picture_with_each_text(tmp_path: Path) -> None:
    """Export fails if an answer differs from that of Keras."""
    bundle = routes.export(plan_for(tiny_picture_readers.blip2_t5(), Request("m"))[0], tmp_path / "m")
    image, text, answer = bundle.manifest.preprocess
    assert (bundle.manifest.task, image.type, text.type, answer.type) == ("seq2seq_lm", "image", "text", "text")
    encode, _ = bundle.manifest.signatures
    assert [tensor.name for tensor in encode.inputs] == ["image", "encoder_tokens", "encoder_mask"]
    mask = encode.outputs[-1]
    assert (mask.name, mask.shape) == ("cross_mask", (1, 5 + ENCODER_LENGTH)), "places of the picture in front of the text's"
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert all(len(item["prompt"]) + len(item["tokens"]) == CONTEXT for item in continuations), "to the end of the context"
    first, last = continuations[0], continuations[-1]
    assert first["source"] == last["source"] and first["tokens"] != last["tokens"], "answers depend on the picture"


def test_a_picture_stands_in_front_of_a_prompt(tmp_path: Path) -> None:
    bundle = routes.export(plan_for(tiny_picture_readers.blip2_opt(), Request("m"))[0], tmp_path / "m")
    assert [signature.key for signature in bundle.manifest.signatures] == ["encode_image", "prefill_40", "decode"]
    post = bundle.manifest.postprocess
    assert post is not None and post.type == "generation"
    assert (post.pictures, post.context_length) == (Pictures("image_embeddings", 5), 5 + 40)
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert sorted(len(item["prompt"]) for item in continuations) == [1, 12, 20, 29, 32, 39]
    assert all(5 + len(item["prompt"]) + len(item["tokens"]) == 45 for item in continuations), "to the end of the context"


@pytest.mark.parametrize("family", ["blip2_t5", "blip2_opt"])
def test_keras_generates_what_its_forward_pass_gives(family: str) -> None:
    model = getattr(tiny_picture_readers, family)()
    side = "decoder_" if family == "blip2_t5" else ""
    start = [0] if side else [320, 40, 41]
    row, mask = np.zeros((1, 20), "int32"), np.zeros((1, 20), bool)
    row[0, : len(start)], mask[0, : len(start)] = start, True
    others: dict[str, Any] = {"images": PIXELS}
    if side:
        others |= {"encoder_token_ids": np.array([[7, 8, 9, 1]], "int32"), "encoder_padding_mask": np.ones((1, 4), bool)}
    expected = np.asarray(model.generate_step({**others, f"{side}token_ids": row, f"{side}padding_mask": mask})[f"{side}token_ids"])
    for place in range(len(start), row.shape[1]):
        logits = np.asarray(model({**others, f"{side}token_ids": row, f"{side}padding_mask": np.arange(20)[None] < place}))
        row[0, place] = logits[0, place - 1].argmax()
    assert row.tolist() == expected.tolist()


def test_what_cannot_be_is_refused_with_words() -> None:
    model = tiny_picture_readers.blip2_opt()
    with pytest.raises(UsageError, match="--context-length: the model has 60 positions. Received: 61"):
        plan_for(model, Request("m", context_length=61))
    model.preprocessor.text_only_model = True
    with pytest.raises(ExportError, match="has no part that reads pictures.*--task tensors"):
        plan_for(model, Request("m"))
