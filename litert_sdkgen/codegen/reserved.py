"""Names that a generated class or package cannot have, since generated code uses them for something else.

A test compares this list with the public classes of the runtime and with the imports of every golden.
"""

_LANGUAGES = (
    "Any ArrayList AutoCloseable Boolean BooleanArray Byte ByteArray Collections Double Exception Float FloatArray "
    "IllegalArgumentException Int IntArray Integer JvmName JvmOverloads JvmStatic List Long LongArray Map NotNull Object Objects "
    "Override Pair Short String Suppress Throws Unit"
)
_ELEMENT_TYPES = "BOOL FLOAT32 INT32 INT64 INT8 UINT8"
_PLATFORM = "Bitmap Context File HashMap Interpreter"
_NESTED = "Companion Inputs Outputs Tensors"
_RUNTIME = (
    "AssetBundle AudioEncoder Bitmaps BoundCall Box CausalLanguageModel ChatFormat ChatMessage Classification Classifier "
    "CompiledModelRunner ConceptSegmenter ContainedLanguageModel ContainedTextEmbedder ContextEnd Conversation DepthDecoder "
    "DepthEstimator DepthMap Detection DetectionDecoder Direction DirectoryBundle DualEncoder ElementType Embedding EncodedImage "
    "EncodedSound FilledText FinishReason GeneratedText GenerationOptions GenerationSample ImageClassifier ImageEmbedder "
    "ImagePreprocessor ImageSegmenter ImageTextGenerator ImageTextMatcher ImageToText InterpreterRunner ItemRecommender "
    "LiteRtHostRunner LiteRtLmEmbeddingRunner LiteRtLmRunner LiteRtModel LogMel Manifest MarkedSeq2SeqLanguageModel "
    "MaskedLanguageModel MaskedText MaskedTextPreprocessor MaskFiller ModelBundle ModelException ModelMismatchException ModelRunner "
    "ModelSession MultimodalLanguageModel MultimodalTextGenerator MultiSegmentPacker ObjectDetector PackedText PhraseSegmenter "
    "Prompt PromptableSegmenter PromptedMask PromptedMasks Quantization RgbImage RunnerFactory Sampler Samples SegmentAnything "
    "Segmentation SegmentationDecoder SegmentedInstance Seq2SeqLanguageModel SequentialRecommender SignatureCall SignatureSpec "
    "SizedCalls Sound SoundPreprocessor SpeechToText SpeechTranscriber Tensor TensorSpec TextClassifier TextEmbedder TextGenerator "
    "TextPreprocessor TextReader TokenListener VisionLanguageModel VisionSeq2SeqLanguageModel WavFile WordPieceTokenizer"
)

RESERVED_CLASS_NAMES = frozenset(f"{_LANGUAGES} {_ELEMENT_TYPES} {_PLATFORM} {_NESTED} {_RUNTIME}".split())
RESERVED_PACKAGES = frozenset(("android", "java", "javax", "kotlin"))
