"""Text embedders for LiteRT-LM: its EmbeddingEngine gives Keras' embeddings, each weight is stored once, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras_hub
import numpy as np
import pytest
import tiny_text_models

from litert_sdkgen.cli import main
from litert_sdkgen.errors import ExportError, SdkgenError, VerificationError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.file_contents import read_contents
from litert_sdkgen.hub import litertlm_embedders
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litertlm import container
from litert_sdkgen.litertlm.embedding import EmbeddingEngine

TEXTS = ("The quick brown fox", "fox", "", "  fox  ", "naïve 日本語 😀", "the quick brown fox jumps over the lazy dog " * 20)


def plan(model: Any, **options: Any) -> ExportPlan:
    return plan_for(model, Request("m", format="litertlm", **options))[0]


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_text_models.embedder("Gemma3")


@pytest.fixture(scope="module")
def planned(model: Any) -> ExportPlan:
    return plan(model)


@pytest.fixture(scope="module")
def gemma(planned: ExportPlan, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return routes.export(planned, tmp_path_factory.mktemp("gemma") / "m")


def keras_embedding(model: Any, text: str) -> Any:
    return np.asarray(model(model.preprocessor([text])))[0]


def test_its_embeddings_are_those_of_keras(model: Any, gemma: Any) -> None:
    """Short and empty texts, and one that is cut off."""
    with EmbeddingEngine(gemma.model_file) as engine:
        for text in TEXTS:
            np.testing.assert_allclose(engine.embedding(text), keras_embedding(model, text), atol=1e-6)


@pytest.mark.parametrize("options", [{"pooling_mode": "mean", "normalize": False}, {}])
def test_a_byte_level_embedder(options: dict[str, Any], tmp_path: Path) -> None:
    made = tiny_text_models.embedder("Qwen3")
    model = type(made)(made.backbone, made.preprocessor, **options)
    bundle = routes.export(plan(model), tmp_path / "m")
    with EmbeddingEngine(bundle.model_file) as engine:
        for text in TEXTS:
            np.testing.assert_allclose(engine.embedding(text), keras_embedding(model, text), atol=1e-6)


def test_the_model_with_a_head_of_its_own(tmp_path: Path) -> None:
    """EmbeddingGemma's: attention in both directions, mean pooling and two projections within the backbone."""
    keras_hub_models = keras_hub.models
    small = tiny_text_models.embedder("Gemma3")
    config = small.backbone.get_config() | {
        "is_embedding_model": True, "use_bidirectional_attention": True, "pooling_intermediate_dim": 12, "embedding_dim": 6
    }  # fmt: skip
    backbone = keras_hub_models.Gemma3Backbone.from_config(config)
    model = keras_hub_models.Gemma3TextEmbedder(backbone, small.preprocessor)
    bundle = routes.export(plan(model), tmp_path / "m")
    with EmbeddingEngine(bundle.model_file) as engine:
        for text in TEXTS:
            np.testing.assert_allclose(engine.embedding(text), keras_embedding(model, text), atol=1e-6)


def test_what_is_in_the_bundle(gemma: Any) -> None:
    assert sorted(path.name for path in gemma.directory.iterdir()) == ["manifest.json", "model.litertlm", "samples.json"]
    assert [signature.key for signature in gemma.manifest.signatures] == ["embedder", "encoder_24"]
    assert gemma.manifest.model.format == "litertlm" and gemma.manifest.preprocess[0].tokenizer.kind == "sentence_piece"
    samples = json.loads((gemma.directory / "samples.json").read_text())["samples"]
    assert len(samples) == 6 and all(set(sample) == {"signature", "text", "outputs"} for sample in samples)
    assert {len(sample["text"][0]) > 400 for sample in samples} == {True, False}  # one is longer than the model reads


def test_the_table_is_stored_once(model: Any, gemma: Any) -> None:
    table = 4 * int(np.prod(model.backbone.token_embedding.embeddings.shape))
    with container.tflites_of(gemma.model_file) as (first, second):
        weights = [sum(read_contents(part).layers.values()) for part in (first, second)]
    assert table <= weights[0] < table + 100
    assert weights[1] < 4 * model.backbone.count_params() - table + 8000  # masks and angles beside what Keras has


def test_an_export_can_be_repeated(gemma: Any, planned: ExportPlan, tmp_path: Path) -> None:
    again = routes.export(planned, tmp_path / "m")
    assert again.model_file.read_bytes() == gemma.model_file.read_bytes()


@pytest.mark.parametrize("mode", ["dynamic_int8", "float16", "weight_int8"])
def test_other_weights(mode: Any, gemma: Any, planned: ExportPlan, tmp_path: Path) -> None:
    bundle = routes.export(planned, tmp_path / "m", Quantization.of(mode, None))
    assert bundle.manifest.model.bytes < gemma.manifest.model.bytes


@pytest.mark.parametrize("fault", [{"start_tokens": ()}, {"end_tokens": (5,)}])
def test_a_file_that_answers_otherwise_is_not_written(fault: dict[str, Any], planned: ExportPlan, tmp_path: Path) -> None:
    held = planned.container
    assert isinstance(held, litertlm_embedders.EmbedderFile)
    faulty = replace(held, contents=replace(held.contents, **fault))
    with pytest.raises(VerificationError, match="the text 'a wonderful film' on LiteRT-LM differs from Keras"):
        routes.export(replace(planned, container=faulty), tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("family", "reason"), [("Bert", "WordPiece"), ("XLMRoberta", "moved by one")])
def test_other_families_are_refused(family: str, reason: str) -> None:
    with pytest.raises(ExportError, match=f"LiteRT-LM does not run a {family}TextEmbedder: .*{reason}"):
        plan(tiny_text_models.embedder(family))


def test_unknown_classes_are_refused() -> None:
    with pytest.raises(ExportError, match="nobody has compared"):
        litertlm_embedders.check(type("NewTextEmbedder", (), {})())


def test_the_table_has_every_class() -> None:
    classes = {name for name in vars(keras_hub.models) if name.endswith("TextEmbedder")} - {"TextEmbedder"}
    assert {f"{family}TextEmbedder" for family in litertlm_embedders._FAMILIES} == classes


def test_a_damaged_file(gemma: Any, tmp_path: Path) -> None:
    (tmp_path / "m.litertlm").write_bytes(gemma.model_file.read_bytes()[:20_000])
    with pytest.raises(SdkgenError):
        EmbeddingEngine(tmp_path / "m.litertlm")


def test_commands(gemma: Any, capfd: pytest.CaptureFixture[str]) -> None:
    directory = str(gemma.directory)
    assert main(["verify", directory]) == 0
    assert "sample 5: LiteRT-LM: embedding differs from Keras by" in capfd.readouterr().out
    assert main(["inspect", directory]) == 0
    shown = capfd.readouterr().out
    assert "model.litertlm (litertlm, with the tokenizer)" in shown and "FULLY_CONNECTED" in shown and "GATHER" in shown
    assert main(["inspect", str(gemma.model_file)]) == 0
    shown = capfd.readouterr().out
    assert "signature 'embedder'" in shown and "signature 'encoder_24'" in shown
    assert main(["run", directory, "fox", "fox", "dog"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "1.000000 fox" and lines[1].endswith(" dog")
    assert main(["bench", directory, "--runs", "3", "--threads", "1"]) == 0
    assert "encoder_24" in capfd.readouterr().out
