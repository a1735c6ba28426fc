"""export and run of models that find, segment and measure in pictures, and the drawing of what they say."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_concepts
import tiny_image_texts
import tiny_vision
from PIL import Image
from vectors import concepts, image_texts

from litert_sdkgen.answers.detections import Detection, Detections
from litert_sdkgen.hub import pictures

from .conftest import Cli

HEIGHT, WIDTH = 40, 90


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    path.write_bytes(pictures.synthetic(31, HEIGHT, WIDTH))
    return path


def exported(cli: Cli, model: Any, directory: Path) -> tuple[Path, Path]:
    """(bundle, preset) of `model`, by the command."""
    preset = directory / "tiny_model"
    model.save_to_preset(str(preset))
    outcome = cli("export", "--preset", preset, "--out", directory / "app", "--package", "org.example", "--no-sources")
    assert outcome.code == 0, outcome.err
    return directory / "app/src/main/assets/tiny_model", preset


def drawn(cli: Cli, bundle: Path, preset: Path, picture: Path) -> tuple[list[str], Any]:
    """What `run` says, and the pixels that it saves."""
    target = picture.with_name("out.png")
    outcome = cli("run", bundle, picture, "--preset", preset, "--save", target, "--top", 3)
    assert (outcome.code, outcome.err) == (0, "")
    with Image.open(target) as image:
        assert image.size == (WIDTH, HEIGHT)
        return outcome.out.splitlines(), np.asarray(image)


def test_an_object_detector(cli: Cli, tmp_path: Path, picture: Path) -> None:
    model = tiny_vision.retina_net()
    bundle, preset = exported(cli, model, tmp_path)
    lines, pixels = drawn(cli, bundle, preset, picture)
    model.compile(run_eagerly=True)
    keras = model.predict(pictures.read(picture)[None], verbose=0)
    number = int(keras["num_detections"][0])
    assert lines[-1] == f"... ({number - 3} more)" and len(lines) == 4
    for i, line in enumerate(lines[:3]):
        label, score, _, *box = line.split()
        assert (label, float(score)) == (str(int(keras["labels"][0][i])), pytest.approx(float(keras["confidence"][0][i]), abs=1e-4))
        # 64x64 pixels stand for 90x90, of which 25 rows above and below are padding
        expected = np.asarray(keras["boxes"][0][i])[[1, 0, 3, 2]] * 90 / 64 - [0, 25, 0, 25]
        np.testing.assert_allclose([float(value) for value in box], expected, atol=0.06)
    assert (pixels != pictures.read(picture)).any()


def test_an_image_segmenter(cli: Cli, tmp_path: Path, picture: Path) -> None:
    bundle, preset = exported(cli, tiny_vision.seg_former(), tmp_path)
    lines, pixels = drawn(cli, bundle, preset, picture)
    before = pictures.read(picture)
    assert all(line.endswith(" %") for line in lines) and sum(float(line.split()[1]) for line in lines) <= 100
    unseen = np.ones((HEIGHT, WIDTH), bool)
    unseen[:, 25:65] = False  # the middle 40 columns were seen
    assert (pixels[unseen] == before[unseen]).all() and (pixels[~unseen] != before[~unseen]).any()


def test_a_depth_estimator(cli: Cli, tmp_path: Path, picture: Path) -> None:
    bundle, preset = exported(cli, tiny_vision.depth_anything(), tmp_path)
    lines, pixels = drawn(cli, bundle, preset, picture)
    assert len(lines) == 1 and lines[0].startswith("depth from ") and lines[0].endswith("without a unit, larger is nearer")
    assert pixels.shape == (HEIGHT, WIDTH) and pixels[:, 25:65].max() == 255 and not pixels[:, :25].any()


def test_a_promptable_segmenter(cli: Cli, tmp_path: Path, picture: Path) -> None:
    bundle, preset = exported(cli, tiny_vision.sam(), tmp_path)
    target = picture.with_name("out.png")
    outcome = cli("run", bundle, picture, "--preset", preset, "--points", "40,20,1;50,10.5,0", "--box", "30,5,60,35", "--save", target)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    scores = [float(line.split()[2].rstrip(",")) for line in lines]
    assert len(lines) == 4 and scores == sorted(scores, reverse=True) and all(line.endswith(" % of the picture") for line in lines)
    before, after = pictures.read(picture), pictures.read(target)
    assert (after[:, :25] == before[:, :25]).all() and (after[:, 25:65] != before[:, 25:65]).any(), "the middle 40 columns were seen"
    assert cli("run", bundle, picture, "--preset", preset).error.startswith("expected a prompt: --points X,Y,1")
    assert "expected the label 1" in cli("run", bundle, picture, "--points", "1,2,3").err
    assert "expected X0,Y0,X1,Y1" in cli("run", bundle, picture, "--box", "1,2,nan,4").err


def test_an_image_embedder(cli: Cli, tmp_path: Path, picture: Path) -> None:
    model, preset = tiny_vision.image_embedder(), tmp_path / "tiny_model"
    model.backbone.save_to_preset(str(preset))
    model.preprocessor.save_to_preset(str(preset))
    outcome = cli("export", "--preset", preset, "--out", tmp_path / "app", "--package", "org.example", "--no-sources")
    assert outcome.code == 0, outcome.err
    bundle, other = tmp_path / "app/src/main/assets/tiny_model", picture.with_name("other.png")
    other.write_bytes(pictures.synthetic(32, 50, 50))
    lines = cli("run", bundle, picture, other, picture, "--preset", preset).out.splitlines()
    assert lines[0] == f"1.000000 {picture}" and lines[1].endswith(str(other)) and float(lines[1].split()[0]) < 1
    assert cli("run", bundle, picture, "--preset", preset).out.startswith("embedding")
    assert "expected the file of a picture, or several" in cli("run", bundle, "--preset", preset).error
    assert "expected a picture (PNG, JPEG, ...)" in cli("run", bundle, tmp_path / "none.png", "--preset", preset).error


def test_texts_for_a_picture(cli: Cli, tmp_path: Path, picture: Path) -> None:
    model, preset = tiny_image_texts.siglip(), tmp_path / "tiny_model"
    model.backbone.save_to_preset(str(preset))
    model.preprocessor.save_to_preset(str(preset))
    outcome = cli("export", "--preset", preset, "--out", tmp_path / "app", "--package", "org.example", "--no-sources")
    assert outcome.code == 0, outcome.err
    bundle, texts = tmp_path / "app/src/main/assets/tiny_model", ["the lazy fox", "A good film!", ""]
    lines = cli("run", bundle, picture, *texts, "--preset", preset).out.splitlines()
    expected = sorted(zip(image_texts.scores_of(model, pictures.read(picture), texts), texts, strict=True), reverse=True)
    assert [line.partition(" ")[2] for line in lines] == [text for _, text in expected]
    assert [float(line.split()[0]) for line in lines] == pytest.approx([score for score, _ in expected], abs=1e-4)
    assert len(cli("run", bundle, picture, *texts, "--preset", preset, "--top", 2).out.splitlines()) == 2
    assert "expected the file of a picture, and one or more texts" in cli("run", bundle, picture, "--preset", preset).error
    assert "the fox: expected a picture (PNG, JPEG, ...)" in cli("run", bundle, "the fox", "a text", "--preset", preset).error


def test_a_concept_segmenter(cli: Cli, tmp_path: Path, picture: Path) -> None:
    model = tiny_concepts.sam3()
    bundle, preset = exported(cli, model, tmp_path)
    target, phrase = picture.with_name("out.png"), "a dog"
    outcome = cli("run", bundle, picture, phrase, "--preset", preset, "--save", target, "--top", 2)
    assert (outcome.code, outcome.err) == (0, "")
    expected, lines = concepts.instances(model, pictures.read(picture), phrase), outcome.out.splitlines()
    assert len(expected) > 2 and lines[2:] == [f"... ({len(expected) - 2} more)"]
    for line, keras in zip(lines[:2], expected[:2], strict=True):
        score, _, *box = line.partition(",")[0].split()
        assert float(score) == pytest.approx(keras["score"], abs=1e-4)
        np.testing.assert_allclose([float(side) for side in box], keras["box"], atol=0.06)
    masked = np.any([keras["class_ids"] for keras in expected], axis=0).reshape(HEIGHT, WIDTH)
    assert (pictures.read(target) != pictures.read(picture)).any(-1)[masked].mean() > 0.9
    for content in ((), (picture,), (picture, phrase, phrase), ("none.png", phrase)):
        refused = cli("run", bundle, *content, "--preset", preset)
        assert refused.code == 2 and "expected the file of a picture, and a phrase. Received: " in refused.error


def test_tensors_give_answers_in_the_pixels_of_the_model(cli: Cli, bundles: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "image.npy", np.random.default_rng(2).normal(0, 1, (1, 64, 64, 3)).astype(np.float32))
    outcome = cli("run", bundles / "retina_net", "--input", f"image={tmp_path / 'image.npy'}")
    assert outcome.code == 0 and " at " in outcome.out


@pytest.mark.parametrize(
    ("name", "arguments", "text"),
    [
        (
            "demo_sentiment_en",
            ["a text", "--save", "out.png"],
            "expected a picture, and a model whose answer can be drawn. Received: a text_cla",
        ),
        ("tiny_image", ["PICTURE", "--save", "out.png"], "a model whose answer can be drawn. Received: a image_classifier"),
        ("retina_net", ["--input", "image=1", "--save", "out.png"], "expected a picture"),
        ("retina_net", ["PICTURE", "--box", "1,2,3,4"], "--points and --box are for promptable segmenters. Received: a object_detector"),
        ("retina_net", ["PICTURE", "--save", "out.gif"], "expected the name of a .png file. Received: 'out.gif'"),
    ],
)
def test_what_cannot_be_drawn_is_usage(cli: Cli, bundles: Path, picture: Path, name: str, arguments: list[str], text: str) -> None:
    outcome = cli("run", bundles / name, *(str(picture) if argument == "PICTURE" else argument for argument in arguments))
    assert outcome.code == 2 and text in outcome.error
    assert not Path("out.png").exists()


def test_inspect_shows_the_answer(cli: Cli, bundles: Path) -> None:
    detector = cli("inspect", bundles / "retina_net").out
    assert "confidence_threshold" in detector and "number of labels" in detector
    assert "number of labels" not in cli("inspect", bundles / "depth_anything").out


def test_nothing_found_is_said() -> None:
    assert Detections(()).lines(5) == ["nothing was found"]


def test_boxes_are_drawn_even_inside_out_and_beyond_the_picture() -> None:
    found = Detections((Detection((30.0, 30.0, 10.0, 10.0), "é 🐟", 0.5, 0), Detection((-50.0, -50.0, 500.0, 500.0), "b", 0.5, 1)))
    before = Image.new("RGB", (40, 40))
    after = np.asarray(found.drawn(before))
    assert (after[10, 10:31] == (128, 0, 0)).all() and not np.asarray(before).any(), "a copy is drawn on"
