"""Models in files and folders: which kind one is, told by its content, and how Keras' own kinds are loaded."""

import warnings
import zipfile
from pathlib import Path
from typing import Literal

import keras

from ..errors import PresetError
from ..exporter.checkpoint import left_on_disk

_HDF5 = b"\x89HDF\r\n\x1a\n"
_TFLITE = b"TFL3"
Kind = Literal["keras", "h5", "saved_model", "tflite"]


def kind_of(path: Path) -> Kind | None:
    """What lies at `path`; None for a preset, or where there is nothing.

    Raises:
        PresetError: a file of no known kind, or a name that can only mean a file which is not there.
    """
    if (path / "saved_model.pb").is_file():
        return "saved_model"
    if not path.is_file():
        if path.suffix in (".keras", ".h5", ".hdf5", ".tflite") and not path.is_dir():
            raise PresetError(f"{path}: there is no such file")
        return None
    if zipfile.is_zipfile(path):
        return "keras"
    with path.open("rb") as file:
        begin = file.read(len(_HDF5))
    if begin == _HDF5:
        return "h5"
    if begin[4:8] == _TFLITE:
        return "tflite"
    raise PresetError(
        f"{path}: not a model: expected a .keras file (a zip archive made by model.save('name.keras')), an .h5 file or a .tflite file"
    )


def load(path: Path) -> keras.Model:
    """The model in a `.keras` or `.h5` file, whichever backend it was trained on.

    Raises:
        PresetError: Keras cannot load it, custom classes in it are not known here, or it holds weights alone.
    """
    try:
        with warnings.catch_warnings(), left_on_disk():
            warnings.simplefilter("ignore")  # about optimizer state, which no export needs
            loaded = keras.saving.load_model(path, compile=False)
    except Exception as error:  # Keras raises what the model's own code raises
        if "No model config found" in str(error):
            raise PresetError(
                f"{path}: holds weights alone. Build the model in Python, call model.load_weights on this file, and export the model, "
                "or save it whole with model.save('name.keras')"
            ) from None
        # Keras puts the configuration of the whole model in front of the cause.
        reason = " ".join(str(error).split()).rpartition("Exception encountered: ")[2][:600].rstrip(".")
        advice = "Custom classes and functions are named with --custom-objects MODULE:NAME"
        advice += "; not every model survives the old .h5 format, save it as .keras" if kind_of(path) == "h5" else ""
        raise PresetError(f"{path}: Keras cannot load this file: {reason}. {advice}") from error
    if not isinstance(loaded, keras.Model):
        raise PresetError(f"{path}: holds a {type(loaded).__name__}, expected a model")
    return loaded
