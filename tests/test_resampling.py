"""How well sound keeps its tones at another sampling rate, and loses those that it cannot have."""

import numpy as np
import pytest

from litert_sdkgen.resampling import resample

RATES = [(44100, 16000), (48000, 16000), (8000, 16000), (22050, 16000), (16001, 16000)]


def tone(rate: int, frequency: float, seconds: float = 0.5) -> np.ndarray:
    return np.sin(2 * np.pi * frequency / rate * np.arange(int(rate * seconds))).astype(np.float32)


@pytest.mark.parametrize(("rate", "wanted"), RATES)
@pytest.mark.parametrize("part", [0.01, 0.3, 0.7, 0.9])
def test_a_tone_below_nine_tenths_stays(rate: int, wanted: int, part: float) -> None:
    frequency = part * min(rate, wanted) / 2
    found, expected = resample(tone(rate, frequency), rate, wanted), tone(wanted, frequency)
    assert len(found) == -(-(rate // 2) * wanted // rate)
    inner = slice(wanted // 20, wanted // 2 - wanted // 20)  # the rest hears the silence around
    noise = np.mean(np.square(found[inner].astype(float) - expected[inner]))
    assert 10 * np.log10(0.5 / noise) > 95


@pytest.mark.parametrize(("rate", "wanted"), [(44100, 16000), (48000, 16000), (22050, 16000)])
@pytest.mark.parametrize("part", [1.001, 1.2, 1.35])
def test_a_tone_that_the_lower_rate_cannot_have_is_gone(rate: int, wanted: int, part: float) -> None:
    found = resample(tone(rate, part * wanted / 2), rate, wanted)
    assert 10 * np.log10(np.mean(np.square(found[800:-800].astype(float))) / 0.5) < -95


def test_silence_and_constants_stay_and_the_same_rate_costs_nothing() -> None:
    ones = np.ones(4410, np.float32)
    assert resample(ones, 44100, 44100) is ones
    assert np.abs(resample(ones, 44100, 16000)[100:-100] - 1).max() < 1e-6
    assert not resample(np.zeros(100, np.float32), 8000, 16000).any()
    assert resample(np.zeros(0, np.float32), 8000, 16000).size == 0
