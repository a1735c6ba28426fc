"""Checkpoints as other libraries save them."""

import json
from pathlib import Path

import numpy as np
import tiny_models
from safetensors.numpy import save_file


def bert(directory: Path) -> Path:
    """A BERT encoder as transformers saves it."""
    directory.mkdir(parents=True, exist_ok=True)
    size, inner, vocabulary = 8, 16, tiny_models.VOCABULARY
    config = {
        "architectures": ["BertModel"], "model_type": "bert", "vocab_size": len(vocabulary),
        "num_hidden_layers": 1, "num_attention_heads": 2,
        "hidden_size": size, "intermediate_size": inner, "max_position_embeddings": 32,
    }  # fmt: skip
    (directory / "config.json").write_text(json.dumps(config))
    (directory / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BertTokenizer", "do_lower_case": True}))
    (directory / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(vocabulary), size),
        "embeddings.position_embeddings.weight": (32, size),
        "embeddings.token_type_embeddings.weight": (2, size),
        "embeddings.LayerNorm.weight": (size,), "embeddings.LayerNorm.bias": (size,),
        "pooler.dense.weight": (size, size), "pooler.dense.bias": (size,),
    }  # fmt: skip
    layer = "encoder.layer.0."
    for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
        shapes |= {f"{layer}{name}.weight": (size, size), f"{layer}{name}.bias": (size,)}
    for name in ("attention.output.LayerNorm", "output.LayerNorm"):
        shapes |= {f"{layer}{name}.weight": (size,), f"{layer}{name}.bias": (size,)}
    shapes |= {f"{layer}intermediate.dense.weight": (inner, size), f"{layer}intermediate.dense.bias": (inner,)}
    shapes |= {f"{layer}output.dense.weight": (size, inner), f"{layer}output.dense.bias": (size,)}
    generator = np.random.default_rng(2)
    save_file({name: generator.normal(0, 0.5, shape).astype("float32") for name, shape in shapes.items()}, directory / "model.safetensors")
    return directory
