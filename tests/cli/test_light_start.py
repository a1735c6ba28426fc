"""What runs without Keras, and what is said where it is needed: each in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("keras", "keras_hub", "tensorflow", "jax", "torch", "numpy", "ai_edge_litert", "PIL", "rich")

# Stands in for a base install: these packages cannot be found.
BLOCKED = f"""
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HEAVY!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocker())
from litert_sdkgen.cli import main
sys.exit(main(sys.argv[1:]))
"""


def base_install(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", BLOCKED, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("command", [["--help"], ["export", "--help"], ["inspect", "tests/golden/plain_dense"]])
def test_it_starts_without_heavy_imports(command: list[str]) -> None:
    watch = (
        "import sys\nfrom litert_sdkgen.cli import main\ncode = main(sys.argv[1:])\n"
        f"print(sorted(set(sys.modules) & {set(HEAVY)!r}), file=sys.stderr)\nsys.exit(code)"
    )
    process = subprocess.run([sys.executable, "-c", watch, *command], cwd=ROOT, capture_output=True, text=True)
    assert (process.returncode, process.stderr) == (0, "[]\n")


def test_help_loads_no_template_engine() -> None:
    watch = "import sys\nfrom litert_sdkgen.cli import main\nmain(['--help'])\nassert 'jinja2' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", watch], cwd=ROOT, capture_output=True).returncode == 0


def test_generate_and_inspect_need_a_base_install_only(tmp_path: Path) -> None:
    process = base_install("generate", "tests/golden/demo_sentiment_en", "--out", tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    assert (tmp_path / "litert/DemoSentimentEn.kt").is_file()
    process = base_install("generate", "tests/golden/demo_sentiment_en", "--out", tmp_path, "--check")
    assert (process.returncode, process.stdout) == (0, "")
    assert base_install("inspect", "tests/golden/demo_sentiment_en").returncode == 0


def test_export_without_keras_gives_the_pip_line(tmp_path: Path) -> None:
    out = tmp_path / "app"
    process = base_install("export", "--preset", "demo_sentiment_en", "--out", out)
    assert process.returncode == 1
    assert 'which is not installed. Install it with: pip install "litert-sdkgen[keras]"' in process.stderr.splitlines()[-1]
    assert not out.exists()


def test_run_and_verify_without_litert_give_the_pip_line(bundle: Path) -> None:
    for arguments in (["run", bundle, "--input", "a=1,2,3,4", "--input", "b=1,2,3"], ["verify", bundle]):
        process = base_install(*arguments)
        assert process.returncode == 1
        assert 'which is not installed. Install it with: pip install "litert-sdkgen[keras]"' in process.stderr.splitlines()[-1]
