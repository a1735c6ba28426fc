"""What the families have in common whose prompts have a start token where a picture or a sound is."""

from collections.abc import Sequence
from typing import Any

from ....manifest.generation import PlaceMarker


def marker(preprocessor: Any) -> PlaceMarker:
    """Of a picture."""
    token = preprocessor.tokenizer.image_placeholder_id
    return _between(preprocessor.start_of_image_token, preprocessor.image_placeholder, preprocessor.end_of_image_token, token)


def sound_marker(preprocessor: Any) -> PlaceMarker:
    """Of a sound."""
    token = preprocessor.tokenizer.audio_placeholder_id
    return _between(preprocessor.start_of_audio_token, preprocessor.audio_placeholder, preprocessor.end_of_audio_token, token)


def preprocessed(preprocessor: Any, text: str, pictures: Sequence[Any], length: int) -> Any:
    """KerasHub counts the places of pictures and sounds among the tokens."""
    room = 0
    if preprocessor.start_of_image_token is not None:
        room += _tokens(text, marker(preprocessor), preprocessor.num_vision_tokens_per_image)
    if getattr(preprocessor, "audio_converter", None) is not None:
        room += _tokens(text, sound_marker(preprocessor), preprocessor.num_audio_tokens_per_audio)
    given = {"prompts": [text]} | ({"images": [list(pictures)]} if pictures else {})
    return preprocessor.generate_preprocess(given, sequence_length=length + room)


def _tokens(text: str, marked: PlaceMarker, places: int) -> int:
    """More tokens than the expansions of the markers in `text` have."""
    return text.count(marked.marker) * len(marked.expansion(places))


def _between(start: str, placeholder: str, end: str, token: int) -> PlaceMarker:
    """The places are between the start token, which is what a user writes, and the end token, with an empty line around them."""
    return PlaceMarker(marker=start, before=f"\n\n{start}", placeholder=placeholder, after=f"{end}\n\n", token=int(token))
