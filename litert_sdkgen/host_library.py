"""Where this machine's LiteRT library lies: the one inside the ai-edge-litert wheel, which `LiteRtHostRunner` loads on a JVM.

`python -m litert_sdkgen.host_library` prints the path, to be passed as `-Dlitert.library=`.
"""

import importlib.util
import sys
from pathlib import Path

from .errors import MissingDependencyError, SdkgenError

_NAMES = ("libLiteRt.so", "libLiteRt.dylib", "libLiteRt.dll", "LiteRt.dll")


def host_library() -> Path:
    """The library's path.

    Raises:
        MissingDependencyError: ai-edge-litert is not installed.
        SdkgenError: the installed wheel has no library for this platform.
    """
    found = importlib.util.find_spec("ai_edge_litert")
    if found is None or not found.submodule_search_locations:
        raise MissingDependencyError("ai-edge-litert", "Running LiteRT on a JVM")
    for folder in found.submodule_search_locations:
        for name in _NAMES:
            if (Path(folder) / name).is_file():
                return Path(folder) / name
    raise SdkgenError("the installed ai-edge-litert has no LiteRT library for this platform")


if __name__ == "__main__":
    try:
        print(host_library())
    except SdkgenError as error:
        sys.exit(str(error))
