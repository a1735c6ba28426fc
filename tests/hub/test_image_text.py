"""CLIP, MetaCLIP 2 and SigLIP: the plan, presets, and scores by the two signatures of a file."""

import json
from pathlib import Path

import numpy as np
import pytest
import tiny_image_texts

from litert_sdkgen.answers.classification import ranked
from litert_sdkgen.answers.similarity import cosine
from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import UsageError
from litert_sdkgen.hub import pictures, running
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.answers import Similarity
from litert_sdkgen.manifest.steps import StartEndPacker, TextStep


@pytest.mark.parametrize(
    ("name", "activation", "cleaning", "packer"),
    [
        ("clip", "softmax", "lowercase", StartEndPacker(16, (523,), (524,), 0, mask="position")),
        ("meta_clip_2", "softmax", "lowercase", StartEndPacker(16, (0,), (2,), 1, mask="position")),
        ("siglip", "sigmoid", "words", StartEndPacker(16, (), (2,), 2, mask="position")),
    ],
)
def test_the_plan(name: str, activation: str, cleaning: str, packer: StartEndPacker) -> None:
    model = tiny_image_texts.MODELS[name]()
    plan, notes = plan_for(model, Request("m"))
    assert (plan.task, notes) == ("image_text", ())
    assert [(s.key, [(i.name, i.shape) for i in s.inputs], s.output_names) for s in plan.signatures] == [
        ("image", [("image", (1, 32, 32, 3))], ("image_embedding",)),
        ("text", [("token_ids", (1, 16))], ("text_embedding",)),
    ]
    step, post = plan.preprocess[1], plan.postprocess
    assert isinstance(step, TextStep) and (step.cleaning, step.packer) == (cleaning, packer)
    head = getattr(model.backbone, model.head.layer)
    assert isinstance(post, Similarity) and post.activation == activation
    assert post.scale == pytest.approx(np.exp(np.asarray(head.logit_scale)), rel=1e-6)
    assert post.bias == pytest.approx(np.asarray(head.logit_bias) if name == "siglip" else 0)
    model.preprocessor.canonicalize_text = model.preprocessor.to_lower = False
    unclean = plan_for(model, Request("m"))[0].preprocess[1]
    assert isinstance(unclean, TextStep) and unclean.cleaning is None


def test_lengths_of_texts() -> None:
    def length(name: str, wanted: int | None) -> int:
        return plan_for(tiny_image_texts.MODELS[name](), Request("m", sequence_length=wanted))[0].signatures[1].inputs[0].shape[1]

    assert (length("clip", 9), length("clip", 20), length("siglip", 16)) == (9, 20, 16)
    with pytest.raises(UsageError, match="--sequence-length: the model has 20 positions. Received: 21"):
        length("clip", 21)
    with pytest.raises(UsageError, match="--sequence-length: the model reads 16 tokens, no fewer. Received: 8"):
        length("siglip", 8)


def test_options_that_it_cannot_have() -> None:
    with pytest.raises(UsageError, match="--labels: a model of pictures and texts takes none; it is given texts at each call"):
        plan_for(tiny_image_texts.clip(), Request("m", labels=("a",)))
    with pytest.raises(UsageError, match="--input: a model of pictures and texts takes none"):
        plan_for(tiny_image_texts.clip(), Request("m", inputs={"token_ids": ("int32", (1, 4))}))


def test_a_preset_of_a_bare_backbone(tmp_path: Path) -> None:
    model = tiny_image_texts.siglip()
    model.backbone.save_to_preset(str(tmp_path / "bare"))
    assert plan_for(str(tmp_path / "bare"), Request("m", sequence_length=16))[0].task == "tensors", "there is no tokenizer"
    with pytest.raises(UsageError, match="has no ImageTextMatcher.*lacks a converter or tokenizer"):
        plan_for(str(tmp_path / "bare"), Request("m"), task="image_text")
    model.preprocessor.save_to_preset(str(tmp_path / "bare"))
    plan, _ = plan_for(str(tmp_path / "bare"), Request("m"))
    assert (plan.task, plan.source.class_name) == ("image_text", "ImageTextMatcher")


def test_scores_on_litert_equal_keras(bundles: Path) -> None:
    directory = bundles / "vectors" / "image_texts"
    for model in json.loads((directory / "image_texts.json").read_text())["models"]:
        bundle, preprocessor = Bundle.read(bundles / model["bundle"]), tiny_image_texts.MODELS[model["bundle"]]().preprocessor
        post = bundle.manifest.postprocess
        assert isinstance(post, Similarity)
        with LiteRtFile(bundle.model_file) as file:
            for i, answers in enumerate(model["scores"]):
                made = running.prepare(bundle, preprocessor, directory / f"picture_{i}.png")
                image = file.run("image", made)["image_embedding"].ravel().tolist()
                for texts, expected in zip(model["labels"], answers, strict=True):
                    tokens = [running.prepare(bundle, preprocessor, (text,)) for text in texts]
                    found = [file.run("text", ids)["text_embedding"].ravel().tolist() for ids in tokens]
                    logits = [post.scale * cosine(image, embedding) + post.bias for embedding in found]
                    scores = ranked(logits, post.activation, [str(place) for place in range(len(texts))])
                    np.testing.assert_allclose([score for _, score in sorted(scores)], expected, atol=1e-4)


def test_inputs_for_either_signature(bundles: Path, tmp_path: Path) -> None:
    bundle, model = Bundle.read(bundles / "clip"), tiny_image_texts.clip()
    model.save_to_preset(str(tmp_path / "clip"))
    (tmp_path / "picture.png").write_bytes(pictures.synthetic(1, 40, 50))
    assert running.inputs_for(bundle, ("a",), preset=str(tmp_path / "clip"))["token_ids"].shape == (1, 16)
    assert running.inputs_for(bundle, tmp_path / "picture.png", preset=str(tmp_path / "clip"))["image"].shape == (1, 32, 32, 3)
    with pytest.raises(UsageError, match="retina_net is a object_detector: expected a picture"):
        running.inputs_for(Bundle.read(bundles / "retina_net"), ("a",))
    with pytest.raises(UsageError, match="expected one text: the model's packer .* takes no pairs. Received: 2"):
        running.inputs_for(bundle, ("a", "b"), preset=str(tmp_path / "clip"))
