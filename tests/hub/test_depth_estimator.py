"""Depth estimators: a depth for each pixel of the caller's picture."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_vision

from litert_sdkgen.answers.depth_map import DepthMap
from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import UsageError
from litert_sdkgen.hub import pictures
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.answers import Depth


def plan(model: Any, **options: Any) -> Any:
    return plan_for(model, Request("m", **options))[0]


def test_what_a_depth_means_is_in_the_manifest() -> None:
    assert plan(tiny_vision.depth_anything()).postprocess == Depth("depths", "relative")
    metric = plan(tiny_vision.depth_anything("metric", max_depth=20.0))
    assert metric.task == "depth_estimator" and metric.postprocess == Depth("depths", "metric")
    depths = np.asarray(metric.signatures[0].function(metric.samples[0].inputs["image"])[0])
    assert depths.max() > 1, "the graph itself scales to metres"


def test_a_depth_estimator_has_no_labels() -> None:
    with pytest.raises(UsageError, match="--labels: a depth estimator has none"):
        plan(tiny_vision.depth_anything(), labels=("a",))


def test_answers_on_litert_equal_keras_hub(bundles: Path) -> None:
    bundle, vectors = Bundle.read(bundles / "depth_anything"), bundles / "vectors" / "masks"
    model = tiny_vision.depth_anything()
    post, (step,) = bundle.manifest.postprocess, bundle.manifest.preprocess
    assert isinstance(post, Depth) and step.type == "image"
    for i, expected in enumerate(json.loads((vectors / "answers.json").read_text())["depth_anything"]):
        picture = pictures.read(vectors / f"picture_{i}.png")
        with LiteRtFile(bundle.model_file) as file:
            outputs = file.run("serving_default", {"image": np.asarray(model.preprocessor(picture[None]))})
        answer = DepthMap.of(bundle, post, outputs, step, (picture.shape[1], picture.shape[0]))
        np.testing.assert_allclose(answer.values.ravel(), np.array(expected, float), atol=1e-3)
