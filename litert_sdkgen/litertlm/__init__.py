"""Files of LiteRT-LM, Google's runtime for language models: written, taken apart and run by its own libraries, the extra `litertlm`."""
