"""Which engine made a figure."""

ENGINE_VERSION = "1.0.0"
"""The version of `pyproject.toml`; with the data's day and the project it gives the same figures again."""
