"""Tokens as bytes, by their ids: the vocabulary file of tokenizers that work on bytes."""

from collections.abc import Mapping

from ...errors import ExportError

LARGEST_ID = 2**24


def encode(tokens: Mapping[int, bytes]) -> bytes:
    """For each id from 0 on: the number of bytes (7 bits a byte, lowest first, 128 added while more follow), and the bytes.

    An id without a token has no bytes.

    Raises:
        ExportError: an id that is negative, or far above any vocabulary's.
    """
    wrong = [token_id for token_id in tokens if not 0 <= token_id < LARGEST_ID]
    if wrong:
        raise ExportError(f"expected token ids from 0 to {LARGEST_ID - 1}. Received: {wrong[0]}")
    return b"".join(_length(len(token)) + token for token in (tokens.get(i, b"") for i in range(max(tokens, default=-1) + 1)))


def _length(number: int) -> bytes:
    digits = bytearray()
    while number >= 128:
        digits.append(128 + number % 128)
        number //= 128
    return bytes([*digits, number])
