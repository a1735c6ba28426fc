"""Qwen3.5 with pictures: places by size, positions in three directions over a recurrent state; against KerasHub's forward pass."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_language_models
import tiny_vision_language_models
from tiny_vision_language_models import QWEN_MARKER, QWEN_PICTURES, QWEN_SIZE

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.samples import pattern
from litert_sdkgen.generation import CachedModel, Options, begin, generate
from litert_sdkgen.hub import pictures as files
from litert_sdkgen.hub.generation import linear_attention_state, pictures, prompts, recurrent_steps
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.generation import Pictures, PlaceMarker, Sampler


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_vision_language_models.qwen3_5()


@pytest.fixture(scope="module")
def bundle(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Export fails if an answer differs from that of the forward pass."""
    plan, _ = plan_for(model, Request("m", image_size=QWEN_SIZE))
    return routes.export(plan, tmp_path_factory.mktemp("bundles") / "m")


def test_a_picture_takes_the_places_of_its_size(bundle: Bundle) -> None:
    encode, place, *_ = bundle.manifest.signatures
    assert [signature.key for signature in bundle.manifest.signatures] == ["encode_image", "prefill_image", "prefill_16", "decode"]
    assert encode.inputs[0].shape == (1, *QWEN_SIZE, 3) and encode.outputs[0].shape == (1, 6, 64)
    assert [tensor.name for tensor in place.inputs[:3]] == ["input_pos", "image_embeddings", "positions_behind"]
    post = bundle.manifest.postprocess
    assert post is not None and post.type == "generation" and post.state_kind == "recurrent"
    marker = PlaceMarker(QWEN_MARKER, "<|vision_start|>", "<|image_pad|>", "<|vision_end|>", 325)
    assert post.pictures == Pictures("image_embeddings", 6, 64 // 6, marker)
    image = bundle.manifest.preprocess[0]
    assert image.type == "image" and (image.fit, image.interpolation, image.overshoot) == ("stretch", "bicubic", "cut")
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert [len(item.get("pictures", ())) for item in continuations] == [0] * 7 + [1] * 3 + [2]
    assert all(len(item["prompt"]) + len(item["tokens"]) == 64 for item in continuations), "to the end of the context"
    assert any("behind a picture generate() counts positions by its places" in note for note in bundle.manifest.verification.left_out)


def answer(bundle: Bundle, prompt: list[int], pixels: list[Any], sampler: Sampler) -> list[int]:
    (*_, step), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"
    with LiteRtFile(bundle.model_file) as file:
        model = CachedModel(file, step, post, bundle.manifest.state)
        tokens, cache = begin(file, model, bundle.manifest.preprocess, post, prompt, pictures=pixels)
        return list(generate(model, tokens, Options(sampler, post.stop_tokens), cache))


def test_files_of_pictures_are_answered_as_kerashub_reads_them(bundle: Bundle, model: Any) -> None:
    """Whole path: KerasHub's own converter, tokens, indices and positions on one side."""
    post = bundle.manifest.postprocess
    assert post is not None and post.type == "generation"
    read = [files.decode(files.synthetic(seed, *size)) for seed, size in enumerate(QWEN_PICTURES)]
    for prompt, shown in ((f"{QWEN_MARKER}What?", read[2:3]), (f"A {QWEN_MARKER}{QWEN_MARKER}.", read[:2])):
        tokens = prompts.prompt_tokens(model.preprocessor, pictures.expanded(model.preprocessor, prompt, post.pictures))
        pixels = [pictures.pixels(model.preprocessor, picture, *QWEN_SIZE) for picture in shown]
        found = answer(bundle, tokens, pixels, Sampler("greedy"))
        assert found == tiny_vision_language_models.qwen_answer(model, prompt, shown)
        assert found == answer(bundle, tokens, pixels, Sampler("beam", beams=1)), "a state that goes back reads its pictures again"
    assert found != answer(bundle, tokens, pixels[::-1], Sampler("greedy"))


@pytest.mark.parametrize("size", QWEN_PICTURES[1:])
def test_pixels_are_those_of_the_converter(model: Any, size: tuple[int, int]) -> None:
    picture = files.decode(files.synthetic(3, *size))
    made = model.preprocessor.image_converter(picture)
    assert np.asarray(made["grid_thw"]).tolist() == [1, 4, 6]
    patches = np.asarray(made["patches"])[:, 0].reshape(4, 6, 4, 4, 3).transpose(0, 2, 1, 3, 4).reshape(1, *QWEN_SIZE, 3)
    np.testing.assert_array_equal(pictures.pixels(model.preprocessor, picture, *QWEN_SIZE), patches)


def test_sizes(model: Any) -> None:
    seen = pictures.of_model(model)
    assert seen is not None and (seen.shape, seen.places) == ((16, 16, 3), 4), "the least square"
    for size, message in (
        ((16, 20), "the model reads pieces of 8x8: expected multiples of 8"),
        ((8, 16), "KerasHub gives a picture 300 to 450 pixels. Received: .*, which are 128"),
        ((0, 8), "the model reads pieces of 8x8: expected multiples of 8"),
    ):
        with pytest.raises(UsageError, match=f"--image-size: {message}"):
            pictures.of_model(model, size)
    with pytest.raises(UsageError, match="--image-size: the model takes 32x32 and nothing else. Received: "):
        pictures.of_model(tiny_vision_language_models.gemma3(), (16, 16))


def test_a_model_without_a_converter_reads_texts() -> None:
    model = tiny_language_models.qwen3_5_with_pictures()
    assert pictures.of_model(model, QWEN_SIZE) is None
    assert "positions_behind" not in linear_attention_state.shapes(model, 64)


def test_a_converter_of_ones_own_is_refused(model: Any) -> None:
    known = type(model.preprocessor.image_converter)
    converter = type("Mirroring", (known,), {"call": lambda self, inputs: inputs})()
    with pytest.raises(ExportError, match="Mirroring prepares images in a way that the device cannot repeat yet"):
        pictures.image_step(model.preprocessor)(converter, *QWEN_SIZE, 3, {"pixels": "image"})


def test_positions_are_those_of_the_forward_pass(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a picture's places, and of what stands behind them: to five digits, where others would change the logits."""
    seen, layout = pictures.of_model(model, QWEN_SIZE), recurrent_steps.layout_of(model, 64)
    assert seen is not None and seen.placed is not None and layout is not None
    picture = pattern(5, (1, *seen.shape), "float32")
    embeddings = seen.embed(picture)
    text = f"Two: {QWEN_MARKER} and {QWEN_MARKER} The quick"
    tokens = prompts.prompt_tokens(model.preprocessor, pictures.expanded(model.preprocessor, text, seen.described(64)))
    row = np.array([tokens], "int32")
    expected = np.asarray(model.score(dict(seen.inputs(row, np.ones_like(row), [picture[0]] * 2))))[0, -1]

    def difference() -> float:
        state, position, logits = [np.zeros(shape, "float32") for shape in layout.shapes.values()], 0, None
        while position < len(tokens):
            if tokens[position] == 325:
                state = seen.placed(layout, embeddings, position, state)
                position += seen.places
                continue
            logits, _, state = layout.step(model, row[:, position : position + 1], position, state)
            position += 1
        return float(np.abs(np.asarray(logits)[0, 0] - expected).max())

    assert difference() < 1e-4
    positions = linear_attention_state._positions
    monkeypatch.setattr(linear_attention_state, "_positions", lambda first, count, grid: positions(first, count, None))
    assert difference() > 0.1, "rows and columns matter"
    monkeypatch.setattr(linear_attention_state, "_positions", lambda first, count, grid: positions(first * 0, count, grid))
    assert difference() > 0.1, "and so does what is in front"


def test_a_mixture_of_experts_sees(tmp_path: Path) -> None:
    plan, _ = plan_for(tiny_vision_language_models.qwen3_5_moe(context=24), Request("m", image_size=QWEN_SIZE))
    bundle = routes.export(plan, tmp_path / "m")
    assert bundle.manifest.verification.max_abs_difference < 1e-3
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert {len(item.get("pictures", ())) for item in continuations} >= {0, 1}
