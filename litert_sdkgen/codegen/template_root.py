"""Where the templates lie: inside the installed package, or beside it in a checkout."""

from functools import cache
from pathlib import Path

SENTINEL = "litert-sdkgen-templates.txt"


@cache
def template_root() -> Path:
    """The folder of templates. The sentinel file tells it from a `templates` folder that belongs to somebody else.

    Raises:
        FileNotFoundError: the installation is broken.
    """
    package = Path(__file__).resolve().parents[1]
    for root in (package / "templates", package.parent / "templates"):
        if (root / SENTINEL).is_file():
            return root
    raise FileNotFoundError(
        f"no templates beside {package}: the installation is broken. Install again: pip install --force-reinstall litert-sdkgen"
    )
