"""export --task image_classifier for models that bring no preprocessing along: --image, --activation, --options."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models
from PIL import Image

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.hub import pictures

from .conftest import Cli

LABELS = ("cat", "dog", "bird")


def network(shape: tuple[int | None, int | None, int] = (24, 32, 3), activation: str | None = None, classes: int = 3) -> keras.Model:
    keras.utils.set_random_seed(21)
    x = keras.Input(shape, name="photo")
    y = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(6, 5, strides=2, activation="relu")(x))
    return tiny_models.varied(keras.Model(x, keras.layers.Dense(classes, activation=activation, name="answer")(y)))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(pictures.synthetic(5, 53, 71))
    return path


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.txt"
    path.write_text("\n".join(LABELS) + "\n")
    return path


def exported(cli: Cli, directory: Path, *options: object) -> Bundle:
    outcome = cli("export", "--out", directory / "app", "--name", "m", *options)
    assert outcome.code == 0, outcome.err
    return Bundle.read(directory / "app/src/main/assets/m")


def answered(cli: Cli, bundle: Bundle, photo: Path) -> dict[str, float]:
    outcome = cli("run", bundle.directory, photo)
    assert outcome.code == 0, outcome.err
    return {label: float(score) for label, score in (line.split() for line in outcome.out.splitlines())}


def resized(photo: Path) -> Any:
    """Stretched to 24 x 32 by TensorFlow itself."""
    pixels = np.asarray(Image.open(photo).convert("RGB"), "float32")
    return tf.image.resize(pixels[None], (24, 32), "bilinear").numpy()


def by_keras(model: keras.Model, directory: Path) -> list[object]:
    model.save(directory / "m.keras")
    return ["--model", directory / "m.keras"]


def by_saved_model(model: keras.Model, directory: Path) -> list[object]:
    model.export(directory / "saved", verbose=False)
    return ["--model", directory / "saved"]


def by_file(model: keras.Model, directory: Path) -> list[object]:
    model.export(directory / "m.tflite", format="litert", verbose=False)
    return ["--tflite", directory / "m.tflite"]


@pytest.mark.parametrize("save", [by_keras, by_saved_model, by_file])
def test_every_kind_of_model_answers_as_keras_on_the_pixels_that_the_options_describe(
    save: Callable[[keras.Model, Path], list[object]], cli: Cli, photo: Path, labels: Path, tmp_path: Path
) -> None:
    model = network()
    image = "scale=1/127.5 offset=-1,-0.9,-0.8 resize=stretch color=bgr"
    bundle = exported(cli, tmp_path, *save(model, tmp_path), "--task", "image_classifier", "--labels", labels, "--image", image)
    manifest = bundle.manifest
    (step,) = manifest.preprocess
    assert (manifest.task, step.fit, step.channel_order, step.offset) == ("image_classifier", "stretch", "bgr", (-1.0, -0.9, -0.8))
    assert manifest.postprocess.activation == "softmax"
    pixels = resized(photo)[..., ::-1] * np.float32(1 / 127.5) + np.float32([-1, -0.9, -0.8])
    expected = tf.nn.softmax(model(pixels)).numpy()[0]
    got = answered(cli, bundle, photo)
    assert got == pytest.approx(dict(zip(LABELS, expected, strict=True)), abs=2e-5)
    assert {path.name for path in (tmp_path / "app/src/test").rglob("*.kt")} >= {"MSelfTest.kt"}
    assert "fun predict(image: RgbImage): Classification" in (tmp_path / "app/src/main/kotlin/litert/M.kt").read_text()


def test_open_sizes_come_from_the_options(cli: Cli, tmp_path: Path) -> None:
    model = by_keras(network((None, None, 1)), tmp_path)
    for options in (["--image", "size=20x28 color=grayscale resize=pad"], ["--image-size", "20x28"]):
        (step,) = exported(cli, tmp_path, *model, "--task", "image_classifier", *options).manifest.preprocess
        assert (step.height, step.width, step.channels, step.channel_order) == (20, 28, 1, None)
    outcome = cli("export", *model, "--task", "image_classifier", "--out", tmp_path / "other")
    assert outcome.code == 1 and "'photo' has no fixed size along axis 1" in outcome.error


@pytest.mark.parametrize(
    ("activation", "classes", "expected"), [("softmax", 3, "none"), (None, 3, "softmax"), (None, 1, "sigmoid")], ids=str
)
def test_what_the_numbers_are_is_told_by_the_answers(activation: str | None, classes: int, expected: str, cli: Cli, tmp_path: Path) -> None:
    model = network(activation=activation, classes=classes)
    model.get_layer("answer").bias.assign([5.0] * classes)
    bundle = exported(cli, tmp_path, *by_keras(model, tmp_path), "--task", "image_classifier", "--image", "scale=1/255")
    assert bundle.manifest.postprocess.activation == expected


def test_numbers_that_might_be_anything_must_be_declared(cli: Cli, tmp_path: Path) -> None:
    options = [*by_keras(network(activation="sigmoid"), tmp_path), "--task", "image_classifier", "--image", "scale=1/255"]
    outcome = cli("export", *options, "--out", tmp_path / "other")
    assert outcome.code == 2 and "--activation: the model's numbers lie between 0 and 1 and do not add up to 1" in outcome.error
    assert exported(cli, tmp_path, *options, "--activation", "none").manifest.postprocess.activation == "none"


def test_half_precision_inside_and_a_quantized_file(cli: Cli, photo: Path, tmp_path: Path) -> None:
    keras.config.set_dtype_policy("mixed_float16")
    try:
        half = network()
    finally:
        keras.config.set_dtype_policy("float32")
    options = ["--task", "image_classifier", "--image", "scale=1/255", "--quantize", "int8"]
    bundle = exported(cli, tmp_path, *by_keras(half, tmp_path), *options)
    assert sum(answered(cli, bundle, photo).values()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--image", "scale=1/255"], "--image is an option of KerasHub tasks or of a --task that takes a picture"),
        (["--activation", "none"], "--activation is an option of"),
        (
            ["--task", "object_detector"],
            "is exported as one of tensors, depth_estimator, image_classifier, image_embedder, image_segmenter. Received",
        ),
        (["--task", "image_classifier", "--labels", "two.txt"], "expected 3 labels"),
        (["--task", "image_classifier", "--image", "input=x"], "the model has no input 'x'; it has photo:float32[1, 24, 32, 3]"),
        (["--task", "image_classifier", "--image", "size=24x24"], "'photo' takes 24x32 and nothing else. Received: (24, 24)"),
        (["--task", "image_classifier", "--image-size", "24"], "--image-size: the input 'photo' takes 24x32"),
        (["--task", "image_classifier", "--image", "color=grayscale"], "has 3 channels. Received: grayscale"),
        (["--task", "image_classifier", "--image", "scale=1,2"], "expected one value, or one for each of 3 channels. Received: 2"),
        (["--task", "image_classifier", "--image", "scal=1"], "expected input, scale, offset"),
        (["--task", "image_classifier", "--image", "scale=1 scale=2"], "scale stands twice"),
        (["--task", "image_classifier", "--image", "scale"], "expected KEY=VALUE pairs"),
        (["--task", "image_classifier", "--image", "scale=1/0"], "expected a number such as 1/255"),
        (["--task", "image_classifier", "--image", "scale=1e999"], "expected a number such as 1/255"),
        (["--task", "image_classifier", "--image", "size=0"], "expected a size such as 224"),
        (["--task", "image_classifier", "--image", "antialias=1"], "expected true or false"),
        (["--task", "image_classifier", "--image", "resize=fit"], "expected crop, pad, stretch, none. Received: 'fit'"),
        (["--task", "image_classifier", "--sequence-length", "4"], "--sequence-length is an option of KerasHub tasks"),
    ],
)
def test_options_that_do_not_fit(options: list[str], message: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.txt").write_text("a\nb\n")
    outcome = cli("export", *by_keras(network(), tmp_path), "--out", "app", *options)
    assert outcome.code == 2 and message in outcome.error, outcome.error
    assert not Path("app").exists()


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: keras.Input((24, 32, 4)), "expected an input float32[1, height, width, 3 or 1], quantized or not. Received: input"),
        (lambda: keras.Input((3, 24, 32)), "has its channels first; export a model that takes them last"),
        (lambda: [keras.Input((8, 8, 3), name="a"), keras.Input((2,), name="b")], "whose one input is a picture. Received: a:float32"),
    ],
)
def test_models_that_take_no_picture(build: Callable[[], Any], message: str, cli: Cli, tmp_path: Path) -> None:
    inputs = build()
    flat = [keras.layers.Flatten()(x) for x in (inputs if isinstance(inputs, list) else [inputs])]
    model = keras.Model(inputs, keras.layers.Dense(3)(flat[0] if len(flat) == 1 else keras.layers.Concatenate()(flat)))
    outcome = cli("export", *by_keras(model, tmp_path), "--task", "image_classifier", "--out", tmp_path / "app")
    assert outcome.code == 2 and message in outcome.error, outcome.error


def test_a_model_that_answers_otherwise(cli: Cli, tmp_path: Path) -> None:
    x = keras.Input((8, 8, 3))
    model = keras.Model(x, {"map": keras.layers.Conv2D(2, 1)(x), "sum": keras.layers.Flatten()(x)})
    outcome = cli("export", *by_keras(model, tmp_path), "--task", "image_classifier", "--out", tmp_path / "app")
    assert outcome.code == 2
    assert "--task image_classifier: expected one output float32[1, classes]. Received: map:float32[1, 8, 8, 2], sum:" in outcome.error


def test_a_kerashub_model_describes_itself(cli: Cli, tmp_path: Path) -> None:
    for options in (["--image", "scale=1"], ["--activation", "none"]):
        outcome = cli("export", "--preset", "demo_sentiment_en", "--out", tmp_path / "app", *options)
        assert outcome.code == 2 and f"{options[0]} is for models without preprocessing of their own" in outcome.error


def test_options_in_a_file_and_typed_ones_win(cli: Cli, labels: Path, tmp_path: Path) -> None:
    by_keras(network((None, None, 3)), tmp_path)
    toml = tmp_path / "app.toml"
    toml.write_text(
        f'model = "{tmp_path / "m.keras"}"\nout = "{tmp_path / "app"}"\nname = "other"\ntask = "image_classifier"\n'
        f'labels = "{labels}"\nno_sources = true\nno_samples = false\ninput = []\n'
        '[image]\nscale = ["1/255"]\noffset = [-0.5, -0.4, -0.3]\nsize = "24x32"\nantialias = true\n'
    )
    outcome = cli("export", "--options", toml, "--name", "m")
    assert outcome.code == 0, outcome.err
    bundle = Bundle.read(tmp_path / "app/src/main/assets/m")
    (step,) = bundle.manifest.preprocess
    assert (step.scale, step.offset, step.antialias, step.height) == ((1 / 255,), (-0.5, -0.4, -0.3), True, 24)
    assert bundle.manifest.samples is not None and not (tmp_path / "app/src/main/kotlin").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lables = 'x'", "app.toml: 'lables' is no option. Did you mean 'labels'?"),
        ("options = 'x'", "app.toml: 'options' is no option"),
        ("no_sources = 'yes'", "no_sources: expected true or false. Received: 'yes'"),
        ("name = true", "name: expected a text, a number, a list or a table. Received: True"),
        ("name = ", "app.toml: not TOML"),
    ],
)
def test_files_of_options_that_cannot_be_right(text: str, message: str, cli: Cli, keras_file: Path, tmp_path: Path) -> None:
    (tmp_path / "app.toml").write_text(text)
    outcome = cli("export", "--model", keras_file, "--out", tmp_path / "app", f"--options={tmp_path / 'app.toml'}")
    assert (outcome.code, message in outcome.error) == (2, True), outcome.error
    outcome = cli("export", "--model", keras_file, "--out", tmp_path / "app", "--options", tmp_path / "none.toml")
    assert outcome.code == 2 and "none.toml: cannot be read: No such file" in outcome.error


def places(channels: int, activation: str | None = None) -> keras.Model:
    """A number for each of `channels` at each place."""
    x = keras.Input((16, 16, 3))
    return keras.Model(x, keras.layers.Conv2D(channels, 3, padding="same", activation=activation, name="map")(x))


@pytest.mark.parametrize(
    ("model", "options", "post"),
    [
        (lambda: places(4), ["--task", "image_segmenter"], {"type": "segmentation"}),
        (lambda: places(1), ["--task", "image_segmenter"], {"threshold": 0.0}),
        (lambda: places(1, "sigmoid"), ["--task", "image_segmenter", "--activation", "none"], {"threshold": 0.5}),
        (lambda: places(1), ["--task", "depth_estimator", "--depth", "metric"], {"type": "depth", "kind": "metric"}),
        (network, ["--task", "image_embedder"], {"type": "embedding"}),
    ],
)
def test_other_tasks(model: Callable[[], Any], options: list[str], post: dict[str, Any], cli: Cli, tmp_path: Path) -> None:
    arguments = (*by_keras(model(), tmp_path), "--image", "scale=1/255 offset=-0.5", "--no-sources", "--out", tmp_path / "app")
    outcome = cli("export", *arguments, *options)
    assert outcome.code == 0, outcome.error
    (path,) = (tmp_path / "app").rglob("manifest.json")
    manifest = json.loads(path.read_text())
    assert manifest["task"] == options[1] and manifest["postprocess"].items() >= post.items()
    picture = Path(tmp_path / "picture.png")
    picture.write_bytes(pictures.synthetic(1, 20, 30))
    assert cli("run", path.parent, picture).code == 0


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        (lambda: places(1, "sigmoid"), ["--task", "image_segmenter"], "--activation: the model's numbers lie between 0 and 1"),
        (lambda: places(1), ["--task", "image_segmenter", "--activation", "softmax"], "--activation: one number for each place"),
        (lambda: places(4), ["--task", "image_segmenter", "--activation", "softmax"], "--task image_segmenter takes none"),
        (lambda: places(1), ["--task", "depth_estimator"], "--depth: say whether"),
        (lambda: places(2), ["--task", "depth_estimator", "--depth", "metric"], "one output float32[1, rows, columns, 1]. Received: map:"),
        (lambda: places(2), ["--task", "image_embedder"], "expected one output float32[1, dimensions]"),
        (lambda: places(1), ["--task", "image_embedder", "--depth", "metric"], "--depth: --task image_embedder takes none"),
        (lambda: places(2), ["--task", "object_detector"], "image_classifier, image_embedder, image_segmenter"),
        (lambda: places(2), ["--task", "text_classifier"], "is exported as one of tensors, depth_estimator"),
        (lambda: places(2), ["--depth", "metric"], "--depth is an option of KerasHub tasks or of a --task that takes a picture"),
    ],
)
def test_other_tasks_that_do_not_fit(model: Callable[[], Any], options: list[str], message: str, cli: Cli, tmp_path: Path) -> None:
    outcome = cli("export", *by_keras(model(), tmp_path), "--out", tmp_path / "app", *options)
    assert outcome.code == 2 and message in outcome.error, outcome.error
    assert not (tmp_path / "app").exists()
