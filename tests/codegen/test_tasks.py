"""What a task demands of a signature, beyond what the manifest's reader checks."""

import dataclasses
import re
from typing import Any

import pytest

from litert_sdkgen.codegen import generate
from litert_sdkgen.codegen.tasks import TASKS
from litert_sdkgen.codegen.template_root import template_root
from litert_sdkgen.errors import ManifestError
from litert_sdkgen.manifest import Manifest, contract_of, read, write
from litert_sdkgen.manifest.model import Quantization, Tensor

from .cases import manifest_of, options_of


def changed(case: str, *, inputs: dict[int, dict[str, Any]] | None = None, outputs: dict[int, dict[str, Any]] | None = None) -> Manifest:
    """A golden's manifest with fields of tensors replaced."""
    manifest = manifest_of(case)
    signature = manifest.signatures[0]
    signature = dataclasses.replace(signature, inputs=replaced(signature.inputs, inputs), outputs=replaced(signature.outputs, outputs))
    return signed(dataclasses.replace(manifest, signatures=(signature, *manifest.signatures[1:])))


def replaced(tensors: tuple[Tensor, ...], changes: dict[int, dict[str, Any]] | None) -> tuple[Tensor, ...]:
    return tuple(dataclasses.replace(tensor, **(changes or {}).get(i, {})) for i, tensor in enumerate(tensors))


def signed(manifest: Manifest) -> Manifest:
    """Proven to be a manifest that the reader takes."""
    return read(write(dataclasses.replace(manifest, contract=contract_of(manifest))))


def with_feeds(case: str, feeds: dict[str, str]) -> Manifest:
    manifest = manifest_of(case)
    return signed(dataclasses.replace(manifest, preprocess=(dataclasses.replace(manifest.preprocess[0], feeds=feeds),)))


def refused(manifest: Manifest, case: str) -> str:
    with pytest.raises(ManifestError) as caught:
        generate(manifest, options_of(case, "kotlin"))
    return str(caught.value)


def test_every_input_is_fed_once() -> None:
    feeds = {"token_ids": "token_ids", "padding_mask": "padding_mask"}
    assert refused(with_feeds("demo_sentiment_en", feeds), "demo_sentiment_en") == (
        "manifest.signatures[0].inputs: 'segment_ids': expected one of the text step's results to feed it. Received: none. "
        "Take the task tensors for a model with inputs of its own"
    )
    twice = with_feeds("demo_sentiment_en", {**feeds, "segment_ids": "token_ids"})
    assert "'token_ids': expected one of the text step's results to feed it. Received: segment_ids, token_ids." in refused(
        twice, "demo_sentiment_en"
    )


def test_pictures_and_texts_have_a_signature_each() -> None:
    manifest = manifest_of("clip")
    image, text = manifest.signatures
    for changes, shown in (
        ({"dtype": "int64"}, "image, text with [1, 32, 32, 3] and [('token_ids', 'int64', 2)]"),
        ({"shape": (1, "length")}, "manifest.signatures[1].inputs: the task image_text needs fixed sizes. Received: 'length'"),
    ):
        other = dataclasses.replace(text, inputs=replaced(text.inputs, {0: changes}))
        assert shown in refused(signed(dataclasses.replace(manifest, signatures=(image, other))), "clip")
    masked = (manifest.preprocess[0], dataclasses.replace(manifest.preprocess[1], feeds={"padding_mask": "token_ids"}))
    assert "fed with {'padding_mask': 'token_ids'}" in refused(signed(dataclasses.replace(manifest, preprocess=masked)), "clip")
    alone = dataclasses.replace(manifest, signatures=(image, dataclasses.replace(text, key="words")))
    assert "expected image, which takes a picture of fixed size, and text" in refused(signed(alone), "clip")


def test_tasks_need_fixed_sizes() -> None:
    manifest = changed("demo_sentiment_en", inputs={0: {"shape": ("batch", 64)}})
    assert "'token_ids': the task text_classifier needs fixed sizes. Received: ['batch', 64]" in refused(manifest, "demo_sentiment_en")


@pytest.mark.parametrize(
    ("case", "dtype", "message"),
    [
        ("demo_sentiment_en", "uint8", "'token_ids': the text step cannot feed uint8"),
        ("tiny_image", "int32", "'image': the image step cannot feed int32"),
        ("tiny_image", "uint8", "'image': the image step cannot feed uint8"),
    ],
)
def test_a_step_feeds_what_it_makes(case: str, dtype: str, message: str) -> None:
    assert message in refused(changed(case, inputs={0: {"dtype": dtype}}), case)


def test_a_quantized_input_takes_real_values() -> None:
    manifest = changed("tiny_image", inputs={0: {"dtype": "uint8", "quantization": Quantization(1 / 255, 0)}})
    (text,) = generate(manifest, options_of("tiny_image", "kotlin")).values()
    assert "public val image: FloatArray" in text and "`uint8[1, 32, 32, 3]` as real values, channels last" in text


def test_scores_are_a_float_output_of_the_first_signature() -> None:
    manifest = changed("demo_sentiment_en", outputs={0: {"dtype": "int32"}})
    assert refused(manifest, "demo_sentiment_en") == (
        "manifest.postprocess.output: expected a float output of the first signature (there are none). Received: 'logits'"
    )


def test_classes_are_an_int32_output_of_the_first_signature() -> None:
    message = refused(changed("retina_net", outputs={3: {"dtype": "float32"}}), "retina_net")
    assert message == "manifest.postprocess.classes: expected an int32 output of the first signature (there are none). Received: 'classes'"


def test_constants_follow_the_shape() -> None:
    (text,) = generate(changed("demo_sentiment_en", inputs={0: {"shape": (1, 99)}}), options_of("demo_sentiment_en", "kotlin")).values()
    assert "SEQUENCE_LENGTH: Int = 99" in text
    (text,) = generate(changed("tiny_image", inputs={0: {"shape": (3072,)}}), options_of("tiny_image", "java")).values()
    assert "IMAGE_HEIGHT" not in text


@pytest.mark.parametrize("task", TASKS)
def test_each_task_has_a_template_with_all_macros(task: str) -> None:
    source = (template_root() / TASKS[task].partial).read_text(encoding="utf-8")
    per_language = [f"{language}_{part}" for language in ("kotlin", "java") for part in ("example", "fields", "constants", "predict")]
    assert {"doc", "java_setup", "selftest", *per_language} <= set(re.findall(r"macro (\w+)\(wrapper, task\)", source))


def test_every_task_of_the_manifest_can_be_generated() -> None:
    hint = Manifest.__dataclass_fields__["task"].type
    assert set(TASKS) == set(hint.__args__ if hasattr(hint, "__args__") else ())


def test_a_picture_and_a_phrase_have_a_signature_each() -> None:
    manifest = manifest_of("sam3")
    encode, decode, select = manifest.signatures
    renamed = dataclasses.replace(manifest, signatures=(encode, dataclasses.replace(decode, key="words"), select))
    assert "Received: encode_image, words, select_mask with [1, 28, 42, 3]" in refused(signed(renamed), "sam3")
    open_length = dataclasses.replace(decode, inputs=replaced(decode.inputs, {1: {"shape": (1, "length")}}))
    message = refused(signed(dataclasses.replace(manifest, signatures=(encode, open_length, select))), "sam3")
    assert "expected encode_image, which takes a picture, decode, which takes a phrase's tokens, and select_mask" in message
