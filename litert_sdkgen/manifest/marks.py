"""What the manifest's fields refer to, beyond their types."""

ASSET = {"asset": True}
"""Marks a field that names a file of the bundle."""

OUTPUT = {"output": True}
"""Marks a field of a postprocess that names one of the model's outputs."""
