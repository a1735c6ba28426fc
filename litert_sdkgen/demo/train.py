"""Trains `demo_sentiment_en`: `python -m litert_sdkgen.demo.train --out DIR` writes DIR/preset/ and DIR/metrics.json.

With `--out litert_sdkgen/demo` it renews what ships. Seeded, with TensorFlow's deterministic operations: on one machine with the
same versions, two runs write the same bytes.
"""

import argparse
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Both are read when the libraries are first imported: the same arithmetic on every machine counts more here than speed.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import keras_hub
import numpy as np
import tensorflow as tf

from . import LABELS, augmentation, sentences, vocabulary
from .evaluation import count_correct, wilson_interval

SEED = 20
EPOCHS = 60
BATCH_SIZE = 32
PEAK_LEARNING_RATE = 1e-3
WEIGHT_DECAY = 0.05
LABEL_SMOOTHING = 0.05
SEQUENCE_LENGTH = 64


def build(texts: Sequence[str]) -> Any:
    """An untrained BertTextClassifier over a vocabulary made from `texts`: about 260,000 parameters."""
    tokens = vocabulary.build(texts)
    tokenizer = keras_hub.models.BertTokenizer(vocabulary=tokens, lowercase=True)
    preprocessor = keras_hub.models.BertTextClassifierPreprocessor(tokenizer, sequence_length=SEQUENCE_LENGTH)
    backbone = keras_hub.models.BertBackbone(
        vocabulary_size=len(tokens),
        num_layers=2,
        num_heads=2,
        hidden_dim=96,
        intermediate_dim=192,
        dropout=0.3,
        max_sequence_length=SEQUENCE_LENGTH,
    )
    return keras_hub.models.BertTextClassifier(backbone, num_classes=len(LABELS), preprocessor=preprocessor, dropout=0.3)


def fit(classifier: Any, examples: Sequence[sentences.Sentence], epochs: int) -> None:
    """Trains in place, with a warm-up, a cosine decay, and fresh inputs in every epoch."""
    steps = epochs * -(-len(examples) // BATCH_SIZE)
    schedule = keras.optimizers.schedules.CosineDecay(1e-5, steps, warmup_target=PEAK_LEARNING_RATE, warmup_steps=steps // 10)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=WEIGHT_DECAY, global_clipnorm=1.0)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=LABEL_SMOOTHING)
    # A bare model over the same weights: it takes inputs that are preprocessed already, and keeps the optimizer's state out of the preset.
    model = keras.Model(classifier.inputs, classifier.outputs[0])
    model.compile(optimizer=optimizer, loss=loss)
    generator = np.random.default_rng(SEED)
    for _ in range(epochs):
        inputs, labels = augmentation.epoch(classifier.preprocessor, examples, generator)
        model.fit(inputs, labels, batch_size=BATCH_SIZE, shuffle=False, verbose=0)


def save(classifier: Any, directory: Path) -> None:
    """Writes the preset anew, without the time that KerasHub records: two runs give the same bytes."""
    shutil.rmtree(directory, ignore_errors=True)
    classifier.save_to_preset(str(directory))
    metadata_file = directory / "metadata.json"
    metadata = json.loads(metadata_file.read_text(encoding="utf-8"))
    del metadata["date_saved"]
    metadata_file.write_text(json.dumps(metadata, indent=4) + "\n", encoding="utf-8")


def measure(classifier: Any, examples: Sequence[sentences.Sentence], unseen: Sequence[sentences.Sentence]) -> dict[str, Any]:
    """The figures that metrics.json holds and README.md quotes."""
    correct = count_correct(classifier, unseen)
    return {
        "held_out": {
            "accuracy": round(correct / len(unseen), 4),
            "interval_95": [round(bound, 4) for bound in wilson_interval(correct, len(unseen))],
            "correct": correct,
            "sentences": len(unseen),
        },
        "training": {"correct": count_correct(classifier, examples), "sentences": len(examples), "seed": SEED},
        "parameters": classifier.count_params(),
        "vocabulary_size": classifier.preprocessor.tokenizer.vocabulary_size(),
        "versions": {"keras": keras.__version__, "keras_hub": keras_hub.__version__, "tensorflow": tf.__version__},
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m litert_sdkgen.demo.train", description="Train the embedded demo preset.")
    parser.add_argument("--out", type=Path, required=True, help="directory that receives preset/ and metrics.json")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"passes over the training sentences (default: {EPOCHS})")
    options = parser.parse_args(arguments)

    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(SEED)
    everything = sentences.read()
    examples, unseen = sentences.training(everything), sentences.held_out(everything)
    classifier = build([sentence.text for sentence in examples])
    fit(classifier, examples, options.epochs)

    options.out.mkdir(parents=True, exist_ok=True)
    save(classifier, options.out / "preset")
    metrics = measure(classifier, examples, unseen)
    (options.out / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(metrics["held_out"]))


if __name__ == "__main__":
    main()
