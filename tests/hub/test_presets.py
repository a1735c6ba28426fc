"""Presets by name, handle and directory; KerasHub's own loading does the work."""

import json
import shutil
from pathlib import Path
from typing import Any

import keras_hub
import pytest
import tiny_checkpoints
import tiny_models

from litert_sdkgen.errors import PresetError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.hub import presets
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`bert/`: a text classifier; `bare/`: its backbone and preprocessor without a head; `images/`: an image classifier."""
    directory = tmp_path_factory.mktemp("presets")
    classifier = tiny_models.bert_classifier()
    classifier.save_to_preset(str(directory / "bert"))
    classifier.backbone.save_to_preset(str(directory / "bare"))
    classifier.preprocessor.save_to_preset(str(directory / "bare"))
    tiny_models.image_classifier().save_to_preset(str(directory / "images"))
    return directory


@pytest.fixture(scope="module")
def hugging_face(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoints.bert(tmp_path_factory.mktemp("hugging_face"))


def plan(model: Any, task: str | None = None, labels: tuple[str, ...] | None = None, **sizes: Any) -> Any:
    return plan_for(model, Request("m", labels=labels, **sizes), task)


def test_a_directory_gives_the_task_it_was_saved_with(saved: Path) -> None:
    made, warnings = plan(str(saved / "bert"))
    assert (made.task, made.source.class_name, made.source.preset, warnings) == ("text_classifier", "BertTextClassifier", None, ())
    made, _ = plan(str(saved / "images"))
    assert (made.task, made.source.class_name) == ("image_classifier", "ResNetImageClassifier")


def test_a_bare_text_encoder_embeds_texts(saved: Path, tmp_path: Path) -> None:
    made, warnings = plan(str(saved / "bare"))
    assert (made.task, made.source.class_name, warnings) == ("text_embedder", "BertTextEmbedder", ())
    assert plan(str(saved / "bare"), "tensors")[0].source.class_name == "BertBackbone"
    shutil.copytree(saved / "bare", tmp_path / "mute")
    (tmp_path / "mute/tokenizer.json").unlink()
    made, _ = plan(str(tmp_path / "mute"))
    assert (made.task, made.source.class_name) == ("tensors", "BertBackbone"), "nothing says how text becomes tokens"
    assert made.signatures[0].inputs[0].shape == (1, 64), "as many tokens as the model has positions, 128 at most"


def test_a_missing_head_takes_its_classes_from_labels_and_is_announced(saved: Path) -> None:
    with pytest.raises(UsageError, match="no TextClassifier head; name the classes of a new one with --labels"):
        plan(str(saved / "bare"), "TextClassifier")
    made, warnings = plan(str(saved / "bare"), "text_classifier", ("x", "y", "z"))
    assert json.loads(made.assets["labels.json"]) == ["x", "y", "z"]
    assert len(warnings) == 1 and "its weights are random" in warnings[0]


def test_a_task_of_another_kind_is_a_usage_error(saved: Path) -> None:
    with pytest.raises(UsageError, match="expected tensors, or one of .*TextClassifier"):
        plan(str(saved / "bert"), "TextClassifierr")
    with pytest.raises(UsageError, match="has no ImageClassifier"):
        plan(str(saved / "bert"), "image_classifier", ("a", "b"))


def test_tensors_takes_the_backbone(saved: Path) -> None:
    assert plan(str(saved / "bert"), "tensors")[0].source.class_name == "BertBackbone"


def test_a_hugging_face_checkpoint_loads_with_its_weights(hugging_face: Path, tmp_path: Path) -> None:
    made, warnings = plan(str(hugging_face), "TextClassifier", ("no", "yes"))
    assert made.source.class_name == "BertTextClassifier" and len(warnings) == 1
    bundle = routes.export(made, tmp_path / "m")
    assert bundle.manifest.preprocess[0].tokenizer.lowercase
    embedder, _ = plan(str(hugging_face))
    assert routes.export(embedder, tmp_path / "b").manifest.source.class_name == "BertTextEmbedder"


@pytest.mark.parametrize("handle", ["kaggle://keras/bert/keras/bert_tiny", "hf://keras/bert_tiny", "bert_tiny_en_uncased"])
def test_handles_and_names_reach_from_preset(handle: str, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """KerasHub downloads file by file through `get_file`; a local preset answers here."""
    from keras_hub.src.utils import preset_utils

    asked: list[str] = []
    original = preset_utils.get_file

    def get_file(preset: str, path: str) -> str:
        asked.append(preset)
        return str(original(str(saved / "bert"), path))

    monkeypatch.setattr(preset_utils, "get_file", get_file)
    for module in ("models.preprocessor", "tokenizers.tokenizer", "models.task", "models.backbone"):
        monkeypatch.setattr(f"keras_hub.src.{module}.get_file", get_file, raising=False)
    made, _ = plan(handle)
    assert made.task == "text_classifier" and made.source.preset == handle
    assert set(asked) == {handle}


def test_a_download_that_fails_tells_the_cause_and_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from keras_hub.src.utils import preset_utils

    def get_file(preset: str, path: str) -> str:
        raise ConnectionError("no route to the hub")

    monkeypatch.setattr(preset_utils, "get_file", get_file)
    with pytest.raises(PresetError, match="no route to the hub.*a local directory made by save_to_preset works"):
        plan("bert_base_en")


def test_an_unknown_name_lists_the_nearest() -> None:
    with pytest.raises(PresetError, match="no preset 'bert_bas_en'.*Did you mean .*bert_base_en"):
        presets.resolve("bert_bas_en")
    with pytest.raises(PresetError, match="Did you mean demo_sentiment_en"):
        presets.resolve("demo_sentimen_en")


def test_a_directory_that_is_no_preset(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="has no config.json"):
        presets.resolve(str(tmp_path))
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(PresetError, match="could not be loaded"):
        plan(str(tmp_path))


def test_a_broken_preset_is_an_error_of_the_preset(saved: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(saved / "bert", broken)
    (broken / "model.weights.h5").write_bytes(b"nothing")
    with pytest.raises(PresetError, match="could not be loaded"):
        plan(str(broken))


def test_every_builtin_name_is_known() -> None:
    assert "bert_base_en" in presets.builtin_names() and len(presets.builtin_names()) > 400
    assert set(keras_hub.models.BertBackbone.presets) <= set(presets.builtin_names())
