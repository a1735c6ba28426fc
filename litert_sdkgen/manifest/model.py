"""The manifest: what a bundle says about its model, and the only thing that code generation and devices rely on.

The dataclasses are the contract, here, in `tokenizers`, in `generation` and in `quantization`. The reader, the JSON schema and the
canonical writer are derived from their type hints, so a new kind of step is one more class and nothing else in this package.
"""

from dataclasses import dataclass, field
from typing import Literal

from .generation import Generation
from .marks import ASSET, OUTPUT
from .quantization import QuantizationMode
from .tokenizers import Tokenizer

MANIFEST_VERSION = 1

DType = Literal["float32", "int32", "int64", "int8", "uint8", "bool"]
Route = Literal["streaming", "direct", "adopted"]
Activation = Literal["none", "softmax", "sigmoid"]
SourceKind = Literal["keras_hub", "keras", "saved_model", "tflite"]
Reference = Literal["saved_model", "tflite"]
Task = Literal[
    "text_classifier",
    "image_classifier",
    "image_embedder",
    "object_detector",
    "image_segmenter",
    "promptable_segmenter",
    "depth_estimator",
    "causal_lm",
    "seq2seq_lm",
    "audio_to_text",
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
    """What one call writes as `output` and a later one reads as `input`."""

    input: str
    output: str


@dataclass(frozen=True)
class MultiSegmentPacker:
    """`start a separator b end pad...`; `mask` says whether the padding mask is taken by token value (`!= pad`) or by position."""

    sequence_length: int
    start: tuple[int, ...]
    separator: tuple[int, ...]
    end: tuple[int, ...]
    pad: int
    truncate: Literal["round_robin", "waterfall"] = "round_robin"
    padding_side: Literal["right", "left"] = "right"
    mask: Literal["value", "position"] = "value"
    type: Literal["multi_segment"] = "multi_segment"


@dataclass(frozen=True)
class StartEndPacker:
    """`start a end pad...` for one text, whose end is cut off where it does not fit; the other fields as in `multi_segment`."""

    sequence_length: int
    start: tuple[int, ...]
    end: tuple[int, ...]
    pad: int
    padding_side: Literal["right", "left"] = "right"
    mask: Literal["value", "position"] = "value"
    type: Literal["start_end"] = "start_end"


@dataclass(frozen=True)
class PromptPacker:
    """`start a`, of any length: the beginning of a text that the model continues. A text of one token has `before_single` in front too."""

    start: tuple[int, ...]
    before_single: int | None = None
    type: Literal["prompt"] = "prompt"


Packer = MultiSegmentPacker | StartEndPacker | PromptPacker


@dataclass(frozen=True)
class MaskToken:
    """What stands for a hidden token in a user's text, and its id."""

    token: str
    id: int


@dataclass(frozen=True)
class TextStep:
    """Text to integers. `feeds` maps what the packer makes to input names: `token_ids`, `padding_mask`, `segment_ids`, `positions`.

    With a `mask`, a text is cut at each of them, and white space (ASCII) in front of it is left out; the parts are tokenized one by one,
    and the mask's id stands between them. `feeds` has `mask_positions` then: the places of that id among the tokens, filled up with 0.

    `cleaning` comes before the tokenizer. `lowercase`: the letters A to Z become small ones. `words`: after that, punctuation (ASCII) is
    left out, each run of space, \\t, \\n, \\f and \\r becomes one space, and white space (ASCII) is left out at both ends.
    """

    tokenizer: Tokenizer
    packer: Packer
    feeds: dict[str, str]
    mask: MaskToken | None = None
    cleaning: Literal["lowercase", "words"] | None = None
    type: Literal["text"] = "text"


@dataclass(frozen=True)
class ImageStep:
    """Pixels to floats: resize to `height` x `width`, then `* scale`, then `+ offset`, two roundings in float32.

    `fit`: `crop` (centre crop to the aspect ratio, then resize), `pad` (zero-pad, then resize), `stretch`, or `none` (the
    picture must have the size already). `scale` and `offset` hold one value, or one per channel, or none.
    `feeds` maps `pixels` (height, width, channels) to an input name. `channel_order` is `bgr` where the model takes blue first; `scale`
    and `offset` then start with blue's.
    """

    height: int
    width: int
    channels: Literal[1, 3]
    fit: Literal["crop", "pad", "stretch", "none"]
    interpolation: Literal["nearest", "bilinear", "bicubic"]
    antialias: bool
    scale: tuple[float, ...]
    offset: tuple[float, ...]
    feeds: dict[str, str]
    channel_order: Literal["bgr"] | None = None
    type: Literal["image"] = "image"


@dataclass(frozen=True)
class AudioStep:
    """Sound of one channel: `shortest` to `length` samples, `sampling_rate` of them a second, from -1 to 1; zeros behind them.

    `feeds` maps `samples` (float32, as many as `length`) and `sample_count` (int32, how many of them are sound) to input names.
    """

    sampling_rate: int
    shortest: int
    length: int
    feeds: dict[str, str]
    type: Literal["audio"] = "audio"


@dataclass(frozen=True)
class LogMelStep:
    """Sound of one channel as Whisper reads it: `length / stride` moments of `bands` mel bands each.

    `length` samples, `sampling_rate` of them a second, the rest cut off or zeros; mirrored at both ends by half of `frame`; Hann's
    window over `frame` samples each `stride`; power; Slaney's mel bands up to 8 kHz; log10, at least -10 and the sound's highest value
    minus 8; `(x + 4) / 4`. `feeds` maps `features` (float32[1, length / stride, bands]) to an input name.
    """

    sampling_rate: int
    length: int
    frame: int
    stride: int
    bands: int
    feeds: dict[str, str]
    type: Literal["log_mel"] = "log_mel"


@dataclass(frozen=True)
class Classification:
    """One score per label. `labels` is an asset: a JSON list of strings, as long as the last dimension of `output`."""

    output: str = field(metadata=OUTPUT)
    activation: Activation
    labels: str = field(metadata=ASSET)
    type: Literal["classification"] = "classification"


@dataclass(frozen=True)
class Detection:
    """Boxes with a score for each label, of which non-maximum suppression keeps the best.

    `boxes` is float32[1, n, 4], top, left, bottom, right in pixels of the model's input; `scores` float32[1, n, labels]. A box counts
    with its best score after `activation`, if that is above `confidence_threshold`; the better of two boxes whose intersection over
    union is `iou_threshold` or more remains, whatever their labels are.
    """

    boxes: str = field(metadata=OUTPUT)
    scores: str = field(metadata=OUTPUT)
    activation: Literal["none", "sigmoid"]
    labels: str = field(metadata=ASSET)
    confidence_threshold: float
    iou_threshold: float
    max_detections: int
    type: Literal["detection"] = "detection"


@dataclass(frozen=True)
class Segmentation:
    """A label for each place: `output` is float32[1, rows, columns, labels], and the largest number tells the label.

    With a `threshold` there is one number for each place, and two labels: the second where the number is above it.
    """

    output: str = field(metadata=OUTPUT)
    labels: str = field(metadata=ASSET)
    threshold: float | None = None
    type: Literal["segmentation"] = "segmentation"


@dataclass(frozen=True)
class PromptedSegmentation:
    """Masks for what a prompt points at, each with a score.

    Signature `encode_image` turns a picture into `image_embeddings`, once; `decode` takes these and a prompt, as often as wanted.
    Its inputs: `points` float32[1, n + 1, 2] (x, y in pixels of the model's input) with `labels` int32[1, n + 1] (1 on the thing,
    0 beside it, -1 the padding point that follows points without a box, -2 no point); `box` float32[1, 1, 2, 2] (left, top, right,
    bottom) and `mask` float32[1, 1, rows, columns, 1], each with an int32[1] that says whether there is one: `has_box`, `has_mask`.

    `masks` is float32[1, m, rows, columns], and a place belongs to the thing where the number is above `threshold`; `scores` is
    float32[1, m], the intersection over union that the model expects of each mask.
    """

    masks: str = field(metadata=OUTPUT)
    scores: str = field(metadata=OUTPUT)
    threshold: float = 0.0
    type: Literal["prompted_segmentation"] = "prompted_segmentation"


@dataclass(frozen=True)
class Depth:
    """A depth for each place: `output` is float32[1, rows, columns, 1]. `metric` grows with the distance, `relative` with nearness."""

    output: str = field(metadata=OUTPUT)
    kind: Literal["relative", "metric"]
    type: Literal["depth"] = "depth"


@dataclass(frozen=True)
class Embedding:
    """A point in the model's space: `output` is float32[1, dimensions], pooled and normalized as the model does it."""

    output: str = field(metadata=OUTPUT)
    type: Literal["embedding"] = "embedding"


@dataclass(frozen=True)
class MaskFilling:
    """A token for each mask: `output` is float32[1, masks, tokens], to be softmaxed; those from `vocabulary_size` on have no text."""

    output: str = field(metadata=OUTPUT)
    vocabulary_size: int
    type: Literal["mask_filling"] = "mask_filling"


@dataclass(frozen=True)
class Similarity:
    """How well texts fit a picture: `scale * cosine(image, text) + bias`, then `activation` over the texts (`sigmoid`: of each by itself).

    Signature `image` turns a picture into the output `image`, and signature `text` a text into the output `text`, float32[1, dimensions]
    both: a text is embedded once for any number of pictures. The steps feed the signatures in this order.
    """

    image: str = field(metadata=OUTPUT)
    text: str = field(metadata=OUTPUT)
    scale: float
    bias: float
    activation: Literal["softmax", "sigmoid"]
    type: Literal["similarity"] = "similarity"


PreprocessStep = TextStep | ImageStep | AudioStep | LogMelStep
Postprocess = Classification | Detection | Segmentation | PromptedSegmentation | Depth | Generation | Embedding | MaskFilling | Similarity


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
    """The .tflite file and how it was made: the route that was taken, and why others were not."""

    file: str
    sha256: str
    bytes: int
    route: Route
    quantization: QuantizationMode = field(default_factory=QuantizationMode)
    refused_routes: dict[str, str] = field(default_factory=dict)


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
