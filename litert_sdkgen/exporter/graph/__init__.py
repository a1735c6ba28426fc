"""The converted file as an editable graph whose weights are still expressions, not bytes."""
