"""KerasHub's text generation as signatures that a .tflite file can hold: a cache that goes in and comes out, tensor by tensor."""
