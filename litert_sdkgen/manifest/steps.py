"""What a device does before the model: one class for each kind of step, and one for each way to pack tokens."""

from dataclasses import dataclass, field
from typing import Literal

from .marks import ASSET
from .tokenizers import Tokenizer


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


@dataclass(frozen=True)
class PaddedPacker:
    """`a pad...`: a row as it is, of at most `sequence_length`; the padding mask tells where it ends."""

    sequence_length: int
    pad: int
    type: Literal["padded"] = "padded"


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
class IdsStep:
    """Integers that the caller has already, such as the ids of items. `feeds` is that of a `TextStep`."""

    packer: PaddedPacker | PromptPacker
    feeds: dict[str, str]
    type: Literal["ids"] = "ids"


@dataclass(frozen=True)
class ImageStep:
    """Pixels to floats: resize to `height` x `width`, then `* scale`, then `+ offset`, two roundings in float32.

    `fit`: `crop` (centre crop to the aspect ratio, then resize), `pad` (zero-pad, then resize), `stretch`, or `none` (the
    picture must have the size already). `scale` and `offset` hold one value, or one per channel, or none.
    `feeds` maps `pixels` (height, width, channels) to an input name. `channel_order` is `bgr` where the model takes blue first; `scale`
    and `offset` then start with blue's. `overshoot` is `cut` where resizing leaves nothing below 0 and above 255, as bicubic kernels do.
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
    overshoot: Literal["cut"] | None = None
    type: Literal["image"] = "image"

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Of the input that takes one picture."""
        return (1, self.height, self.width, self.channels)


@dataclass(frozen=True)
class AudioStep:
    """Sound of one channel: `shortest` to `length` samples, `sampling_rate` of them a second, from -1 to 1; zeros behind them.

    `feeds` maps `samples` (float32, as many as `length`) and `sample_count` (int32, how many of them are sound) to input names. An encoder
    of sound has no `sample_count`, and what is longer than `length` is cut off.
    """

    sampling_rate: int
    shortest: int
    length: int
    feeds: dict[str, str]
    type: Literal["audio"] = "audio"


@dataclass(frozen=True)
class LogMelStep:
    """Sound of one channel as mel bands from moment to moment.

    `length` samples, `sampling_rate` of them a second, the rest cut off or zeros; `* scale`; `x[i] - emphasis * x[i - 1]`, and
    `x[0] * first`. `frames` moments, `stride` samples apart, of `frame` samples each, under Hann's periodic window; the first begins
    with the sound (`margin` is `none`), or half a frame before it, where there is silence or the sound's mirror image (at its end too).
    The Fourier transform of `transform` numbers, zeros behind the frame; its magnitude or power. `filters` is an asset: a list with
    `{"first", "weights"}` for each band, the weights of the frequencies from the one numbered `first` on. `floor` is added, or the least
    value; the logarithm to `e` or 10; at least the sound's highest value minus `range`; `(x - mean) / deviation`, each one value, or
    one for each band, or none.

    `feeds` maps `features` (float32[..., frames, bands]) and `frame_mask` ([..., frames]) to input names. A moment is sound, by
    `counted`, if the samples up to the next moment are `whole`, or have `begun`, or if all of its own samples are there (`full`), of a
    sound that silence makes as long as the next multiple of `multiple`.
    """

    sampling_rate: int
    length: int
    frames: int
    frame: int
    stride: int
    transform: int
    filters: str = field(metadata=ASSET)
    margin: Literal["mirrored", "silent", "none"]
    spectrum: Literal["magnitude", "power"]
    floor: float
    floor_is: Literal["added", "least"]
    logarithm: Literal["e", "10"]
    feeds: dict[str, str]
    scale: float = 1.0
    emphasis: float = 0.0
    first: float = 1.0
    range: float | None = None
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    counted: Literal["whole", "begun", "full"] = "whole"
    multiple: int | None = None
    type: Literal["log_mel"] = "log_mel"


PreprocessStep = TextStep | IdsStep | ImageStep | AudioStep | LogMelStep
