"""From a model's outputs to what a user asked for, with the arithmetic of the runtime on a device."""
