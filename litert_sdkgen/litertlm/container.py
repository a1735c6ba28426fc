"""The container `.litertlm`: sections for tokenizer, metadata and model behind a header that tells where they lie."""

import contextlib
import io
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from ..bundle import sha256_of
from ..errors import ExportError
from . import libraries
from .contents import Contents, TokenizerFile

_PURPOSE = "--format litertlm"
_MAGIC = b"LITERTLM"
_CHUNK = 1 << 20


def write(contents: Contents, model: Path, path: Path) -> None:
    """Writes `path` around the .tflite file `model`, which is copied and never held in memory. Equal contents give equal bytes.

    Raises:
        MissingDependencyError: litert-lm-builder is not installed.
    """
    library = libraries.builder(_PURPOSE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = library.LitertLmFileBuilder()
        # The library numbers its files at random; a name made of the content lets an export be repeated to the byte.
        number = str(uuid.uuid5(uuid.NAMESPACE_OID, sha256_of(model)))
        built.add_system_metadata(library.Metadata(key="uuid", value=number, dtype=library.DType.STRING))
        built.add_llm_metadata(_file(folder, "llm.pb", _llm_metadata(contents)), supports_thinking=False, supports_function_calling=False)
        _add_tokenizer(built, contents.tokenizer, folder)
        built.add_executor_metadata(_file(folder, "executor.pb", _executor_metadata(contents)))
        built.add_tflite_model(str(model), library.TfLiteModelType.PREFILL_DECODE)
        with path.open("wb") as stream, mock.patch.object(library, "populate_system_metadata", lambda given: given):
            built.build(stream)


@contextlib.contextmanager
def tflite_of(path: Path) -> Iterator[Path]:
    """The file at `path` if it is no container, else the model in it as a .tflite file of its own, for the time being.

    Raises:
        ExportError: a container without a language model, or a damaged one.
        MissingDependencyError: litert-lm-builder is not installed.
    """
    if not is_container(path):
        yield path
        return
    begin, end = _model_section(path)
    # Beside the file, since the place for temporary files may be memory.
    with tempfile.TemporaryDirectory(prefix=".", dir=path.parent) as folder:
        model = Path(folder) / "model.tflite"
        with path.open("rb") as source, model.open("wb") as target:
            source.seek(begin)
            while begin < end and (chunk := source.read(min(_CHUNK, end - begin))):
                target.write(chunk)
                begin += len(chunk)
        yield model


def is_container(path: Path) -> bool:
    """Told by the first bytes of the file, not by its name."""
    with path.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def _model_section(path: Path) -> tuple[int, int]:
    peek, builder = libraries.messages("litertlm_peek"), libraries.builder("A LiteRT-LM file")
    try:
        sections = peek.read_litertlm_header(str(path), io.StringIO()).SectionMetadata()
        found = [sections.Objects(i) for i in range(sections.ObjectsLength())]
        wanted = builder.TfLiteModelType.PREFILL_DECODE.value
        section = next(section for section in found if peek.get_model_type(section) == wanted)
        begin, end = int(section.BeginOffset()), int(section.EndOffset())
    except Exception as error:  # the library follows whatever offsets stand in a damaged file
        raise ExportError(f"{path}: not a LiteRT-LM file with a language model: {type(error).__name__}: {error}") from None
    if not 0 < begin < end <= path.stat().st_size:
        raise ExportError(f"{path}: a damaged LiteRT-LM file: its model would lie from byte {begin} to {end}")
    return begin, end


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
