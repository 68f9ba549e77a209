"""What an article reports: roles, status, forms of breach, and why."""

from pipeline.assess.model import Model, load_model

__all__ = ["Model", "load_model"]
