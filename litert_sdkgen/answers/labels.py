"""The labels of a bundle."""

import json

from ..bundle import Bundle
from ..errors import ManifestError


def labels_of(bundle: Bundle) -> list[str]:
    """The labels that the bundle's postprocess names.

    Raises:
        ManifestError: the bundle has none, or the file is no list of strings.
    """
    file = getattr(bundle.manifest.postprocess, "labels", None)
    if file is None:
        raise ManifestError("manifest.postprocess", "expected one with labels; this model has none")
    path = bundle.directory / file
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ManifestError(str(path), f"the labels cannot be read: {error}") from None
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise ManifestError(str(path), "expected a JSON list of strings")
    return labels
