"""Reading a call with a language model whose every word is checked against the record."""

from leads.extraction.model.engine import ModelEngine, configured_model

__all__ = ["ModelEngine", "configured_model"]
