"""Exports what the Maven build reads: it finds every bundle and all test vectors in `build/test-bundles/` after this."""

from pathlib import Path

import bundle_factory
import pytest
import tiny_encoder_decoders
import tiny_vision_language_models

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.litert import LiteRtFile

NAMES = (
    "demo_sentiment_en",
    "tiny_image",
    "plain_dense",
    "text_pairs",
    "tiny_causal_lm",
    "tiny_gpt2",
    "tiny_gemma",
    "tiny_gpt_neo_x",
    "tiny_qwen3_5",
    "tiny_rwkv7",
    "tiny_chat",
    "plain_dense_permuted",
    "demo_sentiment_en_permuted",
    *bundle_factory.VISION,
    *tiny_encoder_decoders.MODELS,
    *tiny_vision_language_models.MODELS,
    "tiny_moonshine",
    "tiny_parseq",
    "tiny_edrec",
    "tiny_blip2_t5",
    "tiny_blip2_opt",
    "tiny_marked_t5gemma2",
    "tiny_seeing_qwen3_5",
)


@pytest.mark.parametrize("name", NAMES)
def test_bundles_are_whole(name: str, bundles: Path) -> None:
    bundle = Bundle.read(bundles / name)
    with LiteRtFile(bundle.model_file) as file:
        signatures = file.signatures()
    for found, declared in zip(signatures, bundle.manifest.signatures, strict=True):
        listed = [tensor.name for tensor in sorted(declared.inputs, key=lambda tensor: tensor.list_index)]
        assert [tensor.name for tensor in found.inputs] == listed
        order = [tensor.name for tensor in declared.inputs]
        assert listed == (order[::-1] if name.endswith("_permuted") else order), "our own files keep the declared order"


def test_vectors_are_there(bundles: Path) -> None:
    topics = {path.name for path in (bundles / "vectors").iterdir()}
    assert {"generation", "image", "samplers", "text"} <= topics
    assert all(any(path.iterdir()) for path in (bundles / "vectors").iterdir())
