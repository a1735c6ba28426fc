"""export: what is written and said, and every way in which it refuses, with nothing on disk."""

import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from litert_sdkgen.exporter import verification

from .conftest import Cli


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_an_empty_folder_becomes_the_skeleton_of_a_module(cli: Cli, keras_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "app"
    outcome = cli("export", "--model", keras_file, "--out", out)
    assert outcome.code == 0, outcome.err
    assert f"Bundle:  {out}/src/main/assets/my_digits (model.tflite: " in outcome.out
    assert f"Sources: litert.MyDigits in {out}/src/main, its test in src/test\n" in outcome.out
    assert 'implementation("com.google.ai.edge.litert:litert:2.3.0")' in outcome.out
    assert all(line.endswith(" ...") for line in outcome.err.splitlines()), outcome.err
    written = files(out)
    for path in ("main/assets/my_digits/model.tflite", "main/kotlin/litert/MyDigits.kt", "test/kotlin/litert/MyDigitsSelfTest.kt"):
        assert f"src/{path}" in written
    assert cli("generate", out / "src/main/assets/my_digits", "--out", out / "src/main/kotlin", "--check").code == 0
    assert cli("verify", out / "src/main/assets/my_digits").code == 0
    assert cli("export", "--model", keras_file, "--out", out).code == 0
    assert files(out) == written, "the same export gives the same bytes"


def test_java_in_a_module_with_a_namespace(cli: Cli, keras_file: Path, tmp_path: Path) -> None:
    (tmp_path / "build.gradle.kts").write_text('android { namespace = "com.example.app" }')
    outcome = cli("export", "--model", keras_file, "--out", tmp_path, "--language", "java", "--name", "digits", "--no-samples")
    assert outcome.code == 0, outcome.err
    assert f"Add to {tmp_path}/build.gradle.kts" in outcome.out and "kotlinx" not in outcome.out and "junit" not in outcome.out
    assert (tmp_path / "src/main/java/com/example/app/litert/Digits.java").is_file()
    assert not (tmp_path / "src/test").exists()
    command = ["generate", tmp_path / "src/main/assets/digits", "--language", "java"]
    assert cli(*command, "--no-runtime", "--out", tmp_path / "src/main/java", "--check").code == 0


@pytest.mark.parametrize(("build", "options"), [("litertSdk { }", []), ("", ["--no-sources"])])
def test_without_sources_there_is_the_bundle_alone(cli: Cli, keras_file: Path, tmp_path: Path, build: str, options: list[str]) -> None:
    (tmp_path / "build.gradle").write_text(build)
    outcome = cli("export", "--model", keras_file, "--out", tmp_path, "--name", "digits", *options)
    assert outcome.code == 0, outcome.err
    assert {path for path in files(tmp_path) if not path.startswith("src/main/assets/digits/")} == {"build.gradle"}
    assert ("left to Gradle" in outcome.out) is bool(build)


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["--preset", "demo_sentiment_em"], 1, "demo_sentiment_en"),
        (["--preset", "no/such/directory"], 1, "there is no preset 'no/such/directory'"),
        (["--model", "none.keras"], 1, "none.keras"),
        (["--model", "pyproject.toml"], 1, "pyproject.toml"),
        (["--model", "MODEL", "--name", "../x"], 2, "--name: expected snake_case"),
        (["--model", "MODEL", "--package", "com.in.app"], 2, "'in' is a keyword"),
        (["--model", "MODEL", "--class-name", "2fast"], 2, "class name: expected"),
        (["--model", "MODEL", "--labels", "none.txt"], 2, "--labels none.txt: cannot be read"),
        (["--model", "MODEL", "--input", "y:float32[1,4]"], 2, "the model has no input 'y'; it has x"),
        (["--model", "MODEL", "--input", "x:float32[1,5]"], 2, "'x' has the shape (None, 4), which (1, 5) does not fit"),
    ],
)
def test_what_cannot_be_exported_is_refused(cli: Cli, keras_file: Path, tmp_path: Path, arguments: list[str], code: int, text: str) -> None:
    out = tmp_path / "deep" / "app"
    outcome = cli("export", "--out", out, *(str(keras_file) if argument == "MODEL" else argument for argument in arguments))
    assert outcome.code == code
    assert text in outcome.error
    assert not out.parent.exists()


@pytest.mark.parametrize(
    ("option", "text"),
    [
        (["--sequence-length", "0"], "expected a whole number from 1 on. Received: '0'"),
        (["--image-size", "32x0"], "expected a size such as 224"),
        (["--input", "x"], "expected NAME:DTYPE[SIZES] such as token_ids:int32[1,64]. Received: 'x'"),
        (["--tolerance", "nan"], "expected a positive number such as 1e-3"),
        (["--quantize", "int3"], "invalid choice: 'int3'"),
    ],
)
def test_an_option_that_can_never_be_right_is_usage(cli: Cli, tmp_path: Path, option: list[str], text: str) -> None:
    outcome = cli("export", "--model", "x.keras", "--out", tmp_path / "app", *option)
    assert outcome.code == 2
    assert text in outcome.err
    assert not (tmp_path / "app").exists()


