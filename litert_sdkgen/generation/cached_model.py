"""A model with a cache on LiteRT: the cache stays in the runtime's memory.

What calls update in place is there once, and so is what an encoder leaves for the decoder, which only reads it. Another state is there
twice: the calls swap its two halves.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..litert import LiteRtFile
from ..manifest.generation import Generation
from ..manifest.model import StatePair
from ..manifest.steps import IdsStep, TextStep
from .chunks import chunks

if TYPE_CHECKING:
    import numpy as np

_ENCODE, _DECODE = "encode", "decode"


class CachedModel:
    """The signatures `prefill_<N>` and `decode` of an open file, and `encode` where it has an encoder.

    Args:
        file: stays open as long as this object is used.
        step: its feeds name the inputs of tokens and positions.
        generation: names the output, and the length of the context.
        state: the tensors that one call writes and a later one reads.
    """

    def __init__(self, file: LiteRtFile, step: TextStep | IdsStep, generation: Generation, state: Sequence[StatePair]) -> None:
        self.context_length = generation.context_length
        self.is_recurrent = generation.state_kind == "recurrent"
        tokens, positions = step.feeds["token_ids"], step.feeds["positions"]
        self._model = file.compiled
        self._names = (tokens, positions, generation.output)
        self._hidden = generation.hidden
        self._details = {key: file.tensor_details(key) for key in file.keys}
        shapes = self.input_shapes
        self._keys = {1 if key == _DECODE else of[tokens][1]: key for key, of in shapes.items() if tokens in of and positions in of}
        self._buffers = {key: self._own(key) for key in self._keys.values()}
        self._pairs = [(pair.input, pair.output) for pair in state]
        first = [self._model.create_input_buffer_by_name(_DECODE, name) for name, _ in self._pairs]
        written = self._details[_DECODE][1]
        second = [
            self._model.create_input_buffer_by_name(_DECODE, pair.input) if pair.output in written and pair.update is None else buffer
            for pair, buffer in zip(state, first, strict=True)
        ]
        self._halves = [first, second]
        self.hidden_states = self._no_hidden_states()
        self.clear()

    @property
    def input_shapes(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """By signature and name."""
        return {
            key: {name: tuple(map(int, details["shape"])) for name, details in inputs.items()} for key, (inputs, _) in self._details.items()
        }

    @property
    def sizes(self) -> list[int]:
        """How many tokens the prefill signatures read."""
        return sorted(size for size, key in self._keys.items() if key != _DECODE)

    def check_length(self, prompt: Sequence[int]) -> None:
        """Raises UsageError for a prompt that is longer than the context."""
        if len(prompt) > self.context_length:
            raise UsageError(f"the prompt has {len(prompt)} tokens; the model was exported for a context of {self.context_length}")

    def clear(self) -> None:
        """Fills the cache with zeros."""
        import numpy as np

        details = self._details[_DECODE][0]
        for half in self._halves:
            for (name, _), buffer in zip(self._pairs, half, strict=True):
                buffer.write(np.zeros(tuple(map(int, details[name]["shape"])), details[name]["dtype"]))

    def encode(self, inputs: "Mapping[str, np.ndarray[Any, Any]]") -> None:
        """Reads a source: what it leaves is what `decode` sees from now on, and what the cache holds belongs to another source."""
        self.run(_ENCODE, inputs)

    def run(self, key: str, inputs: "Mapping[str, np.ndarray[Any, Any]]") -> None:
        """Reads something else than tokens alone: `inputs` of signature `key` by name, those of the state excepted."""
        buffers = {name: self._model.create_input_buffer_by_name(key, name) for name in inputs}
        for name, buffer in buffers.items():
            buffer.write(inputs[name])
        self._invoke(key, buffers, {})

    def prefill(self, tokens: Sequence[int], start: int, end: int) -> None:
        """Reads the tokens at the positions from `start` to `end` into the cache, which holds those before `start`."""
        for position, size in chunks(start, end, self.sizes, self.context_length, self.is_recurrent):
            self._run(self._keys[size], tokens[position : min(position + size, end)], position)

    def decode(self, token: int, position: int) -> "np.ndarray[Any, Any]":
        """Reads `token` at `position`; float32[vocabulary]: the logits of the next token."""
        self._run(_DECODE, [token], position)
        details = self._details[_DECODE][1][self._names[2]]
        size = math.prod(int(length) for length in details["shape"])
        logits: np.ndarray[Any, Any] = self._buffers[_DECODE][1][self._names[2]].read(size, details["dtype"])
        return logits.reshape(-1)

    def _no_hidden_states(self) -> "np.ndarray[Any, Any] | None":
        """float32[context, D]: at the place of each token in the cache what the model makes of it; None for a file without that output."""
        import numpy as np

        if self._hidden is None:
            return None
        return np.zeros((self.context_length, int(self._details[_DECODE][1][self._hidden]["shape"][-1])), np.float32)

    def _own(self, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The buffers of a signature that are not part of the cache."""
        tokens, positions, logits = self._names
        inputs = {name: self._model.create_input_buffer_by_name(key, name) for name in (tokens, positions)}
        own = (logits, self._hidden)
        outputs = {name: self._model.create_output_buffer_by_name(key, name) for name in self._details[key][1] if name in own}
        return inputs, outputs

    def _run(self, key: str, tokens: Sequence[int], position: int) -> None:
        import numpy as np

        inputs, outputs = self._buffers[key]
        size = int(self._details[key][0][self._names[0]]["shape"][1])
        inputs[self._names[0]].write(np.array([[*tokens, *[0] * (size - len(tokens))]], np.int32))
        inputs[self._names[1]].write(np.arange(position, position + size, dtype=np.int32))
        self._invoke(key, inputs, outputs)
        if self._hidden is not None and self.hidden_states is not None:
            width = self.hidden_states.shape[1]
            rows = outputs[self._hidden].read(size * width, self.hidden_states.dtype).reshape(size, width)
            self.hidden_states[position : position + len(tokens)] = rows[: len(tokens)]

    def _invoke(self, key: str, inputs: dict[str, Any], outputs: dict[str, Any]) -> None:
        read = {name: buffer for (name, _), buffer in zip(self._pairs, self._halves[0], strict=True) if name in self._details[key][0]}
        self._model.run_by_name(key, {**inputs, **read}, {**outputs, **self._written(key)})
        self._halves.reverse()

    def _written(self, key: str) -> dict[str, Any]:
        """Where a signature writes its part of the state."""
        return {name: buffer for (_, name), buffer in zip(self._pairs, self._halves[1], strict=True) if name in self._details[key][1]}
