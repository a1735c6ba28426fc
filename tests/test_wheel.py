"""The wheel, in an environment without Keras, from another directory: templates inside, a bundle in, the goldens out."""

import dataclasses
import hashlib
import importlib.util
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from codegen.cases import manifest_of, options_of

from litert_sdkgen.codegen import generate
from litert_sdkgen.codegen.template_root import SENTINEL, template_root
from litert_sdkgen.manifest import write

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str | Path, cwd: Path | str = "/") -> subprocess.CompletedProcess[str]:
    result = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True)
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel of ours")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", directory, ROOT)
    (file,) = directory.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has the wheel and Jinja, and nothing else."""
    directory = tmp_path_factory.mktemp("clean place")
    run(sys.executable, "-m", "venv", "--without-pip", directory)
    interpreter = directory / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(sys.executable, "-m", "pip", "--python", interpreter, "install", "--quiet", "--no-deps", "--no-index", wheel)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(directory), "platbase": str(directory)}))
    for module in ("jinja2", "markupsafe"):
        found = importlib.util.find_spec(module)
        assert found and found.origin
        shutil.copytree(Path(found.origin).parent, site / module)
    return interpreter


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle of a golden's manifest, whose files are placeholders with the right digests."""
    directory, manifest = tmp_path / "demo_sentiment_en", manifest_of("demo_sentiment_en")
    directory.mkdir()
    digest = {"sha256": hashlib.sha256(b"x").hexdigest(), "bytes": 1}
    for file in (manifest.model.file, *(asset.file for asset in manifest.assets)):
        (directory / file).write_bytes(b"x")
    model = dataclasses.replace(manifest.model, **digest)
    assets = tuple(dataclasses.replace(asset, **digest) for asset in manifest.assets)
    (directory / "manifest.json").write_text(write(dataclasses.replace(manifest, model=model, assets=assets)), encoding="utf-8")
    return directory


def test_all_templates_are_inside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    inside = {name.removeprefix("litert_sdkgen/templates/") for name in names if name.startswith("litert_sdkgen/templates/")}
    assert inside == {path.relative_to(template_root()).as_posix() for path in template_root().rglob("*") if path.is_file()}
    assert SENTINEL in inside
    assert all(name.startswith(("litert_sdkgen/", "litert_sdkgen-")) for name in names), "the wheel owns no other folder"


def test_there_is_no_keras(python: Path) -> None:
    probe = "import importlib.util as u; print([n for n in ('keras', 'tensorflow', 'numpy', 'ai_edge_litert') if u.find_spec(n)])"
    assert run(python, "-I", "-c", probe).stdout.strip() == "[]"


def test_help(python: Path) -> None:
    assert "generate" in run(python, "-I", "-m", "litert_sdkgen", "--help").stdout


def test_generate_gives_what_the_checkout_gives(python: Path, bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "source root"
    options = dataclasses.replace(
        options_of("demo_sentiment_en", "kotlin"), package="com.example.litert", emit_runtime=True, runtime_package=None
    )
    arguments = ["-I", "-m", "litert_sdkgen", "generate", bundle, "--out", out, "--package", "com.example.litert"]
    run(python, *arguments)
    expected = generate(manifest_of("demo_sentiment_en"), options)
    assert {path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in out.rglob("*.kt")} == expected
    run(python, *arguments, "--check")
    (out / options.file).write_text("edited\n", encoding="utf-8")
    checked = subprocess.run([python, *map(str, arguments), "--check"], cwd="/", capture_output=True, text=True)
    assert checked.returncode == 1 and "+public class DemoSentimentEn" in checked.stdout
