"""Text classifiers of every family whose tokenizer and packer the device has: exported with both, and equal to Keras."""

import json
from pathlib import Path

import numpy as np
import pytest
import tiny_text_classifiers

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
    "Roberta": "byte_pair",
    "RoformerV2": "wordpiece",
    "XLMRoberta": "sentence_piece",
}


def test_these_are_all_typed_ones() -> None:
    typed = {row.class_name for row in table() if row.family == "TextClassifier" and row.status == "typed"}
    assert typed == {tiny_text_classifiers.class_name(family) for family in TOKENIZERS}


@pytest.mark.parametrize("family", TOKENIZERS)
def test_a_family(family: str, tmp_path: Path) -> None:
    model = tiny_text_classifiers.classifier(family)
    plan, _ = plan_for(model, Request("m", labels=("a", "b", "c")))
    bundle = routes.export(plan, tmp_path / "m")
    (step,) = bundle.manifest.preprocess
    assert (bundle.manifest.task, step.tokenizer.type) == ("text_classifier", TOKENIZERS[family])
    assert bundle.manifest.verification.max_abs_difference < 1e-5
    for sample in json.loads((bundle.directory / "samples.json").read_text(encoding="utf-8"))["samples"]:
        # ESM's packs single texts, and has no word for a pair.
        packed = model.preprocessor(x=sample["text"] if family == "ESM" else tuple([text] for text in sample["text"]), y=None)
        for name, values in sample["inputs"].items():
            assert values == np.asarray(packed[name]).astype(int)[0].tolist()
        np.testing.assert_allclose(sample["outputs"]["logits"], np.asarray(model(packed))[0], atol=1e-5)
