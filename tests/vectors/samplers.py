"""What KerasHub's samplers keep of a distribution, and how likely each token is then.

`cases.json`: a list of `{"method", "temperature", "k", "p", "logits", "tokens", "probabilities"}`; `tokens` are those that can be drawn.
"""

import json
import pathlib
from collections.abc import Iterator
from typing import Any
from unittest import mock

import keras
import keras_hub
import numpy as np

SEED = 20


def distributions() -> Iterator["np.ndarray[Any, Any]"]:
    """Logits float32[vocabulary]: flat and steep, few and many, with ties, with tokens that cannot be."""
    generator = np.random.default_rng(SEED)
    for size, scale in ((2, 1.0), (7, 0.1), (50, 3.0), (300, 1.0), (300, 12.0), (4000, 2.0)):
        yield generator.normal(0, scale, size).astype(np.float32)
    yield np.array([0.5, 2.0, 2.0, -1.0, 2.0, 0.5, 0.5], np.float32)
    yield np.array([0.0, -0.0, 0.0, -3.0], np.float32)
    yield np.where(generator.uniform(size=40) < 0.5, -np.inf, generator.normal(0, 2, 40)).astype(np.float32)
    yield np.array([300.0, -300.0, 299.0, 0.0], np.float32)


def samplers() -> Iterator[tuple[dict[str, Any], Any]]:
    """The manifest's form of a sampler, and KerasHub's object."""
    hub = keras_hub.samplers
    for temperature in (1.0, 0.4, 3.0):
        for k in (1, 2, 5, 60):
            yield {"method": "top_k", "temperature": temperature, "k": k}, hub.TopKSampler(k=k, temperature=temperature)
        for p, k in ((0.1, None), (0.5123, None), (0.9057, None), (0.9991, 3), (0.77, 20)):
            yield {"method": "top_p", "temperature": temperature, "p": p, "k": k}, hub.TopPSampler(p=p, k=k, temperature=temperature)
        yield {"method": "random", "temperature": temperature}, hub.RandomSampler(temperature=temperature)
    yield {"method": "greedy", "temperature": 1.0}, hub.GreedySampler()


def kept(sampler: Any, logits: "np.ndarray[Any, Any]") -> tuple[list[int], list[float]]:
    """Tokens that `sampler` can give, best first, and their probabilities.

    Its draw is replaced: each row of a batch gets another place of the distribution, which tells the token that stands there.
    """
    given: list[np.ndarray[Any, Any]] = []

    def every_place(log_probabilities: Any, *arguments: Any, **options: Any) -> Any:
        given.append(np.asarray(log_probabilities[0]))
        places = np.arange(len(logits)) % len(given[0])
        return keras.ops.convert_to_tensor(places[:, None], "int32")

    rows = keras.ops.convert_to_tensor(np.tile(logits, (len(logits), 1)))
    with mock.patch.object(keras.random, "categorical", every_place):
        tokens = np.asarray(sampler.get_next_token(sampler.compute_probabilities(rows)))
    if not given:
        return [int(tokens[0])], [1.0]
    weights = np.exp(given[0].astype(np.float64))
    found = [(int(tokens[place]), float(weight / weights.sum())) for place, weight in enumerate(weights) if weight > 0]
    return [token for token, _ in found], [probability for _, probability in found]


def write(directory: pathlib.Path) -> None:
    """Every sampler on every distribution."""
    cases = []
    for logits in distributions():
        for form, sampler in samplers():
            if (form.get("k") or 0) > len(logits):
                continue  # TensorFlow refuses that
            tokens, probabilities = kept(sampler, logits)
            # JSON has no infinity: a token that cannot be is as unlikely as a float32 can say.
            values = [float(str(value)) for value in np.nan_to_num(logits, neginf=-3e38)]
            cases.append({**form, "logits": values, "tokens": tokens, "probabilities": probabilities})
    (directory / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
