"""What the families have in common whose prompts have a start token where a picture is."""

from collections.abc import Sequence
from typing import Any

from ....manifest.generation import PictureMarker


def marker(preprocessor: Any) -> PictureMarker:
    """A picture's places are between its start token and its end token, with an empty line around them."""
    start = preprocessor.start_of_image_token
    return PictureMarker(
        marker=start,
        before=f"\n\n{start}",
        placeholder=preprocessor.image_placeholder,
        after=f"{preprocessor.end_of_image_token}\n\n",
        token=int(preprocessor.tokenizer.image_placeholder_id),
    )


def preprocessed(preprocessor: Any, text: str, pictures: Sequence[Any], length: int) -> Any:
    """KerasHub counts the places of pictures among the tokens."""
    start = preprocessor.start_of_image_token
    room = 0 if start is None else text.count(start) * len(marker(preprocessor).expansion(preprocessor.num_vision_tokens_per_image))
    given = {"prompts": [text]} | ({"images": [list(pictures)]} if pictures else {})
    return preprocessor.generate_preprocess(given, sequence_length=length + room)
