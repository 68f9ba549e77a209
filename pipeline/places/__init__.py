"""Where a story plays: the official code of its province, regency or city."""

from pipeline.places.home import region_of_article
from pipeline.places.region import Region, region_of

__all__ = ["Region", "region_of", "region_of_article"]
