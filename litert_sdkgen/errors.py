"""The errors of the tool, by whose fault they are. Every text says what is wrong, where, what is accepted, and what to do."""


class SdkgenError(Exception):
    """Base of all errors that a user can meet; the command line prints it as one paragraph and exits with `exit_code`."""

    exit_code = 1


class UsageError(SdkgenError, ValueError):
    """An option or argument that can never be right; a ValueError for those who call from Python."""

    exit_code = 2


class ManifestError(SdkgenError):
    """A manifest or bundle that cannot be trusted; `path` names the place inside it."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


class PresetError(SdkgenError):
    """A preset, model file or directory that could not be loaded."""


class ExportError(SdkgenError):
    """A model that cannot be expressed as a .tflite file which runs on a device."""


class RouteUnsupported(ExportError):
    """One route cannot carry the plan; raised before anything is written, so that the next route can try."""


class VerificationError(ExportError):
    """The written file does not do what Keras does."""


class MissingDependencyError(SdkgenError):
    """An optional dependency is not installed; the text holds the pip line."""

    def __init__(self, module: str, purpose: str, extra: str = "keras", command: str | None = None) -> None:
        command = command or f'pip install "litert-sdkgen[{extra}]"'
        super().__init__(f"{purpose} needs {module}, which is not installed. Install it with: {command}")
