"""Text embedders for LiteRT-LM's EmbeddingEngine, which looks up the vectors of a text's tokens, and gives them to an encoder."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from ..errors import ExportError
from ..exporter import samples, splitting
from ..exporter.cures.replacement import replaced
from ..exporter.plan import Continuation, Evidence, ExportPlan, NamedSpec, PlannedSignature, Sample
from ..exporter.tolerance import Tolerance
from ..exporter.verification import KerasComparison, keras_outputs
from ..litertlm import container
from ..litertlm.contents import EmbedderContents
from ..litertlm.embedding import EmbeddingEngine
from ..manifest.model import Format
from ..manifest.steps import TextStep
from ..manifest.tokenizers import ContainedTokenizer
from . import contained_tokenizers

_TABLE, _VECTORS, _MASK = "embedder", "embeddings", "input_mask"
"""Names that LiteRT-LM wants; that of the encoder tells how many tokens it reads."""
_FAMILIES: dict[str, str | None] = {
    "Bert": "its files have no tokenizer of the WordPiece kind",
    "Gemma3": None,
    "Qwen3": None,
    "XLMRoberta": "its tokens are those of a SentencePiece model, moved by one, which LiteRT-LM does not repeat",
}
"""Why LiteRT-LM does not run a family; None where its embeddings are those of Keras."""
_SUFFIX = "TextEmbedder"


@dataclass(frozen=True)
class EmbedderFile:
    """The container of an embedder; see `exporter.plan.Container`. `expected` are texts with Keras' answers."""

    contents: EmbedderContents
    signatures: tuple[str, str]
    expected: tuple[tuple[Sample, dict[str, Any]], ...]
    format: Format = "litertlm"

    def write(self, model: Path, path: Path) -> None:
        """Each of the two signatures becomes a file of its own, with the weights that it uses."""
        with tempfile.TemporaryDirectory(prefix=".", dir=path.parent) as folder:  # the place for temporary files may be memory
            table, encoder = (Path(folder) / f"{key}.tflite" for key in self.signatures)
            for key, part in zip(self.signatures, (table, encoder), strict=True):
                splitting.write_signature(model, key, part)
            container.write_embedder(self.contents, table, encoder, path)

    def compared(self, path: Path, continuations: Sequence[Continuation], tolerance: Tolerance) -> Evidence:
        """LiteRT-LM's embedding of each text is that of Keras, as far as `tolerance` says."""
        comparison = KerasComparison(tolerance, "keras_hub")
        with EmbeddingEngine(path) as engine:
            for sample, outputs in self.expected:
                assert sample.text is not None  # `contained` leaves no other
                (text,), (name,) = sample.text, outputs
                got = np.array([engine.embedding(text)], np.float32)
                comparison.add(f"the text {text[:40]!r} on LiteRT-LM", outputs, {name: got})
        recorded = tuple(samples.recorded(outputs) for _, outputs in self.expected)
        return Evidence(tuple(sample for sample, _ in self.expected), recorded)


def check(model: Any) -> None:
    """Raises ExportError, with the reason, where LiteRT-LM does not run `model` as Keras does."""
    families = [base.__name__.removesuffix(_SUFFIX) for base in type(model).__mro__ if base.__name__.endswith(_SUFFIX)]
    unknown = "nobody has compared its embeddings there with Keras' yet"
    reason = next((_FAMILIES[family] for family in families if family in _FAMILIES), unknown)
    if reason is not None:
        raise ExportError(f"--format litertlm: LiteRT-LM does not run a {type(model).__name__}: {reason}. {contained_tokenizers.ADVICE}")


def contained(plan: ExportPlan, model: Any) -> ExportPlan:
    """`plan` of an embedder with the signatures that LiteRT-LM calls, in a file of LiteRT-LM with the tokenizer.

    Raises:
        ExportError: a tokenizer or a packer that LiteRT-LM does not repeat.
    """
    (step,), (signature,) = plan.preprocess, plan.signatures
    assert step.type == "text" and step.packer.type == "multi_segment"  # every TextEmbedderPreprocessor has one
    table, packer = model.backbone.token_embedding, step.packer
    if packer.padding_side != "right":
        raise ExportError(f"LiteRT-LM pads behind a text, and the {type(model).__name__} before it. {contained_tokenizers.ADVICE}")
    parts = (_table(table), _encoder(signature, table, packer.sequence_length))
    file = contained_tokenizers.file_of(model.preprocessor.tokenizer)
    contents = EmbedderContents(file, packer.start, packer.end, packer.sequence_length)
    texts = [sample for sample in plan.samples if sample.text is not None and len(sample.text) == 1]
    expected = tuple((replace(sample, signature=parts[1].key, inputs={}), keras_outputs(signature, sample.inputs)) for sample in texts)
    inside = TextStep(ContainedTokenizer(file.kind), packer, {"token_ids": parts[0].inputs[0].name, "padding_mask": _MASK})
    held = EmbedderFile(contents, (parts[0].key, parts[1].key), expected)
    return replace(plan, signatures=parts, preprocess=(inside,), assets={}, samples=(), container=held)


def _table(table: Any) -> PlannedSignature:
    token = NamedSpec("token_ids", None, "int32", (1, 1), high=table.input_dim)
    return PlannedSignature(_TABLE, lambda tokens: [table(tokens)], (token,), (_VECTORS,))


def _encoder(whole: PlannedSignature, table: Any, length: int) -> PlannedSignature:
    """`whole` from where the tokens' vectors are there."""

    def encode(vectors: Any, mask: Any) -> Sequence[Any]:
        present = keras.ops.cast(mask > 0.5, "int32")
        given = {"token_ids": present, "padding_mask": present}  # of the tokens themselves nothing is read any more
        with replaced(table, "call", lambda *_, **__: vectors):
            return whole.function(*(given[spec.name] for spec in whole.inputs))

    inputs = (
        NamedSpec(_VECTORS, None, "float32", (1, length, table.output_dim)),
        NamedSpec(_MASK, None, "float32", (1, length), role="mask"),
    )
    return PlannedSignature(f"encoder_{length}", encode, inputs, whole.output_names)
