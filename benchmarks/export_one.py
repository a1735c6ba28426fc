"""One export in this process, measured: `python export_one.py {litert_sdkgen|keras} {tiny|medium} FOLDER` prints a line of JSON."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import keras_hub

SIZES = {
    "tiny": {"vocabulary_size": 1000, "num_layers": 2, "num_heads": 2, "hidden_dim": 64, "intermediate_dim": 128},
    "medium": {"vocabulary_size": 8000, "num_layers": 4, "num_heads": 4, "hidden_dim": 256, "intermediate_dim": 1024},
    "base": {"vocabulary_size": 30522, "num_layers": 12, "num_heads": 12, "hidden_dim": 768, "intermediate_dim": 3072},
}


def main(tool: str, size: str, folder: str) -> None:
    model = build(**SIZES[size])
    forget_peak()
    memory, cpu, wall = status("VmRSS"), time.process_time(), time.perf_counter()
    file = {"litert_sdkgen": with_litert_sdkgen, "keras": with_keras}[tool](model, Path(folder))
    cpu, wall, memory = time.process_time() - cpu, time.perf_counter() - wall, status("VmHWM") - memory
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": memory, "bytes": file.stat().st_size, "runs": runs(file)}))


def build(vocabulary_size: int, **options: int) -> Any:
    """A BERT text classifier with random weights, as a user has it: with its tokenizer and packer."""
    keras.utils.set_random_seed(1)
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(f"word{i}" for i in range(vocabulary_size - 5))]
    preprocessor = keras_hub.models.BertTextClassifierPreprocessor(keras_hub.tokenizers.BertTokenizer(tokens), sequence_length=128)
    backbone = keras_hub.models.BertBackbone(vocabulary_size, max_sequence_length=128, **options)
    return keras_hub.models.BertTextClassifier(backbone, 2, preprocessor=preprocessor)


def with_litert_sdkgen(model: Any, folder: Path) -> Path:
    """Everything: tracing, converting, 15 comparisons with Keras on LiteRT, bundle, sources."""
    import litert_sdkgen

    return litert_sdkgen.export(model, folder, name="model", target="jvm").model_file


def with_keras(model: Any, folder: Path) -> Path:
    """What Keras itself offers; it compares nothing."""
    file = folder / "model.tflite"
    model.export(str(file), format="litert", verbose=False)
    return file


def runs(file: Path) -> str:
    """Whether LiteRT loads and runs the file on zeros, or what it says."""
    import numpy as np

    from litert_sdkgen.errors import SdkgenError
    from litert_sdkgen.litert import LiteRtFile

    try:
        with LiteRtFile(file) as model:
            (signature,) = model.signatures()
            model.run(signature.key, {tensor.name: np.zeros(tensor.shape, tensor.dtype) for tensor in signature.inputs})
    except (SdkgenError, RuntimeError, ValueError) as error:
        return f"no: {str(error).partition(': ')[2] or error}"
    return "yes"


def forget_peak() -> None:
    """Importing TensorFlow peaks higher than a small export; Linux sets the mark back on request."""
    Path("/proc/self/clear_refs").write_text("5")


def status(key: str) -> int:
    """Kilobytes of memory that Linux accounts to this process under `key`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{key}:"))


if __name__ == "__main__":
    main(*sys.argv[1:])
