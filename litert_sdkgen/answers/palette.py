"""Colours that tell classes apart: those of the PASCAL VOC data set, whose first is black."""

Color = tuple[int, int, int]


def color_of(index: int) -> Color:
    """Red, green and blue of class `index`."""
    red, green, blue = (sum((index >> (3 * bit + channel) & 1) << (7 - bit) for bit in range(8)) for channel in range(3))
    return red, green, blue
