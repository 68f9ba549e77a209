"""What an article reports: roles, status, forms of breach, and why."""

from pipeline.assess.archive import load_model, save_model
from pipeline.assess.model import Model

__all__ = ["Model", "load_model", "save_model"]
