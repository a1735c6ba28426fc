"""The manifest: what a bundle says about its model, and the only thing that code generation and devices rely on.

The dataclasses are the contract, here and in the modules beside this one. The reader, the JSON schema and the
canonical writer are derived from their type hints, so a new kind of step is one more class and nothing else in this package.
"""

from dataclasses import dataclass, field
from typing import Literal

from .answers import Postprocess
from .quantization import QuantizationMode
from .steps import PreprocessStep

MANIFEST_VERSION = 1

ValueDType = Literal["float32", "int32", "int64", "int8", "uint8", "bool"]
"""What callers pass and get."""
CacheDType = Literal["float32", "float16"]
"""What a cache can be kept in."""
DType = Literal["float32", "int32", "int64", "int8", "uint8", "bool", "float16"]
"""What a tensor can have in the file; float16 is for the state, which no caller sees."""
Route = Literal["streaming", "direct", "adopted"]
Format = Literal["litertlm"]
SourceKind = Literal["keras_hub", "keras", "saved_model", "tflite"]
Reference = Literal["saved_model", "tflite"]
Task = Literal[
    "text_classifier",
    "image_classifier",
    "image_embedder",
    "object_detector",
    "image_segmenter",
    "promptable_segmenter",
    "concept_segmenter",
    "depth_estimator",
    "causal_lm",
    "seq2seq_lm",
    "audio_to_text",
    "image_to_text",
    "item_recommender",
    "audio_encoder",
    "text_embedder",
    "masked_lm",
    "image_text",
    "tensors",
]


@dataclass(frozen=True)
class Quantization:
    """How a quantized boundary tensor stores real values: `real = scale * (stored - zero_point)`."""

    scale: float
    zero_point: int


@dataclass(frozen=True)
class Tensor:
    """One input or output of a signature.

    `name` is what the device binds by and `keras_name` what Keras calls it. `list_index` is its place in the list that
    LiteRT's `run(List)` takes, `position` its index among the subgraph's tensors of that side (the classic Interpreter's order);
    both are read back from the file. A string in `shape` is a run-time dimension.
    """

    name: str
    dtype: DType
    shape: tuple[int | str, ...]
    list_index: int
    position: int
    keras_name: str | None = None
    quantization: Quantization | None = None

    @property
    def value_dtype(self) -> DType:
        """The dtype of the values that callers see: real ones for a quantized tensor."""
        return self.dtype if self.quantization is None else "float32"


@dataclass(frozen=True)
class Signature:
    """One entry point of the model file; `inputs` and `outputs` stand in the order that callers see."""

    key: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


@dataclass(frozen=True)
class StatePair:
    """What one call writes as `output` and a later one reads as `input`.

    With `update` `in_place` a call that does both reads `input` only to write some places of it anew, so that one memory can be both.
    """

    input: str
    output: str
    update: Literal["in_place"] | None = None


@dataclass(frozen=True)
class Source:
    """Where the model came from: a Keras `class`, a SavedModel, or a .tflite file made elsewhere.

    A local directory is not recorded: it means nothing on another machine.
    """

    kind: SourceKind
    class_name: str | None = field(default=None, metadata={"json": "class"})
    preset: str | None = None
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelFile:
    """The .tflite file and how it was made: the route that was taken, and why others were not.

    With a `format` it is a container with that file and its tokenizer inside: `litertlm`, which LiteRT-LM runs.
    """

    file: str
    sha256: str
    bytes: int
    route: Route
    quantization: QuantizationMode = field(default_factory=QuantizationMode)
    refused_routes: dict[str, str] = field(default_factory=dict)
    format: Format | None = None


@dataclass(frozen=True)
class Asset:
    """A file of the bundle that the device reads beside the model."""

    file: str
    sha256: str
    bytes: int


COMPARED_WITH: dict[Reference | None, str] = {
    None: "Keras",
    "saved_model": "the SavedModel",
    "tflite": "the file itself on the classic Interpreter",
}
"""What a file was verified against, in words."""


@dataclass(frozen=True)
class Verification:
    """How far the file is from Keras: `max_abs_difference` over all outputs, allowed up to `tolerance` (for int8 modes: cosine).

    `reference` is what takes the place of Keras where there is none: the functions of a SavedModel; or the adopted file as it was, on
    the classic Interpreter, which proves that it runs and not that it is right.
    """

    samples: int
    max_abs_difference: float
    tolerance: float
    min_cosine: float | None = None
    left_out: tuple[str, ...] = ()
    reference: Reference | None = None


@dataclass(frozen=True)
class Manifest:
    """Everything a device and a code generator need to know about one exported model."""

    name: str
    task: Task
    source: Source
    model: ModelFile
    signatures: tuple[Signature, ...]
    contract: str
    verification: Verification
    state: tuple[StatePair, ...] = ()
    preprocess: tuple[PreprocessStep, ...] = ()
    postprocess: Postprocess | None = None
    assets: tuple[Asset, ...] = ()
    samples: str | None = None
    manifest_version: int = MANIFEST_VERSION
