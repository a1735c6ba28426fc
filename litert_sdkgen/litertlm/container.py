"""The container `.litertlm`: sections for tokenizer, metadata and model behind a header that tells where they lie."""

import contextlib
import io
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from ..bundle import sha256_of
from ..errors import ExportError
from . import libraries
from .contents import Contents, EmbedderContents, TokenizerFile

_PURPOSE = "--format litertlm"
_MAGIC = b"LITERTLM"
_CHUNK = 1 << 20
_KINDS = ("PREFILL_DECODE", "EMBEDDER", "TEXT_ENCODER")


def write(contents: Contents, model: Path, path: Path) -> None:
    """Writes `path` around the .tflite file `model`, which is copied and never held in memory. Equal contents give equal bytes.

    Raises:
        MissingDependencyError: litert-lm-builder is not installed.
    """

    def add(built: Any, folder: Path) -> None:
        built.add_llm_metadata(_file(folder, "llm.pb", _llm_metadata(contents)), supports_thinking=False, supports_function_calling=False)
        _add_tokenizer(built, contents.tokenizer, folder)
        built.add_executor_metadata(_file(folder, "executor.pb", _executor_metadata(contents)))

    _write(add, {"PREFILL_DECODE": model}, path)


def write_embedder(contents: EmbedderContents, table: Path, encoder: Path, path: Path) -> None:
    """As `write`, for a text embedder: `table` makes a vector of a token, `encoder` the embedding of a text's vectors.

    Raises:
        MissingDependencyError: litert-lm-builder is not installed.
    """

    def add(built: Any, folder: Path) -> None:
        built.add_embedding_metadata(_file(folder, "embedding.pb", _embedding_metadata(contents)))
        _add_tokenizer(built, contents.tokenizer, folder)

    _write(add, {"EMBEDDER": table, "TEXT_ENCODER": encoder}, path)


def _write(add: Callable[[Any, Path], None], models: dict[str, Path], path: Path) -> None:
    library = libraries.builder(_PURPOSE)
    with tempfile.TemporaryDirectory() as name:
        built = library.LitertLmFileBuilder()
        # The library numbers its files at random; a name made of the content lets an export be repeated to the byte.
        number = str(uuid.uuid5(uuid.NAMESPACE_OID, " ".join(map(sha256_of, models.values()))))
        built.add_system_metadata(library.Metadata(key="uuid", value=number, dtype=library.DType.STRING))
        add(built, Path(name))
        for kind, model in models.items():
            built.add_tflite_model(str(model), library.TfLiteModelType[kind])
        with path.open("wb") as stream, mock.patch.object(library, "populate_system_metadata", lambda given: given):
            built.build(stream)


@contextlib.contextmanager
def tflites_of(path: Path) -> Iterator[tuple[Path, ...]]:
    """The file at `path` if it is no container, else the models in it as .tflite files of their own, for the time being.

    Raises:
        ExportError: a container without a model that is written here, or a damaged one.
        MissingDependencyError: litert-lm-builder is not installed.
    """
    if not is_container(path):
        yield (path,)
        return
    sections = _model_sections(path)
    # Beside the file, since the place for temporary files may be memory.
    with tempfile.TemporaryDirectory(prefix=".", dir=path.parent) as folder:
        yield tuple(_copied(path, begin, end, Path(folder) / f"model_{i}.tflite") for i, (begin, end) in enumerate(sections))


def _copied(path: Path, begin: int, end: int, model: Path) -> Path:
    with path.open("rb") as source, model.open("wb") as target:
        source.seek(begin)
        while begin < end and (chunk := source.read(min(_CHUNK, end - begin))):
            target.write(chunk)
            begin += len(chunk)
    return model


def is_container(path: Path) -> bool:
    """Told by the first bytes of the file, not by its name."""
    with path.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def _model_sections(path: Path) -> list[tuple[int, int]]:
    """Begin and end of each model, in the order of `_KINDS`."""
    peek, builder = libraries.messages("litertlm_peek"), libraries.builder("A LiteRT-LM file")
    try:
        sections = peek.read_litertlm_header(str(path), io.StringIO()).SectionMetadata()
        found = [sections.Objects(i) for i in range(sections.ObjectsLength())]
        wanted = [builder.TfLiteModelType[kind].value for kind in _KINDS]
        models = sorted(
            (section for section in found if peek.get_model_type(section) in wanted), key=lambda s: wanted.index(peek.get_model_type(s))
        )
        places = [(int(section.BeginOffset()), int(section.EndOffset())) for section in models]
        if not places:
            raise LookupError("it has no model")
    except Exception as error:  # the library follows whatever offsets stand in a damaged file
        raise ExportError(
            f"{path}: not a LiteRT-LM file with a language model or a text embedder: {type(error).__name__}: {error}"
        ) from None
    for begin, end in places:
        if not 0 < begin < end <= path.stat().st_size:
            raise ExportError(f"{path}: a damaged LiteRT-LM file: a model would lie from byte {begin} to {end}")
    return places


def _llm_metadata(contents: Contents) -> Any:
    metadata = libraries.messages("runtime.proto.llm_metadata_pb2").LlmMetadata()
    metadata.start_token.token_ids.ids.extend(contents.start_tokens)
    for token in contents.stop_tokens:
        metadata.stop_tokens.add().token_ids.ids.append(token)
    metadata.max_num_tokens = contents.context_length
    metadata.llm_model_type.generic_model.SetInParent()
    if contents.chat_template is not None:
        metadata.jinja_prompt_template = contents.chat_template
    return metadata


def _embedding_metadata(contents: EmbedderContents) -> Any:
    metadata = libraries.messages("runtime.proto.embedding_metadata_pb2").EmbeddingMetadata()
    metadata.bos_token.token_ids.ids.extend(contents.start_tokens)
    metadata.eos_token.token_ids.ids.extend(contents.end_tokens)
    metadata.embedding_model_type.generic_model.SetInParent()
    metadata.min_input_length, metadata.max_input_length = 1, contents.sequence_length
    return metadata


def _executor_metadata(contents: Contents) -> Any:
    """Without it the runtime takes the third axis of a cache for its positions."""
    messages = libraries.messages("runtime.proto.executor_metadata_pb2")
    kinds = {"key": messages.StateBuffer.TYPE_GLOBAL_KEY_CACHE, "value": messages.StateBuffer.TYPE_GLOBAL_VALUE_CACHE}
    metadata = messages.ExecutorMetadata()
    for buffer in contents.state:
        sides = {f"{call}_{side}_name": buffer.name for call in ("prefill", "decode") for side in ("input", "output")}
        metadata.llm_executor_metadata.state_buffers.add(**sides, type=kinds[buffer.kind], sequence_axis=buffer.sequence_axis)
    return metadata


def _add_tokenizer(built: Any, tokenizer: TokenizerFile, folder: Path) -> None:
    name, add = {
        "sentence_piece": ("tokenizer.spiece", built.add_sentencepiece_tokenizer),
        "hugging_face": ("tokenizer.json", built.add_hf_tokenizer),
    }[tokenizer.kind]
    path = folder / name
    path.write_bytes(tokenizer.content)
    add(str(path))


def _file(folder: Path, name: str, message: Any) -> str:
    path = folder / name
    path.write_bytes(message.SerializeToString())
    return str(path)
