"""What the whole suite shares: its options, a quiet TensorFlow, and the bundles that are exported once a session."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden, tests/bad_manifests and the schema")


@pytest.fixture
def update_golden(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--update-golden"))


@pytest.fixture(scope="session")
def bundles() -> Path:
    """`build/test-bundles/` with every bundle and all test vectors, which the Maven build reads afterwards."""
    import bundle_factory

    bundle_factory.write_all(bundle_factory.DIRECTORY)
    return bundle_factory.DIRECTORY