def test_a_place_that_cannot_be_written_to(cli: Cli, keras_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for out in (file, file / "app"):
        outcome = cli("export", "--model", keras_file, "--out", out)
        assert (outcome.code, outcome.error) == (1, f"cannot write to {out}: {file} is a file, expected a directory. Choose another --out")
    assert file.read_text() == "mine"


def test_a_file_of_somebody_else_stops_it_before_the_bundle(cli: Cli, keras_file: Path, tmp_path: Path) -> None:
    mine = tmp_path / "src/main/kotlin/litert/MyDigits.kt"
    mine.parent.mkdir(parents=True)
    mine.write_text("package litert\n")
    outcome = cli("export", "--model", keras_file, "--out", tmp_path)
    assert outcome.code == 1
    assert "MyDigits.kt exists and was not written by litert-sdkgen" in outcome.error
    assert files(tmp_path) == {"src/main/kotlin/litert/MyDigits.kt": b"package litert\n"}


def test_answers_unlike_those_of_keras_leave_the_former_bundle(
    cli: Cli, keras_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("export", "--model", keras_file, "--out", tmp_path).code == 0
    before = files(tmp_path)
    keras_outputs = verification.keras_outputs
    monkeypatch.setattr(verification, "keras_outputs", lambda *given: {k: v + 0.125 for k, v in keras_outputs(*given).items()})
    outcome = cli("export", "--model", keras_file, "--out", tmp_path)
    assert outcome.code == 1
    assert "differs from Keras by 0.125, allowed are 0.0001" in outcome.error
    assert files(tmp_path) == before


def test_operations_that_no_device_has_are_named_with_their_layer(cli: Cli, tmp_path: Path) -> None:
    import keras

    class Spectrum(keras.layers.Layer):
        def call(self, x: object) -> object:
            return keras.ops.fft((x, keras.ops.zeros_like(x)))[0]

    keras.utils.get_custom_objects()["Spectrum"] = Spectrum
    model = keras.Sequential([keras.Input((4096,)), Spectrum(name="my_spectrum")])
    model.save(tmp_path / "fft.keras")
    outcome = cli("export", "--model", tmp_path / "fft.keras", "--out", tmp_path / "app")
    assert outcome.code == 1
    assert "FFT" in outcome.error and "my_spectrum" in outcome.error
    assert not (tmp_path / "app").exists()


def test_native_libraries_are_silent_and_our_lines_are_not(keras_file: Path, tmp_path: Path) -> None:
    """In a process of its own, as a user runs it, with another backend chosen in the environment."""
    command = [sys.executable, "-m", "litert_sdkgen", "export", "--model", str(keras_file), "--out", str(tmp_path / "app")]
    environment = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"} | {"KERAS_BACKEND": "jax"}
    process = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert process.returncode == 0, process.stderr
    assert [line for line in process.stderr.splitlines() if not line.endswith(" ...")] == []
    assert "loading Keras ..." in process.stderr


def test_a_quantization_is_reported(cli: Cli, tmp_path: Path) -> None:
    keras.utils.set_random_seed(3)
    keras.Sequential([keras.Input((64,), name="x"), keras.layers.Dense(256, "relu"), keras.layers.Dense(16)]).save(tmp_path / "m.keras")
    np.savez(tmp_path / "examples.npz", x=np.random.default_rng(1).uniform(0, 1, (20, 64)))
    command = ["export", "--model", tmp_path / "m.keras", "--out", tmp_path / "app", "--no-sources", "--report", tmp_path / "report.json"]
    outcome = cli(*command, "--quantize", "int8", "--calibration", tmp_path / "examples.npz")
    assert outcome.code == 0, outcome.err
    lines = [line.strip() for line in outcome.out.splitlines()]
    assert lines[0] == "Quantized (int8):"
    assert lines[1].startswith("size ") and "of float32's" in lines[1]
    assert lines[2].startswith("at most ") and "cosine at least" in lines[2]
    assert lines[3].endswith("of the answers as Keras gives them, over 20 examples")
    assert lines[4].startswith("serving_default: ") and "times float32's speed" in lines[4]
    report = json.loads((tmp_path / "report.json").read_text())
    recorded = json.loads((tmp_path / "app/src/main/assets/m/manifest.json").read_text())["model"]["quantization"]
    assert recorded["report"] == {name: report[name] for name in ("examples", "agreement", "float32_bytes")}
    assert report["bytes"] < 0.5 * report["float32_bytes"] and report["latency_ms"]["serving_default"]["quantized"] > 0
    assert sorted(path.name for path in (tmp_path / "app/src/main/assets").iterdir()) == ["m"], "the float32 file is gone"
    assert "of the answers as Keras gives them, over 20 examples" in cli("inspect", tmp_path / "app/src/main/assets/m").out


def test_a_report_of_nothing_is_usage(cli: Cli, keras_file: Path, tmp_path: Path) -> None:
    outcome = cli("export", "--model", keras_file, "--out", tmp_path / "app", "--report", tmp_path / "r.json")
    assert outcome.code == 2 and "Choose a mode with --quantize" in outcome.error


def test_a_file_that_is_too_large_is_refused_with_advice(cli: Cli, tmp_path: Path) -> None:
    keras.utils.set_random_seed(3)
    layers = [keras.layers.Dense(512, name="wide"), keras.layers.Dense(16, name="last")]
    keras.Sequential([keras.Input((64,), name="x"), *layers]).save(tmp_path / "m.keras")
    command = ["export", "--model", tmp_path / "m.keras", "--out", tmp_path / "app", "--no-sources", "--max-bytes"]
    for limit, advice in (("100KB", "--quantize float16 makes about 0.0"), ("50KB", "--quantize dynamic_int8"), ("1KB", "No --quantize")):
        outcome = cli(*command, limit)
        assert outcome.code == 1 and f"--max-bytes allows {int(limit[:-2]) * 1000:,}. Nothing was written" in outcome.error
        assert "Its largest layers: model/wide 0.131 MB (80%), last 0.0328 MB (20%)" in outcome.error and advice in outcome.error
        assert not (tmp_path / "app").exists()
    assert cli(*command, "100KB", "--quantize", "float16").code == 0
