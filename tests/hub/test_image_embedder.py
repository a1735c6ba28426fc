"""Image backbones: the pooled features of each family, and presets of bare backbones."""

from pathlib import Path

import numpy as np
import pytest
import tiny_models
import tiny_vision

from litert_sdkgen.answers.similarity import cosine
from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import UsageError
from litert_sdkgen.hub import pictures
from litert_sdkgen.hub.image_embedder import ImageEmbedder
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.answers import Embedding

from .tiny_tasks import image_classifiers


def test_the_plan() -> None:
    plan, notes = plan_for(tiny_vision.image_embedder(), Request("m"))
    assert (plan.task, notes, plan.postprocess) == ("image_embedder", (), Embedding("embedding"))
    with pytest.raises(UsageError, match="--labels: an image embedder has none"):
        plan_for(tiny_vision.image_embedder(), Request("m", labels=("a",)))


@pytest.mark.parametrize("name", sorted(image_classifiers.TASKS))
def test_every_family_has_one_vector(name: str) -> None:
    backbone = image_classifiers.TASKS[name].build().backbone
    embedder = ImageEmbedder(backbone, None)
    picture = np.random.default_rng(1).normal(0, 1, (1, *[size or 32 for size in embedder.input.shape[1:3]], 3)).astype(np.float32)
    found, features = np.asarray(embedder(picture)), backbone(picture)
    last = np.asarray(list(features.values())[-1] if isinstance(features, dict) else features)
    token = name in ("DeiTImageClassifier", "ViTImageClassifier")
    expected = last[:, 0] if token else last.mean(tuple(range(1, last.ndim - 1)))
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert found.ndim == 2


def test_a_preset_of_a_bare_backbone(tmp_path: Path) -> None:
    classifier = tiny_models.image_classifier()
    classifier.backbone.save_to_preset(str(tmp_path / "bare"))
    assert plan_for(str(tmp_path / "bare"), Request("m", image_size=(32, 32)))[0].task == "tensors", "there is no converter"
    with pytest.raises(UsageError, match="has no ImageEmbedder.*lacks a converter"):
        plan_for(str(tmp_path / "bare"), Request("m"), task="image_embedder")
    classifier.preprocessor.save_to_preset(str(tmp_path / "bare"))
    plan, _ = plan_for(str(tmp_path / "bare"), Request("m"))
    assert plan.task == "image_embedder" and plan.signatures[0].output_names == ("embedding",)
    assert plan_for(str(tmp_path / "bare"), Request("m", image_size=(32, 32)), task="tensors")[0].task == "tensors"


def test_a_preset_of_a_classifier_gives_its_features_on_demand(tmp_path: Path) -> None:
    tiny_models.image_classifier().save_to_preset(str(tmp_path / "whole"))
    assert plan_for(str(tmp_path / "whole"), Request("m"))[0].task == "image_classifier"
    assert plan_for(str(tmp_path / "whole"), Request("m"), task="image_embedder")[0].task == "image_embedder"


def test_a_segmenter_on_a_bare_backbone_has_a_random_head(tmp_path: Path) -> None:
    segmenter = tiny_vision.seg_former()
    segmenter.backbone.save_to_preset(str(tmp_path / "bare"))
    segmenter.preprocessor.save_to_preset(str(tmp_path / "bare"))
    with pytest.raises(UsageError, match="has no ImageSegmenter head; name the classes of a new one with --labels"):
        plan_for(str(tmp_path / "bare"), Request("m"), task="image_segmenter")
    plan, notes = plan_for(str(tmp_path / "bare"), Request("m", labels=("sky", "sea")), task="image_segmenter")
    assert plan.task == "image_segmenter" and "its weights are random" in notes[0]


def test_embeddings_on_litert_equal_keras(bundles: Path) -> None:
    bundle, model = Bundle.read(bundles / "image_embedder"), tiny_vision.image_embedder()
    picture = pictures.decode(pictures.synthetic(4, 50, 40))
    with LiteRtFile(bundle.model_file) as file:
        found = file.run("serving_default", {"image": np.asarray(model.preprocessor(picture[None]))})["embedding"]
    expected = model.predict(picture[None], verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    assert cosine(found.ravel().tolist(), expected.ravel().tolist()) == pytest.approx(1)
