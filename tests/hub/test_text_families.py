"""Text models of every family whose tokenizer and packer the device has: exported with both, and equal to Keras."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_text_models

from litert_sdkgen.exporter import routes
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.hub.support import table

TOKENIZERS = {
    "Albert": "sentence_piece",
    "Bert": "wordpiece",
    "DebertaV3": "sentence_piece",
    "DistilBert": "wordpiece",
    "ESM": "wordpiece",
    "FNet": "sentence_piece",
    "Gemma3": "sentence_piece",
    "Qwen3": "byte_pair",
    "Roberta": "byte_pair",
    "RoformerV2": "wordpiece",
    "XLMRoberta": "sentence_piece",
}
CLASSIFIERS = [("text_classifier", tiny_text_models.classifier, family) for family in tiny_text_models.CLASSIFIERS]
EMBEDDERS = [("text_embedder", tiny_text_models.embedder, family) for family in tiny_text_models.EMBEDDERS]


@pytest.mark.parametrize(
    ("head", "families"),
    [
        ("TextClassifier", tiny_text_models.CLASSIFIERS),
        ("TextEmbedder", tiny_text_models.EMBEDDERS),
        ("MaskedLM", tiny_text_models.CLASSIFIERS),
    ],
)
def test_every_class_is_typed_and_has_a_tiny_model(head: str, families: tuple[str, ...]) -> None:
    rows = {row.class_name: row.status for row in table() if row.family == head}
    assert rows == {tiny_text_models.class_name(family, head): "typed" for family in families}


@pytest.mark.parametrize(("task", "build", "family"), CLASSIFIERS + EMBEDDERS)
def test_a_family(task: str, build: Callable[[str], Any], family: str, tmp_path: Path) -> None:
    model = build(family)
    plan, _ = plan_for(model, Request("m"))
    bundle = routes.export(plan, tmp_path / "m")
    (step,), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None
    assert (bundle.manifest.task, step.tokenizer.type) == (task, TOKENIZERS[family])
    assert bundle.manifest.verification.max_abs_difference < 1e-5
    for sample in json.loads((bundle.directory / "samples.json").read_text(encoding="utf-8"))["samples"]:
        # ESM's packs single texts, and has no word for a pair.
        packed = model.preprocessor(x=sample["text"] if family == "ESM" else tuple([text] for text in sample["text"]), y=None)
        for name, values in sample["inputs"].items():
            assert values == np.asarray(packed[name]).astype(int)[0].tolist()
        np.testing.assert_allclose(sample["outputs"][post.output], np.asarray(model(packed))[0], atol=1e-5)
