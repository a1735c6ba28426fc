"""How large a model can be among the assets of an app."""

from ..errors import SdkgenError
from ..manifest.model import ModelFile

ASSET_BYTES = (1 << 31) - 1
"""A file that is mapped into memory is one Java buffer, which counts its bytes with an int."""

STORE_BYTES = 200_000_000
"""What Google Play takes as the download of an app's base module; it compresses, and weights hardly shrink."""

_ADVICE = (
    "Shrink it with --quantize, or keep it out of the module: export it with --no-sources to another folder, bring that to the device by "
    "an asset pack of Google Play or a download, and open it with fromDirectory"
)


def check_size(model: ModelFile) -> str | None:
    """A warning if a store does not take an app with `model` in its assets; None if it is small enough.

    Raises:
        SdkgenError: no app can have it in its assets.
    """
    size = f"{model.file} has {model.bytes} bytes"
    if model.bytes > ASSET_BYTES:
        raise SdkgenError(f"{size}, and an asset of an app can have {ASSET_BYTES}. {_ADVICE}")
    return f"{size}, and Google Play takes apps up to {STORE_BYTES}. {_ADVICE}" if model.bytes > STORE_BYTES else None
