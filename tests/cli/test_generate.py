"""generate: sources from a bundle alone, and --check."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from litert_sdkgen import manifest as manifests

from .conftest import Cli

GoldenBundle = Callable[[str], Path]


def test_it_writes_the_wrapper_and_its_runtime(cli: Cli, golden_bundle: GoldenBundle, tmp_path: Path) -> None:
    command = ["generate", golden_bundle("plain_dense"), "--out", tmp_path / "out"]
    outcome = cli(*command)
    assert (outcome.code, outcome.err) == (0, "")
    files = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"litert/PlainDense.kt", "litert/runtime/ModelSession.kt"} <= files
    assert outcome.out == f"litert.PlainDense: {len(files)} files in {tmp_path / 'out'}, {len(files)} of them changed\n"
    assert cli(*command).out.endswith(", 0 of them changed\n")


def test_it_takes_the_package_from_the_module_around_the_bundle(cli: Cli, golden_bundle: GoldenBundle, tmp_path: Path) -> None:
    bundle = golden_bundle("plain_dense")
    (tmp_path / "app/build.gradle").write_text("android { namespace 'com.example.app' }")
    assert cli("generate", bundle, "--out", tmp_path / "out").out.startswith("com.example.app.litert.PlainDense: ")
    assert cli("generate", bundle, "--out", tmp_path / "out", "--package", "mine").out.startswith("mine.PlainDense: ")


def test_options_shape_what_is_written(cli: Cli, golden_bundle: GoldenBundle, tmp_path: Path) -> None:
    options = "--language java --class-name Net --package a.b --no-runtime --runtime-package x.rt --target jvm"
    assert cli("generate", golden_bundle("plain_dense"), "--out", tmp_path / "out", *options.split()).code == 0
    (file,) = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert file == tmp_path / "out/a/b/Net.java"
    assert "import x.rt.ModelSession;" in file.read_text()
    assert "android" not in file.read_text()


def test_check_tells_what_differs_and_touches_nothing(cli: Cli, golden_bundle: GoldenBundle, tmp_path: Path) -> None:
    command = ["generate", golden_bundle("plain_dense"), "--out", tmp_path / "out"]
    cli(*command)
    clean = cli(*command, "--check")
    assert (clean.code, clean.out, clean.err) == (0, "", "")
    wrapper, runtime = tmp_path / "out/litert/PlainDense.kt", tmp_path / "out/litert/runtime/Json.kt"
    edited = wrapper.read_text().replace("package litert\n", "package elsewhere\n")
    wrapper.write_text(edited)
    runtime.unlink()
    outcome = cli(*command, "--check")
    assert outcome.code == 1
    assert "--- litert/PlainDense.kt (on disk)\n+++ litert/PlainDense.kt (generated)\n" in outcome.out
    assert "\n-package elsewhere\n+package litert\n" in outcome.out
    assert "--- litert/runtime/Json.kt (missing)\n" in outcome.out
    assert outcome.err == f"litert-sdkgen: the sources in {tmp_path / 'out'} are not those of the bundle; generate them again\n"
    assert wrapper.read_text() == edited and not runtime.exists()
    assert cli(*command).out.endswith(", 2 of them changed\n")
    assert cli(*command, "--check").code == 0


def test_a_changed_contract_is_drift(cli: Cli, golden_bundle: GoldenBundle, tmp_path: Path) -> None:
    bundle = golden_bundle("plain_dense")
    cli("generate", bundle, "--out", tmp_path / "out")
    manifest = manifests.read((bundle / "manifest.json").read_text())
    (signature,) = manifest.signatures
    first = replace(signature.inputs[0], shape=(1, 9))
    changed = replace(manifest, signatures=(replace(signature, inputs=(first, *signature.inputs[1:])),))
    (bundle / "manifest.json").write_text(manifests.write(replace(changed, contract=manifests.contract_of(changed))))
    assert cli("generate", bundle, "--out", tmp_path / "out", "--check").code == 1


def test_it_never_writes_over_a_file_of_somebody_else(cli: Cli, golden_bundle: GoldenBundle, tmp_path: Path) -> None:
    mine = tmp_path / "out/litert/PlainDense.kt"
    mine.parent.mkdir(parents=True)
    mine.write_text("package litert\n")
    outcome = cli("generate", golden_bundle("plain_dense"), "--out", tmp_path / "out")
    assert outcome.code == 1
    assert "PlainDense.kt exists and was not written by litert-sdkgen" in outcome.error
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == [mine]
    assert mine.read_text() == "package litert\n"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--package", "com.1app"),
        ("--package", "com.example.in"),
        ("--package", "a/../../b"),
        ("--package", ""),
        ("--class-name", "class"),
        ("--class-name", "Net$"),
        ("--class-name", "../Net"),
        ("--class-name", ""),
        ("--runtime-package", "x y"),
    ],
)
def test_a_name_that_no_compiler_takes_is_usage(cli: Cli, golden_bundle: GoldenBundle, tmp_path: Path, option: str, value: str) -> None:
    outcome = cli("generate", golden_bundle("plain_dense"), "--out", tmp_path / "out", option, value)
    assert outcome.code == 2
    assert "expected" in outcome.error and f"Received: {value!r}" in outcome.error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"manifest_version": 99}, "manifest.manifest_version: version 99 is newer than this tool knows"),
        ({"surprise": 1}, "manifest.surprise: unknown field"),
        ({"name": 7}, "manifest.name: expected a string. Received: 7"),
        ({"contract": "0"}, "manifest.contract: expected"),
    ],
)
def test_a_manifest_that_cannot_be_trusted_is_refused(
    cli: Cli, golden_bundle: GoldenBundle, tmp_path: Path, change: dict[str, object], text: str
) -> None:
    bundle = golden_bundle("plain_dense")
    manifest = json.loads((bundle / "manifest.json").read_text())
    (bundle / "manifest.json").write_text(json.dumps(manifest | change))
    outcome = cli("generate", bundle, "--out", tmp_path / "out")
    assert outcome.code == 1
    assert text in outcome.error
    assert not (tmp_path / "out").exists()


def test_places_that_do_not_fit(cli: Cli, golden_bundle: GoldenBundle, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    outcome = cli("generate", golden_bundle("plain_dense"), "--out", file)
    assert (outcome.code, outcome.error) == (1, f"cannot write to {file}: {file} is a file, expected a directory. Choose another --out")
    outcome = cli("generate", tmp_path / "nothing", "--out", tmp_path / "out")
    assert outcome.code == 1
    assert "expected a bundle with a readable manifest.json (there is no such directory)" in outcome.error
