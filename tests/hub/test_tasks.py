"""Text and image classifiers: what the plan and the manifest say of them, and what is refused."""

import json
from pathlib import Path
from typing import Any

import keras
import keras_hub
import numpy as np
import pytest
import tiny_models

from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile


def plan(model: Any, task: str | None = None, labels: tuple[str, ...] | None = None, **sizes: Any) -> Any:
    return plan_for(model, Request("m", labels=labels, **sizes), task)[0]


def test_a_text_classifier_from_end_to_end(tmp_path: Path) -> None:
    model = tiny_models.bert_classifier()
    bundle = routes.export(plan(model, labels=("no", "yes")), tmp_path / "m")
    manifest = bundle.manifest
    (signature,), (step,) = manifest.signatures, manifest.preprocess
    assert [(t.name, t.dtype, t.shape) for t in signature.inputs] == [
        (name, "int32", (1, 32)) for name in ("token_ids", "padding_mask", "segment_ids")
    ]
    assert [(t.name, t.shape) for t in signature.outputs] == [("logits", (1, 2))]
    assert (step.packer.start, step.packer.separator, step.packer.end, step.packer.pad) == ((2,), (3,), (3,), 0)
    assert step.tokenizer.lowercase and step.tokenizer.split_on_cjk and not step.tokenizer.strip_accents
    assert (bundle.directory / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1] == tiny_models.VOCABULARY
    packed = model.preprocessor(x=(["the food was good"], ["a film"]), y=None)
    with LiteRtFile(bundle.model_file) as file:
        got = file.run("serving_default", {name: np.asarray(value) for name, value in packed.items()})
    np.testing.assert_allclose(got["logits"], model(packed), atol=1e-5)
    assert model.preprocessor.sequence_length == 32, "the caller's preprocessor is as it was"


def test_samples_hold_texts_exact_inputs_and_keras_answers(tmp_path: Path) -> None:
    model = tiny_models.distil_bert_classifier()
    bundle = routes.export(plan(model), tmp_path / "m")
    samples = json.loads((bundle.directory / "samples.json").read_text(encoding="utf-8"))["samples"]
    assert any(len(sample["text"]) == 2 for sample in samples) and any(sample["text"] == [""] for sample in samples)
    for sample in samples:
        packed = model.preprocessor(x=tuple([text] for text in sample["text"]), y=None)
        assert sample["inputs"]["token_ids"] == np.asarray(packed["token_ids"])[0].tolist()
        np.testing.assert_allclose(sample["outputs"]["logits"], np.asarray(model(packed))[0], atol=1e-6)


@pytest.mark.parametrize(
    ("length", "message"), [(0, "expected a positive number"), (65, "the model has 64 positions"), (3, "expected at least 4")]
)
def test_impossible_sequence_lengths(length: int, message: str) -> None:
    with pytest.raises(UsageError, match=f"--sequence-length: {message}"):
        plan(tiny_models.bert_classifier(), sequence_length=length)


def test_the_sequence_length_is_the_callers_up_to_the_models_positions() -> None:
    assert plan(tiny_models.bert_classifier(), sequence_length=64).signatures[0].inputs[0].shape == (1, 64)
    assert plan(tiny_models.bert_classifier(sequence_length=512)).signatures[0].inputs[0].shape == (1, 64)


def test_labels_must_be_as_many_as_classes() -> None:
    with pytest.raises(UsageError, match="expected 2 labels.*Received: 3"):
        plan(tiny_models.bert_classifier(), labels=("a", "b", "c"))
    assert json.loads(plan(tiny_models.bert_classifier()).assets["labels.json"]) == ["0", "1"]


def test_a_head_with_an_activation_is_not_softmaxed_twice() -> None:
    post = plan(tiny_models.bert_classifier(activation="softmax")).postprocess
    assert (post.output, post.activation) == ("scores", "none")
    assert plan(tiny_models.bert_classifier()).postprocess.activation == "softmax"
    assert plan(tiny_models.bert_classifier(num_classes=1)).postprocess.activation == "sigmoid"


