"""The plan of an export: everything `exporter/` needs to know, and nothing of KerasHub or of code generation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from ..errors import ExportError
from ..manifest.answers import Postprocess
from ..manifest.model import DType, Format, Source, StatePair, Task
from ..manifest.steps import PreprocessStep
from .tolerance import Tolerance

Array = Any  # numpy.ndarray; this module loads without numpy
SizedTensor = dict[int, str]
"""The axes of a tensor whose size is known at run time only, and what these sizes are called."""


@dataclass(frozen=True)
class RunTimeSizes:
    """What the caller chooses at each call: the open axes of inputs and outputs by name, and sizes at which the file is tried."""

    inputs: dict[str, SizedTensor]
    outputs: dict[str, SizedTensor]
    trials: tuple[dict[str, int], ...]


@dataclass(frozen=True)
class NamedSpec:
    """One input: the name that the file gets, its Keras name (where somebody gave it one), dtype and fixed shape.

    `open_axes` are those whose size Keras leaves open. `role` tells verification which values make sense: `mask` inputs are tried full,
    left-aligned and empty; `positions` are distinct and ascending; others get random values. All are from `low` (inclusive) to `high`
    (exclusive for integers).
    """

    name: str
    keras_name: str | None
    dtype: DType
    shape: tuple[int, ...]
    role: Literal["data", "mask", "positions"] = "data"
    low: float = 0.0
    high: float = 1.0
    open_axes: tuple[int, ...] = ()


@dataclass(frozen=True)
class PlannedSignature:
    """An entry point: `function` takes the tensors of `inputs` in their order and returns those of `output_names` in theirs.

    The shapes of `inputs` are fixed, but for the sizes of `run_time`. `choices` are outputs, int32, that tell for each place of another
    output, which they map to, where in its last dimension the largest number is, of equal ones the first.
    """

    key: str
    function: Callable[..., Sequence[Any]]
    inputs: tuple[NamedSpec, ...]
    output_names: tuple[str, ...]
    run_time: RunTimeSizes | None = None
    choices: dict[str, str] = field(default_factory=dict)

    def reordered(self, names: Sequence[str]) -> "PlannedSignature":
        """The same signature with the inputs called `names` first, in that order, and the others behind them."""
        ranks = {name: i for i, name in enumerate(names)}
        inputs = tuple(sorted(self.inputs, key=lambda spec: ranks.get(spec.name, len(ranks))))
        places = [inputs.index(spec) for spec in self.inputs]
        return replace(self, function=lambda *tensors: self.function(*(tensors[place] for place in places)), inputs=inputs)

    def renamed(self, output_names: Sequence[str]) -> "PlannedSignature":
        """The same signature with other names for its outputs."""
        if len(output_names) != len(self.output_names):
            raise ExportError(f"expected the outputs {', '.join(output_names)} but the model gives {', '.join(self.output_names)}")
        return replace(self, output_names=tuple(output_names))


@dataclass(frozen=True)
class Sample:
    """What a user would pass, and the exact input tensors that KerasHub's preprocessing makes of it.

    `text` holds one or two segments, `image` a PNG file; a sample of a model without preprocessing has neither. `patterns` names
    the tensors that follow the formula of samples.json, too large to be listed there; `sizes` the run-time sizes of this sample.
    """

    signature: str
    inputs: dict[str, Array]
    text: tuple[str, ...] | None = None
    image: bytes | None = None
    patterns: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Continuation:
    """A prompt (its tokens, and its text if it was made of one), and the tokens that Keras generates after it, the likeliest each time.

    Where an encoder reads the text, `source` are its tokens, and `prompt` is what every answer begins with. Where it reads sound, `sound`
    is the pattern of samples.json and how many samples it has; `pictures` are the patterns of the pixels of each picture, `sounds` those of
    the mel bands of each sound in a prompt, and how many moments of it are there. `answer` is the text that a container's own runtime
    made of the tokens.
    """

    prompt: tuple[int, ...]
    tokens: tuple[int, ...]
    text: str | None = None
    source: tuple[int, ...] | None = None
    sound: tuple[int, int] | None = None
    pictures: tuple[int, ...] = ()
    sounds: tuple[tuple[int, int], ...] = ()
    answer: str | None = None


@dataclass(frozen=True)
class Evidence:
    """What goes into samples.json: samples with Keras' recorded answers (None where one has NaN or infinity), and continuations."""

    samples: tuple[Sample, ...] = ()
    answers: tuple[dict[str, Any] | None, ...] = ()
    continuations: tuple[Continuation, ...] = ()


class Container(Protocol):
    """A file that holds the .tflite file and all that its own runtime needs beside."""

    @property
    def format(self) -> Format: ...

    def write(self, model: Path, path: Path) -> None:
        """Writes the container `path` around the .tflite file `model`."""

    def compared(self, path: Path, continuations: Sequence[Continuation], tolerance: Tolerance) -> Evidence:
        """What the runtime that the container is for answers as Keras does: those of `continuations` that are of text, or texts of its own.

        Raises:
            VerificationError: it answers otherwise.
        """


@dataclass(frozen=True)
class ExportPlan:
    """How one model becomes a bundle. `model` owns the variables that `signatures` use; `assets` are files by name.

    `state` is what one call writes and a later one reads; `continuations` prove that it is handed on rightly. `prepare` gives the
    inputs of the first signature for a tuple of texts or a picture's file, through the model's own preprocessing. `adopted` is the
    content of a finished file, which takes the place of a model to convert. `left_out` says which answers of Keras the file is not compared
    with, and why. `container` is what the written file goes into, where it does not stay as it is.
    """

    name: str
    task: Task
    source: Source
    model: Any
    signatures: tuple[PlannedSignature, ...]
    preprocess: tuple[PreprocessStep, ...] = ()
    postprocess: Postprocess | None = None
    assets: dict[str, bytes] = field(default_factory=dict)
    samples: tuple[Sample, ...] = ()
    state: tuple[StatePair, ...] = ()
    continuations: tuple[Continuation, ...] = ()
    prepare: Callable[[Any], dict[str, Array]] | None = None
    adopted: bytes | None = None
    left_out: tuple[str, ...] = ()
    container: Container | None = None
