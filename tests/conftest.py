"""What the whole suite shares: its options, a quiet TensorFlow, and the bundles that are exported once a session."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden, tests/bad_manifests and the schema")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tells pytest-xdist what to keep in one process: the tests of a file, and all files of which a test reads the bundles."""
    with_bundles = {item.path for item in items if "bundles" in getattr(item, "fixturenames", ())}
    for item in items:
        item.add_marker(pytest.mark.xdist_group("bundles" if item.path in with_bundles else str(item.path)))


@pytest.fixture
def update_golden(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--update-golden"))


@pytest.fixture(scope="session")
def bundles() -> Path:
    """`build/test-bundles/` with every bundle and all test vectors, which the Maven build reads afterwards."""
    import bundle_factory

    bundle_factory.write_all(bundle_factory.DIRECTORY)
    return bundle_factory.DIRECTORY
