from litert_sdkgen.answers.palette import color_of


def test_the_colours_of_pascal_voc() -> None:
    """As `VOClabelcolormap` of the data set's development kit gives them."""
    assert [color_of(i) for i in range(5)] == [(0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0), (0, 0, 128)]
    assert color_of(255) == (224, 224, 192) and len({color_of(i) for i in range(256)}) == 256
