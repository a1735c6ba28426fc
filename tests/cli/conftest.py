"""What the tests of the command line share: calls in this process, and a small bundle on disk."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from litert_sdkgen.cli import main

GOLDEN = Path(__file__).parents[1] / "golden"


@dataclass(frozen=True)
class Outcome:
    """What a call of the command line left."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The error, which must be one paragraph and the last thing said."""
        last = self.err.rstrip("\n").rpartition("\n")[2]
        assert last.startswith("litert-sdkgen: error: "), self.err
        return last.removeprefix("litert-sdkgen: error: ")


Cli = Callable[..., Outcome]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Calls the command line with arguments."""

    def call(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return call


@pytest.fixture
def golden_bundle(tmp_path: Path) -> Callable[[str], Path]:
    """The manifest of a golden case where an app has it: all that generate needs."""

    def copy(case: str) -> Path:
        bundle = tmp_path / "app/src/main/assets" / case
        bundle.mkdir(parents=True)
        shutil.copy(GOLDEN / case / "manifest.json", bundle)
        return bundle

    return copy


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real bundle of a model with the inputs a float32[1,4] and b int32[1,3], and the output sum float32[1,5]."""
    import keras

    from litert_sdkgen.exporter import plain, routes

    keras.utils.set_random_seed(7)
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b", dtype="int32")
    total = keras.layers.Add(name="sum")([keras.layers.Dense(5)(a), keras.layers.Dense(5)(keras.ops.cast(b, "float32"))])
    model = keras.Model({"a": a, "b": b}, {"sum": total})
    directory = tmp_path_factory.mktemp("exported") / "plain_dense"
    routes.export(plain.plan(model, "plain_dense"), directory)
    return directory


@pytest.fixture
def bundle(exported: Path, tmp_path: Path) -> Path:
    """A copy of `exported` to spoil."""
    return Path(shutil.copytree(exported, tmp_path / "plain_dense"))


@pytest.fixture(scope="session")
def keras_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved model of one dense layer."""
    import keras

    keras.utils.set_random_seed(7)
    path = tmp_path_factory.mktemp("models") / "MyDigits.keras"
    keras.Sequential([keras.Input((4,), name="x"), keras.layers.Dense(3, activation="softmax")]).save(path)
    return path
