"""How a prompt is cut into calls of fixed sizes."""

from collections.abc import Iterator, Sequence


def chunks(start: int, end: int, sizes: Sequence[int], context_length: int, is_exact: bool = False) -> Iterator[tuple[int, int]]:
    """(position, size) of the calls that read the tokens from `start` to `end`; a call reads fewer tokens than its size at the end only.

    No call reaches beyond the context: an update that does is moved back by LiteRT, silently, and lands on other positions. Size 1
    stands for the signature `decode`. A size that holds all of the rest is taken if it is not more than twice the rest; what the padding
    of a last call writes is overwritten before any token attends to it. Where it is not, `is_exact` gives full calls only.
    """
    position = start
    while position < end:
        rest = end - position
        fitting = [size for size in (1, *sorted(sizes)) if position + size <= context_length]
        holding = [size for size in fitting if size >= rest and not is_exact]
        within = [size for size in fitting if size <= rest]
        size = holding[0] if holding and (holding[0] <= 2 * rest or within[-1] == 1) else within[-1]
        yield position, size
        position += size