def test_a_tokenizer_that_the_device_lacks_is_refused_with_a_way_out() -> None:
    class OwnTokenizer(keras_hub.tokenizers.Tokenizer):
        """Somebody's own idea of tokens."""

        start_token_id, end_token_id, pad_token_id = 2, 3, 0

        def vocabulary_size(self) -> int:
            return len(tiny_models.VOCABULARY)

        def tokenize(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            return inputs

    model = tiny_models.bert_classifier()
    model.preprocessor = keras_hub.models.BertTextClassifierPreprocessor(OwnTokenizer(), sequence_length=16)
    with pytest.raises(ExportError, match="no OwnTokenizer yet.*WordPieceTokenizer.*--task tensors"):
        plan(model)
    assert plan(model, "tensors").task == "tensors"


def test_special_tokens_stand_in_the_order_in_which_they_match() -> None:
    def with_tokenizer(vocabulary: list[str], **options: Any) -> Any:
        model = tiny_models.bert_classifier()
        tokenizer = keras_hub.tokenizers.BertTokenizer(vocabulary, **options)
        model.preprocessor = keras_hub.models.BertTextClassifierPreprocessor(tokenizer, sequence_length=32)
        return model

    given = {"special_tokens": ["<a", "<a>"], "special_tokens_in_strings": True}
    (step,) = plan(with_tokenizer([*tiny_models.VOCABULARY, "<a", "<a>"], **given)).preprocess
    assert step.tokenizer.special_tokens[-2:] == ("<a", "<a>") and set(step.tokenizer.special_tokens) >= {
        "[CLS]",
        "[SEP]",
        "[PAD]",
        "[MASK]",
    }
    with pytest.raises(ExportError, match="an empty special token"):
        plan(with_tokenizer([*tiny_models.VOCABULARY, ""], special_tokens=[""], special_tokens_in_strings=True))
    with pytest.raises(ExportError, match="sequence_length of its own"):
        plan(with_tokenizer(tiny_models.VOCABULARY, sequence_length=9))


def test_without_a_preprocessor_only_tensors_are_left() -> None:
    model = tiny_models.bert_classifier()
    model.preprocessor = None
    with pytest.raises(ExportError, match="no preprocessor.*--task tensors"):
        plan(model)


def test_an_image_classifier_from_end_to_end(tmp_path: Path) -> None:
    model = tiny_models.image_classifier()
    bundle = routes.export(plan(model, labels=("a", "b", "c", "d")), tmp_path / "m")
    (signature,), (step,) = bundle.manifest.signatures, bundle.manifest.preprocess
    assert [(t.name, t.dtype, t.shape) for t in signature.inputs] == [("image", "float32", (1, 32, 32, 3))]
    assert (step.height, step.width, step.fit, step.interpolation) == (32, 32, "crop", "bilinear")
    np.testing.assert_allclose(step.scale, tiny_models.IMAGENET_SCALE)
    samples = json.loads((bundle.directory / "samples.json").read_text())["samples"]
    assert len(samples) == 3 and all((bundle.directory / sample["image"]).is_file() and "inputs" not in sample for sample in samples)


def test_the_image_size_is_the_models_the_callers_or_the_converters() -> None:
    assert plan(tiny_models.image_classifier(), image_size=(48, 40)).signatures[0].inputs[0].shape == (1, 48, 40, 3)
    assert plan(tiny_models.image_classifier(image_shape=(24, 16, 3))).signatures[0].inputs[0].shape == (1, 24, 16, 3)
    with pytest.raises(UsageError, match="takes 24x16 and nothing else"):
        plan(tiny_models.image_classifier(image_shape=(24, 16, 3)), image_size=(32, 32))
    with pytest.raises(UsageError, match="choose it with --image-size"):
        plan(tiny_models.image_classifier(image_size=None))
    with pytest.raises(UsageError, match="expected positive numbers"):
        plan(tiny_models.image_classifier(), image_size=(0, 5))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"crop_to_aspect_ratio": False}, ("stretch", "bilinear", False)),
        ({"crop_to_aspect_ratio": False, "pad_to_aspect_ratio": True}, ("pad", "bilinear", False)),
        ({"interpolation": "bicubic", "antialias": True}, ("crop", "bicubic", True)),
    ],
)
def test_converter_settings_reach_the_manifest(settings: dict[str, Any], expected: tuple[str, str, bool]) -> None:
    (step,) = plan(tiny_models.image_classifier(**settings)).preprocess
    assert (step.fit, step.interpolation, step.antialias) == expected


def test_a_converter_without_a_size_wants_pictures_of_the_models_size() -> None:
    (step,) = plan(tiny_models.image_classifier(image_shape=(24, 16, 3), image_size=None, scale=None, offset=None)).preprocess
    assert (step.fit, step.height, step.width, step.scale, step.offset) == ("none", 24, 16, (), ())


def test_converters_that_the_device_cannot_repeat_are_refused() -> None:
    with pytest.raises(ExportError, match="interpolation 'lanczos3'"):
        plan(tiny_models.image_classifier(interpolation="lanczos3"))

    class Own(keras_hub.layers.ImageConverter):
        def call(self, inputs: Any) -> Any:
            return inputs

    model = tiny_models.image_classifier()
    model.preprocessor.image_converter = Own(image_size=(32, 32))
    with pytest.raises(ExportError, match="Own prepares images in a way"):
        plan(model)


def test_plain_models_refuse_options_of_tasks() -> None:
    model = tiny_models.plain_dense()
    for options in ({"sequence_length": 5}, {"image_size": (3, 3)}, {"labels": ("a",)}, {"task": "text_classifier"}):
        with pytest.raises(UsageError):
            plan(model, **options)
    with pytest.raises(UsageError, match="Received: int"):
        plan(5)
    assert isinstance(model, keras.Model)
