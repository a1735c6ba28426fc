"""What a device makes of the model's outputs: one class for each kind of answer."""

from dataclasses import dataclass, field
from typing import Literal

from .generation import Generation
from .marks import ASSET, OUTPUT

Activation = Literal["none", "softmax", "sigmoid"]
DepthKind = Literal["relative", "metric"]


@dataclass(frozen=True)
class Classification:
    """One score per label. `labels` is an asset: a JSON list of strings, as long as the last dimension of `output`."""

    output: str = field(metadata=OUTPUT)
    activation: Activation
    labels: str = field(metadata=ASSET)
    type: Literal["classification"] = "classification"


@dataclass(frozen=True)
class Detection:
    """Boxes with a score and a label each, of which non-maximum suppression keeps the best.

    `boxes` is float32[1, n, 4], top, left, bottom, right in pixels of the model's input; `scores` float32[1, n], the best that a label has
    in each box; `classes` int32[1, n], the place of that label; `probabilities` float32[1, n, labels], of which these are told, so that no
    device reads them. A box counts if its score is above `confidence_threshold`; the better of two boxes whose intersection over union is
    `iou_threshold` or more remains, whatever their labels are.
    """

    boxes: str = field(metadata=OUTPUT)
    scores: str = field(metadata=OUTPUT)
    classes: str = field(metadata=OUTPUT)
    probabilities: str = field(metadata=OUTPUT)
    labels: str = field(metadata=ASSET)
    confidence_threshold: float
    iou_threshold: float
    max_detections: int
    type: Literal["detection"] = "detection"


@dataclass(frozen=True)
class Segmentation:
    """A label for each place: `output` is float32[1, rows, columns, labels], of which the largest number tells the label; or int32[1, rows,
    columns], where `scores` of that shape are largest, so that no device reads them.

    With a `threshold` there is one number for each place, and two labels: the second where the number is above it.
    """

    output: str = field(metadata=OUTPUT)
    labels: str = field(metadata=ASSET)
    threshold: float | None = None
    scores: str | None = field(default=None, metadata=OUTPUT)
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
class InstanceSegmentation:
    """All instances of what a phrase names, each with a mask, a box and a score.

    Signature `encode_image` turns a picture into `image_embeddings`, once; `decode` takes these and a phrase's tokens, as often as wanted.
    The steps feed the signatures in this order. `select_mask` takes the `masks` of `decode` where they lie, and `index` int32[1], and gives
    that `mask`, float32[1, rows, columns].

    `masks` is float32[1, n, rows, columns], and a place belongs to the instance where the number is above `threshold`; `boxes` is
    float32[1, n, 4], left, top, right, bottom as parts of the model's input, 0 to 1; `scores` is float32[1, n], and an instance counts
    where it is above `confidence_threshold`.
    """

    masks: str = field(metadata=OUTPUT)
    boxes: str = field(metadata=OUTPUT)
    scores: str = field(metadata=OUTPUT)
    confidence_threshold: float
    threshold: float = 0.0
    type: Literal["instance_segmentation"] = "instance_segmentation"


@dataclass(frozen=True)
class Depth:
    """A depth for each place: `output` is float32[1, rows, columns, 1]. `metric` grows with the distance, `relative` with nearness."""

    output: str = field(metadata=OUTPUT)
    kind: DepthKind
    type: Literal["depth"] = "depth"


@dataclass(frozen=True)
class Embedding:
    """A point in the model's space: `output` is float32[1, dimensions], pooled and normalized as the model does it."""

    output: str = field(metadata=OUTPUT)
    type: Literal["embedding"] = "embedding"


@dataclass(frozen=True)
class HiddenStates:
    """What an encoder makes of each moment of a sound: `output` is float32[1, frames, size]."""

    output: str = field(metadata=OUTPUT)
    type: Literal["hidden_states"] = "hidden_states"


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


Postprocess = (
    Classification
    | Detection
    | Segmentation
    | PromptedSegmentation
    | InstanceSegmentation
    | Depth
    | Generation
    | Embedding
    | HiddenStates
    | MaskFilling
    | Similarity
)
