"""Writes a manifest canonically: the same manifest gives the same bytes."""

import json

from .jsonform import to_json
from .model import Manifest
from .reader import check


def write(manifest: Manifest) -> str:
    """JSON text of `manifest`, ending in a newline; it has passed the reader's checks.

    Raises:
        ManifestError: the manifest contradicts itself.
    """
    check(manifest)
    form = to_json(manifest)
    ordered = {"manifest_version": form.pop("manifest_version"), **form}
    return json.dumps(ordered, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
