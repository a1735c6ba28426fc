"""Language models that see: what the plan and the file hold, that pictures matter, and what is refused."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_vision_language_models
from tiny_vision_language_models import MODELS

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import ExportError, UsageError, VerificationError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.exporter.samples import pattern
from litert_sdkgen.generation import CachedModel, Options, begin, generate
from litert_sdkgen.hub import pictures
from litert_sdkgen.hub.generation import pictures as pictured
from litert_sdkgen.hub.generation import prompts
from litert_sdkgen.hub.generation import sounds as heard
from litert_sdkgen.hub.generation.pictures import gemma3, gemma4, pali_gemma
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.generation import Pictures, PlaceMarker, Sampler, Sounds
from litert_sdkgen.manifest.steps import LogMelStep

MARKER, HEARD = "<start_of_image>", "<start_of_audio>"


@pytest.fixture(scope="module")
def seeing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bundle]:
    """The small models, exported."""
    directory = tmp_path_factory.mktemp("bundles")
    return {name: routes.export(plan_for(build(), Request("m"))[0], directory / name) for name, build in MODELS.items()}


def answers(bundle: Bundle, prompt: list[int], pixels: list[Any], options: Options, bands: Sequence[Any] = ()) -> list[int]:
    steps, post = bundle.manifest.preprocess, bundle.manifest.postprocess
    step = steps[-1]
    assert step.type == "text" and post is not None and post.type == "generation"
    with LiteRtFile(bundle.model_file) as file:
        model = CachedModel(file, step, post, bundle.manifest.state)
        tokens, cache = begin(file, model, steps, post, prompt, pictures=pixels, sounds=bands)
        return list(generate(model, tokens, options, cache))


def test_a_picture_in_front_is_read_with_its_whole_prompt(seeing: dict[str, Bundle]) -> None:
    bundle = seeing["tiny_pali_gemma"]
    assert [signature.key for signature in bundle.manifest.signatures] == ["encode_image", "prefill_64", "prefill_72", "decode"]
    image, text = bundle.manifest.preprocess
    assert (image.type, text.type, image.feeds) == ("image", "text", {"pixels": "image"})
    assert text.feeds == {"token_ids": "tokens", "positions": "input_pos", "padding_mask": "padding_mask"}
    post = bundle.manifest.postprocess
    assert post is not None and post.type == "generation"
    assert (post.pictures, post.context_length) == (Pictures("image_embeddings", 16), 16 + 72)
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert sorted(len(item["prompt"]) for item in continuations) == [1, 10, 11, 18, 64, 65]
    assert all(16 + len(item["prompt"]) + len(item["tokens"]) == 88 for item in continuations), "to the end of the context"


def test_pictures_stand_where_the_text_has_their_markers(seeing: dict[str, Bundle]) -> None:
    bundle = seeing["tiny_gemma3"]
    assert [signature.key for signature in bundle.manifest.signatures] == ["encode_image", "prefill_image", "prefill_16", "decode"]
    post = bundle.manifest.postprocess
    assert post is not None and post.type == "generation"
    marker = PlaceMarker(MARKER, f"\n\n{MARKER}", "<img>", "<end_of_image>\n\n", 5)
    assert post.pictures == Pictures("image_embeddings", 4, 2, marker)
    assert len(post.stop_tokens) == 2, "generate() stops on <end_of_turn> too"
    assert 4 not in post.special_tokens and {0, 1, 2, 5, 6} <= set(post.special_tokens)
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert {len(item.get("pictures", ())) for item in continuations} == {0, 1, 2}


@pytest.mark.parametrize("name", MODELS)
def test_answers_depend_on_the_picture(name: str, seeing: dict[str, Bundle]) -> None:
    bundle = seeing[name]
    model, post = MODELS[name](), bundle.manifest.postprocess
    assert post is not None and post.type == "generation" and post.pictures is not None
    marker = post.pictures.marker
    prompt = prompts.prompt_tokens(model.preprocessor, f"{marker.marker if marker is not None else ''}The cat")
    step = bundle.manifest.preprocess[0]
    assert step.type == "image"
    pixels = [np.full(step.shape, value, np.float32) for value in (-1.0, 1.0)] + [pattern(9, step.shape, "float32")]
    found = [answers(bundle, prompt, [picture], Options(max_tokens=16)) for picture in pixels]
    assert len({tuple(answer) for answer in found}) > 1
    assert found[0] == answers(bundle, prompt, pixels[:1], Options(Sampler("beam", beams=1), max_tokens=16))


def test_pictures_that_do_not_fit_are_refused(seeing: dict[str, Bundle]) -> None:
    picture = np.zeros((1, 32, 32, 3), np.float32)
    front, placed = (seeing[name] for name in ("tiny_pali_gemma", "tiny_gemma3"))
    for bundle, prompt, count, message in (
        (front, [2, 7], 0, "expected one picture, which stands in front of the prompt. Received: 0"),
        (front, [2] * 73, 1, "the prompt has 89 tokens; the model was exported for a context of 88"),
        (placed, [2, 5, 5, 5, 5] * 13, 13, "expected at most 2 pictures. Received: 13"),
        (placed, [2, 5, 5, 5, 5] + [7] * 60, 1, "the prompt has 65 tokens; the model was exported for a context of 64"),
        (front, [2, 7], 2, "expected one picture, which stands in front of the prompt. Received: 2"),
        (placed, [2, 7], 1, r"in the prompt once for each of 1 pictures, and '<img>' nowhere. Received: 0, of \[\] places"),
        (placed, [2, 5, 5, 5, 5, 5], 1, r"once for each of 1 pictures, .* Received: 1, of \[5\] places"),
        (placed, [2, 5, 7, 5, 5, 5], 1, r"once for each of 1 pictures, .* Received: 2, of \[1, 3\] places"),
    ):
        with pytest.raises(UsageError, match=message):
            answers(bundle, prompt, [picture] * count, Options())
    with pytest.raises(UsageError, match="a context with pictures cannot slide"):
        answers(front, [2, 7], [picture], Options(context_end="slide"))


def test_lengths_count_the_places_of_a_picture_in_front() -> None:
    model = tiny_vision_language_models.pali_gemma()
    with pytest.raises(UsageError, match="--context-length: expected at least 18, for a picture, a prompt and an answer. Received: 17"):
        plan_for(model, Request("m", context_length=17))
    planned, _ = plan_for(model, Request("m", context_length=18))
    assert [signature.key for signature in planned.signatures] == ["encode_image", "prefill_2", "decode"]
    model.preprocessor.image_converter = None
    with pytest.raises(ExportError, match="PaliGemmaCausalLMPreprocessor has no image converter"):
        plan_for(model, Request("m"))


@pytest.mark.parametrize("build", MODELS.values())
def test_a_cache_in_half_precision_and_weights_of_eight_bits(build: Any, tmp_path: Path) -> None:
    """Compared with Keras at the export."""
    planned, _ = plan_for(build(context=24), Request("m", cache_dtype="float16"))
    bundle = routes.export(planned, tmp_path / "m", Quantization("dynamic_int8"))
    assert {tensor.dtype for tensor in bundle.manifest.signatures[-1].outputs} == {"float16", "float32"}
    assert (bundle.manifest.verification.min_cosine or 0) > 0.98


def test_gemma_3n_reads_pictures_as_gemma_3_does(seeing: dict[str, Bundle]) -> None:
    other = seeing["tiny_gemma3n"]
    keys = [signature.key for signature in other.manifest.signatures]
    assert keys == ["encode_image", "prefill_image", "encode_audio", "prefill_audio", "prefill_16", "decode"]
    post = other.manifest.postprocess
    assert post is not None and post.type == "generation"
    marker = PlaceMarker(MARKER, f"\n\n{MARKER}", "<image_soft_token>", "<end_of_image>\n\n", 4)
    assert post.pictures == Pictures("image_embeddings", 4, 2, marker)
    continuations = json.loads((other.directory / "samples.json").read_text())["continuations"]
    counts = {(len(item.get("pictures", ())), len(item.get("sounds", ()))) for item in continuations}
    assert counts == {(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (0, 2)}
    assert all(len(item["prompt"]) + len(item["tokens"]) == 64 for item in continuations), "to the end of the context"
    assert post.sounds == Sounds(
        "audio_embeddings", 3, PlaceMarker(HEARD, f"\n\n{HEARD}", "<audio_soft_token>", "<end_of_audio>\n\n", 5), 2
    )
    image, sound, text = other.manifest.preprocess
    assert (image.type, sound.type, text.type) == ("image", "log_mel", "text") and isinstance(sound, LogMelStep)
    assert (sound.length, sound.frames, sound.counted, sound.multiple) == (8064, 48, "full", 128)


def test_sounds_that_do_not_fit_are_refused(seeing: dict[str, Bundle]) -> None:
    bundle, bands = seeing["tiny_gemma3n"], np.zeros((1, 9, 16), np.float32)
    for prompt, count, message in (
        ([2, 5, 5, 5] * 3, 3, "expected at most 2 sounds. Received: 3"),
        ([2, 7], 1, "'<start_of_audio>' in the prompt once for each of 1 sounds, and '<audio_soft_token>' nowhere"),
        ([2, 5, 5], 1, r"Received: 1, of \[2\] places"),
    ):
        with pytest.raises(UsageError, match=message):
            answers(bundle, prompt, [], Options(), [bands] * count)


def test_a_sound_of_any_length_has_kerashubs_embeddings() -> None:
    """What stands behind it in the input changes nothing, and where it ends those of padding begin."""
    model = tiny_vision_language_models.gemma3n()
    described = heard.of_model(model)
    assert described is not None
    bands, tokens = pattern(4, (1, 48, 16), "float32"), np.full((1, 3), model.preprocessor.tokenizer.audio_placeholder_id, "int32")
    found = {}
    for frames in (1, 16, 17, 33, 48):
        given = {"token_ids": tokens, **described.inputs(tokens, [bands[0, :frames]])}
        expected, _ = model.backbone.embedding_processor(given)
        found[frames] = np.asarray(described.embed(bands, (np.arange(48) < frames).astype("int32")[None]))
        np.testing.assert_allclose(found[frames], expected, atol=2e-5)
    assert np.abs(found[17] - found[48]).max() > 0.1


def test_gemma_4_hears_sounds_that_take_as_many_places_as_they_are_long(seeing: dict[str, Bundle]) -> None:
    bundle = seeing["tiny_hearing_gemma4"]
    post = bundle.manifest.postprocess
    assert post is not None and post.type == "generation" and post.sounds is not None
    assert post.sounds == Sounds("audio_embeddings", 25, PlaceMarker("<|audio|>", "<|audio>", "<|audio|>", "<audio|>", 11), 1, 4)
    assert {10, 11, 12} <= set(post.special_tokens), "KerasHub leaves them out of a text"
    reader = next(signature for signature in bundle.manifest.signatures if signature.key == "prefill_audio")
    assert {tensor.name: tensor.shape for tensor in reader.inputs}["audio_embeddings"] == (1, 16, 32), "a part of the longest sound"
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    counts = {(len(item.get("pictures", ())), len(item.get("sounds", ()))) for item in continuations}
    assert counts == {(0, 0), (1, 0), (2, 0), (0, 1), (1, 1)}
    for prompt, frames, message in (
        ([2, 10, 11, 11, 12], 9, r"'<\|audio\|>' in the prompt once for each of 1 sounds. Received: 1, of \[2\] places"),
        (
            [2] * 50 + [10, 11, 11, 11, 12],
            9,
            "16 positions of the context from the beginning of a sound on, .* Received: one at 51 of 64",
        ),
    ):
        with pytest.raises(UsageError, match=message):
            answers(bundle, prompt, [], Options(), [np.zeros((1, frames, 16), np.float32)])


def test_gemma_4_counts_moments_and_places_as_kerashub_does() -> None:
    model = tiny_vision_language_models.hearing_gemma4()
    described, preprocessor = heard.of_model(model), model.preprocessor
    assert described is not None
    for count in (160, 319, 640, 641, 799, 800, 4321, 16000, 17000):
        samples = pattern(3, (count,), "float32")
        packed = preprocessor.generate_preprocess({"prompts": ["a <|audio|>"], "audio": [samples]})
        bands = heard.features(preprocessor, samples, described.converter.step)
        assert bands.shape[1] == int(np.sum(packed["audio_mel_mask"]))
        np.testing.assert_array_equal(bands[0], np.asarray(packed["audio_mel"])[0, 0, : bands.shape[1]])
        text = heard.expanded("a <|audio|>", described.described, [bands.shape[1]])
        tokens = np.asarray(packed["token_ids"])[np.asarray(packed["padding_mask"])]
        assert prompts.prompt_tokens(preprocessor, text) == tokens.tolist()
    model.backbone.audio_encoder.reduction_factor = 2
    with pytest.raises(ExportError, match="leaves 2 places for a sound of 5 moments, of which the model makes 1"):
        heard.of_model(model)
    preprocessor.audio_converter = None
    assert heard.of_model(model) is None


def test_gemma_3n_with_other_places_than_its_encoder_fills_is_refused() -> None:
    model = tiny_vision_language_models.gemma3n()
    model.preprocessor.num_vision_tokens_per_image = 5
    with pytest.raises(ExportError, match="leaves 5 places for a picture, of which the encoder makes 4: set num_vision_tokens_per_image"):
        plan_for(model, Request("m"))
    model.preprocessor.num_vision_tokens_per_image, model.preprocessor.num_audio_tokens_per_audio = 4, 5
    with pytest.raises(ExportError, match="leaves 5 places for a sound, of which the model makes 3: set num_audio_tokens_per_audio"):
        plan_for(model, Request("m"))
    model.preprocessor.audio_converter = None
    assert heard.of_model(model) is None
    model.preprocessor.image_converter = None
    assert pictured.of_model(model) is None


def test_gemma_4_sees_pictures_of_one_size(seeing: dict[str, Bundle], tmp_path: Path) -> None:
    bundle = seeing["tiny_gemma4"]
    step, post = bundle.manifest.preprocess[0], bundle.manifest.postprocess
    assert step.type == "image" and post is not None and post.type == "generation"
    assert (step.height, step.width, step.fit, step.interpolation, step.antialias, step.overshoot) == (
        16,
        16,
        "stretch",
        "bicubic",
        True,
        "cut",
    )
    marker = PlaceMarker("<|image|>", "<|image>", "<|image|>", "<image|>", 5)
    assert post.pictures == Pictures("image_embeddings", 6, 2, marker)
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert {len(item.get("pictures", ())) for item in continuations} == {0, 1, 2}
    assert all(len(item["prompt"]) + len(item["tokens"]) == 64 for item in continuations), "to the end of the context"
    other = routes.export(plan_for(tiny_vision_language_models.gemma4(context=40), Request("m", image_size=(24, 16)))[0], tmp_path / "m")
    step = other.manifest.preprocess[0]
    assert step.type == "image" and step.shape == (1, 24, 16, 3)


@pytest.mark.parametrize(("picture", "size"), [((60, 40), (24, 16)), ((48, 47), (16, 16)), ((30, 61), (8, 24))])
def test_gemma_4s_patches_are_those_of_its_converter(picture: tuple[int, int], size: tuple[int, int]) -> None:
    preprocessor = tiny_vision_language_models.gemma4().preprocessor
    shown = pictures.decode(pictures.synthetic(3, *picture))
    made, found = preprocessor.image_converter(shown[None]), gemma4.pixels(preprocessor, shown, *size)
    assert np.array_equal(gemma4._patches(preprocessor.image_converter, found), made["pixel_values"])
    assert np.array_equal(gemma4._positions(preprocessor.image_converter, *size), made["pixel_position_ids"])


def test_gemma_4_refuses_sizes_that_its_converter_does_not_make() -> None:
    model = tiny_vision_language_models.gemma4()
    for size, message in (
        ((16, 20), r"the model reads pieces of 8x8: expected multiples of 8. Received: \(16, 20\)"),
        ((24, 24), r"the model reads at most 6 pieces of 8x8. Received: \(24, 24\), which are 9"),
    ):
        with pytest.raises(UsageError, match=f"--image-size: {message}"):
            plan_for(model, Request("m", image_size=size))
    model.preprocessor.num_vision_tokens_per_image = 7
    with pytest.raises(ExportError, match="leaves 7 places for a picture, for which its converter makes 6"):
        plan_for(model, Request("m"))
    model.preprocessor.image_converter = None
    assert pictured.of_model(model) is None


def test_gemma_3_without_eyes_reads_texts_alone() -> None:
    model = tiny_vision_language_models.gemma3()
    model.preprocessor.text_only_model = True
    assert pictured.of_model(model) is None


def test_a_prefix_that_looks_back_only_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attention in both directions matters: without it the file generates otherwise."""
    model = tiny_vision_language_models.pali_gemma(context=24)

    def described(model: Any, image_size: Any) -> Any:
        found = describe(model, image_size)
        read = found.prefix
        return type(found)(**found.__dict__ | {"prefix": lambda layout, e, tokens, used, cache: read(layout, e, tokens, used * 0, cache)})

    describe = pali_gemma.describe
    monkeypatch.setattr(pali_gemma, "describe", described)
    with pytest.raises(VerificationError, match="Keras generates"):
        routes.export(plan_for(model, Request("m"))[0], tmp_path / "m")


def test_a_picture_whose_places_look_back_only_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny_vision_language_models.gemma3(context=24)
    one = gemma3._one_picture
    monkeypatch.setattr(gemma3, "_one_picture", lambda model, end: one(model, end - 3))
    with pytest.raises(VerificationError, match="Keras generates"):
        routes.export(plan_for(model, Request("m"))[0], tmp_path / "m")
