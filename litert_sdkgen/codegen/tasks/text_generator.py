"""What the tasks share that write text, token by token."""

from typing import ClassVar

from markupsafe import Markup

from ...errors import ManifestError
from ...manifest import Manifest
from .task import TaskCode


class TextGenerator(TaskCode):
    """The runtime's class `engine` finds signatures and tensors in the manifest: the wrapper names none.

    `encoded` is the property of a sample with the tokens of its text; `signatures` are those that the task needs.
    """

    engine: ClassVar[Markup]
    encoded: ClassVar[Markup]
    signatures: ClassVar[tuple[str, ...]]

    interface: ClassVar[Markup | None] = Markup("TextGenerator")
    has_tensors: ClassVar[bool] = False
    samples: ClassVar[Markup] = Markup("GenerationSample")

    @classmethod
    def check(cls, manifest: Manifest) -> None:
        """Refuses a manifest that lacks what the runtime looks for.

        Raises:
            ManifestError: a signature or the state is missing.
        """
        keys = [signature.key for signature in manifest.signatures]
        if not set(cls.signatures) <= set(keys) or not manifest.state:
            needed = " and ".join(repr(key) for key in cls.signatures)
            raise ManifestError(
                "manifest.signatures", f"a {manifest.task} has a signature {needed} and a state. Received: {', '.join(keys)}"
            )


def imports_of(engine: str) -> frozenset[str]:
    """Names in the runtime that a wrapper around `engine` uses."""
    return frozenset((engine, "GeneratedText", "GenerationOptions", "TextGenerator", "TokenListener"))
