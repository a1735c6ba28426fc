"""What the script plug-in repeats of the Python package must be the same there."""

import re

from litert_sdkgen import __version__
from litert_sdkgen.project import asset_limits, build_lines

from .builds import PLUGIN

SCRIPT = PLUGIN.read_text(encoding="utf-8")


def test_the_version_is_that_of_the_generator() -> None:
    assert re.findall(r"VERSION = '([^']+)'", SCRIPT) == [__version__]


def test_the_libraries_are_those_that_export_asks_for() -> None:
    wanted = {build_lines.LITERT, build_lines.LITERT_LM, build_lines.INTERPRETER, build_lines.JNA, build_lines.COROUTINES}
    assert set(re.findall(r"\['([\w.-]+:[\w.-]+:[\w.-]+)'", SCRIPT)) == wanted


def test_the_limits_are_those_of_export() -> None:
    found = dict(re.findall(r"(ASSET_LIMIT|STORE_LIMIT) = ([\d_]+)", SCRIPT))
    assert {name: int(number) for name, number in found.items()} == {
        "ASSET_LIMIT": asset_limits.ASSET_BYTES,
        "STORE_LIMIT": asset_limits.STORE_BYTES,
    }
