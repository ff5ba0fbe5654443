"""Land deliveries: the rows of a file as delivered, all of them or none."""

from woonkluis.land.landing import Landed, land

__all__ = ["Landed", "land"]
