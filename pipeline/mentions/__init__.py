"""Who is spoken of in a text: the mentions of covered groups, with post and person."""

from pipeline.mentions.tagger import tag

__all__ = ["tag"]
