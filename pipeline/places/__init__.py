"""Where a story plays: the official code of its province, regency or city."""

from pipeline.places.region import Region, region_of

__all__ = ["Region", "region_of"]
