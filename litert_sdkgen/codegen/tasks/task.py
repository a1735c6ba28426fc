"""What every task gives to the templates."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..options import Language
from ..signatures import SignatureCode, TensorCode


class TaskCode(ABC):
    """A task's part of a wrapper.

    `partial` is its template. It defines these macros, each of (wrapper, task): `doc` (the comment on the class, for either language);
    for `kotlin_` and `java_`: `example`, `fields`, `constants`, `predict`; `java_setup` (the fields' initialisation); and `selftest`
    (the tests that replay samples). `imports` are names in the runtime; on Android come those of `android_imports` for the language, and
    `platform_imports`, which are full names; those of `language_imports` are full names too. Without `has_tensors` the wrapper shows no
    signature: the runtime finds them in the manifest. `samples` is the runtime's class of what Keras answered.
    """

    partial: ClassVar[str]
    interface: ClassVar[Markup | None] = None
    has_tensors: ClassVar[bool] = True
    samples: ClassVar[Markup] = Markup("Sample")
    imports: ClassVar[frozenset[str]] = frozenset()
    android_imports: ClassVar[Mapping[Language, frozenset[str]]] = {"kotlin": frozenset(), "java": frozenset()}
    platform_imports: ClassVar[frozenset[str]] = frozenset()
    language_imports: ClassVar[Mapping[Language, frozenset[str]]] = {"kotlin": frozenset(), "java": frozenset()}
    selftest_imports: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    @abstractmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "TaskCode":
        """The task's part of the wrapper of `manifest`.

        Raises:
            ManifestError: the signature does not have what the task needs.
        """

    @property
    def selftest_element_types(self) -> frozenset[str]:
        """Element types that the macro `selftest` names."""
        return frozenset()

    def source_of(self, tensor: TensorCode) -> str | None:
        """Which result of a step feeds an input of the first signature."""
        return None
