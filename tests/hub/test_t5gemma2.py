"""T5Gemma 2: a picture among the tokens that the encoder reads. Files answer what Keras generates."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
import tiny_encoder_decoders
from tiny_encoder_decoders import CONTEXT, ENCODER_LENGTH

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import ExportError, UsageError, VerificationError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.generation import CachedModel, begin
from litert_sdkgen.hub.generation.pictured_sources import t5gemma2
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.generation import Pictures, PlaceMarker


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    plan, _ = plan_for(tiny_encoder_decoders.t5gemma2_with_pictures(), Request("m"))
    return routes.export(plan, tmp_path_factory.mktemp("bundles") / "m")


def test_an_encoder_reads_a_picture_where_the_text_has_its_places(bundle: Bundle) -> None:
    """Export fails if an answer differs from that of Keras."""
    assert [step.type for step in bundle.manifest.preprocess] == ["image", "text", "text"]
    encode_image, encode, _ = bundle.manifest.signatures
    assert [signature.key for signature in bundle.manifest.signatures] == ["encode_image", "encode", "decode"]
    assert [tensor.name for tensor in encode.inputs] == ["image_embeddings", "encoder_tokens", "encoder_mask"]
    assert encode_image.outputs[0].shape == encode.inputs[0].shape == (1, 4, 32)
    assert encode.outputs[-1].shape == (1, ENCODER_LENGTH), "a picture's places are among those of the text"
    post = bundle.manifest.postprocess
    assert post is not None and post.type == "generation"
    marker = PlaceMarker("<start_of_image>", "\n\n<start_of_image>", "<image_soft_token>", "<end_of_image>\n\n", 5)
    assert post.pictures == Pictures("image_embeddings", 4, 1, marker)
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert [len(item.get("pictures", ())) for item in continuations].count(1) == 3 < len(continuations)
    assert {len(item["source"]) for item in continuations} >= {1, ENCODER_LENGTH}
    assert all(len(item["prompt"]) + len(item["tokens"]) == CONTEXT for item in continuations), "to the end of the context"


def test_a_source_without_the_places_of_its_picture_is_refused(bundle: Bundle) -> None:
    (*_, step), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"
    picture = np.zeros((1, 16, 16, 3), np.float32)
    with LiteRtFile(bundle.model_file) as file:
        model = CachedModel(file, step, post, bundle.manifest.state)
        for source, count, message in (
            ([7, 8], 1, r"once for each of 1 pictures, .* Received: 0, of \[\] places"),
            ([7, 5, 5, 5], 1, r"Received: 1, of \[3\] places"),
            ([5, 5, 5, 5], 0, r"once for each of 0 pictures, .* Received: 1, of \[4\] places"),
            ([5, 5, 5, 5] * 2, 2, "expected at most 1 pictures. Received: 2"),
        ):
            with pytest.raises(UsageError, match=message):
                begin(file, model, bundle.manifest.preprocess, post, [2], source, [picture] * count)


def test_the_place_of_a_picture_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = t5gemma2._reading
    monkeypatch.setattr(t5gemma2, "_reading", lambda backbone, text, placeholder: reading(backbone, text, placeholder + 1))
    with pytest.raises(VerificationError, match="Keras generates"):
        routes.export(plan_for(tiny_encoder_decoders.t5gemma2_with_pictures(), Request("m"))[0], tmp_path / "m")


def test_a_model_without_a_converter_is_refused() -> None:
    model = tiny_encoder_decoders.t5gemma2_with_pictures()
    model.preprocessor.image_converter = None
    with pytest.raises(ExportError, match="T5Gemma2Seq2SeqLMPreprocessor has no image converter"):
        plan_for(model, Request("m"))


def test_weights_of_eight_bits(tmp_path: Path) -> None:
    """Compared with Keras at the export."""
    plan, _ = plan_for(tiny_encoder_decoders.t5gemma2_with_pictures(), Request("m", cache_dtype="float16"))
    bundle = routes.export(plan, tmp_path / "m", Quantization("dynamic_int8"))
    assert (bundle.manifest.verification.min_cosine or 0) > 0.98


def test_generate_is_the_forward_pass_before_the_end_of_a_picture_is_generated() -> None:
    """KerasHub's decoder gives <end_of_image> an embedding of its own in the forward pass alone."""
    model = tiny_encoder_decoders.t5gemma2_with_pictures()
    given = model.preprocessor.generate_preprocess(
        {"encoder_text": ["The <start_of_image> cat"], "decoder_text": [""], "images": np.full((1, 9, 9, 3), 200, "float32")}
    )
    given = {name: np.asarray(value) for name, value in given.items()}
    found = np.asarray(model.generate_step(given)["decoder_token_ids"])[0]
    row = given["decoder_token_ids"].copy()
    for place in range(1, 12):
        mask = np.arange(row.shape[1])[None] < place
        logits = model({**given, "decoder_token_ids": row, "decoder_padding_mask": mask})
        row[0, place] = int(keras.ops.argmax(logits[0, place - 1]))
        if row[0, place] == 6:
            break
    assert row[0, : place + 1].tolist() == found[: place + 1].tolist()
