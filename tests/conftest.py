"""What the whole suite shares: its options, a quiet TensorFlow, and the bundles that are exported once a session."""

import os
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden, tests/bad_manifests and the schema")


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keeps in one process the tests of a file, all that read the bundles, which are written once, and all that share Gradle's folders."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            if "bundles: Path" in (config.rootpath / file).read_text(encoding="utf-8"):
                return "bundles"
            return "gradle" if file.startswith(("tests/android/", "tests/gradle/")) else file

    return Scheduling(config, log)


@pytest.fixture
def update_golden(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--update-golden"))


@pytest.fixture(scope="session")
def bundles() -> Path:
    """`build/test-bundles/` with every bundle and all test vectors, which the Maven build reads afterwards."""
    import bundle_factory

    bundle_factory.write_all(bundle_factory.DIRECTORY)
    return bundle_factory.DIRECTORY
