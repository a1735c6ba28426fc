"""A module of a user with a layer of its own, as `--custom-objects` names it."""

from typing import Any

import keras


class Doubled(keras.layers.Layer):
    """Not registered: Keras finds it by the name that is given."""

    def call(self, x: Any) -> Any:
        return 2.0 * x


def clipped(x: Any) -> Any:
    """An activation."""
    return keras.ops.clip(x, -1.0, 1.0)


def custom_objects() -> dict[str, Any]:
    return {"Doubled": Doubled, "clipped": clipped}


def registers() -> None:
    keras.saving.get_custom_objects().update(custom_objects())


def broken() -> None:
    raise ValueError("no such thing")


NUMBER = 3
