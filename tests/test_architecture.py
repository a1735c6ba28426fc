"""The design's import directions, the purity of the base install, names and sizes of files."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "litert_sdkgen"
HEAVY = {"keras", "keras_hub", "tensorflow", "numpy", "jax", "torch", "ai_edge_litert", "PIL", "rich", "safetensors", "h5py"}

# Part of the package -> (parts of ours, third-party modules) that it may import, at the top of a file or inside a function.
LAYERS: dict[str, tuple[set[str], set[str]]] = {
    "errors": (set(), set()),
    "version": (set(), set()),
    "manifest": ({"errors"}, set()),
    "bundle": ({"manifest", "errors"}, set()),
    "chat": (set(), {"jinja2"}),
    "codegen": ({"manifest", "errors", "version"}, {"jinja2", "markupsafe"}),
}
# Part of the package -> what it may not import.
FORBIDDEN: dict[str, set[str]] = {
    "exporter": {"keras_hub", "jinja2", "markupsafe", "litertlm", "hub", "codegen", "project", "commands", "cli", "api"},
    "hub": {"jinja2", "markupsafe", "codegen", "project", "commands", "cli", "api"},
    "litertlm": {*HEAVY, "exporter", "hub", "codegen", "project", "commands", "cli", "api"},
    "project": {*HEAVY, "exporter", "hub", "commands", "cli", "api"},
    "demo": {"exporter", "hub", "codegen", "project", "commands", "cli", "api"},
}
SOURCES = sorted(path for path in PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """The module or package directly below ours that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[str]:
    """Names that a file imports: parts of ours without a dot in front, and top-level third-party modules."""
    package = path.relative_to(PACKAGE.parent).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            modules = [f"{module}.{alias.name}" for alias in node.names] if module == PACKAGE.name else [module]
        else:
            continue
        for module in modules:
            top, *rest = module.split(".")
            if top == PACKAGE.name:
                yield rest[0] if rest else "api"
            elif top not in sys.stdlib_module_names:
                yield top


def test_the_layers_exist() -> None:
    parts = {part_of(path) for path in SOURCES}
    assert set(LAYERS) | set(FORBIDDEN) <= parts, "a rule about a part that is gone protects nothing"


@pytest.mark.parametrize("path", [path for path in SOURCES if part_of(path) in LAYERS], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_lower_layers_import_their_own_kind_only(path: Path) -> None:
    ours, others = LAYERS[part_of(path)]
    assert set(imports_of(path)) <= {part_of(path), *ours, *others}


@pytest.mark.parametrize("path", [path for path in SOURCES if part_of(path) in FORBIDDEN], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_upper_layers_stay_out_of_each_other(path: Path) -> None:
    assert set(imports_of(path)) & FORBIDDEN[part_of(path)] == set()


def test_only_the_hub_and_training_know_keras_hub() -> None:
    assert {part_of(path) for path in SOURCES if "keras_hub" in imports_of(path)} <= {"hub", "demo"}


@pytest.mark.parametrize(
    "statement",
    [
        "import litert_sdkgen",
        "import litert_sdkgen.codegen",
        "import litert_sdkgen.cli",
        "import litert_sdkgen.demo",
        "from litert_sdkgen import export",
        "from litert_sdkgen.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass",
    ],
)
def test_the_base_install_is_pure(statement: str) -> None:
    """Nothing beyond jinja2 and the standard library is imported until a model is touched."""
    probe = (
        "import sys, sysconfig\nbefore = set(sys.modules)\n"
        f"{statement}\n"
        "names = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print('\\n' + ' '.join(sorted(names - set(sys.stdlib_module_names))))"
    )
    result = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(result.stdout.splitlines()[-1].split())
    assert loaded <= {"litert_sdkgen", "jinja2", "markupsafe"} and "litert_sdkgen" in loaded


def tracked() -> list[Path]:
    """Files of the repository, new ones included, without what is ignored."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:  # an unpacked archive
        return [path for part in ("litert_sdkgen", "templates", "tests") for path in (ROOT / part).rglob("*") if path.is_file()]
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


CODE = [path for path in tracked() if path.suffix in (".py", ".kt", ".java", ".jinja", ".gradle")]


def test_there_is_code_to_check() -> None:
    assert len(CODE) > 100


def test_no_module_without_a_noun() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "core"}
    assert [path for path in CODE if path.name.split(".")[0].lower() in vague] == []


def test_no_file_outgrows_a_reading() -> None:
    generated = {"golden", "selftest", "vectors"}
    long = {
        str(path.relative_to(ROOT)): lines
        for path in CODE
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 400 and not generated.intersection(path.relative_to(ROOT).parts)
    }
    assert long == {}


def test_nothing_names_a_place_of_this_machine() -> None:
    """Absolute paths and folders of a developer have no place in a repository."""
    words = ["/" + "work/", "/" + "tmp/", "/" + "home/", "/" + "root/", "C:" + "\\Users"]
    assert [(str(path.relative_to(ROOT)), word) for path in CODE for word in words if word in path.read_text(encoding="utf-8")] == []
