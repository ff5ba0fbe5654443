"""How every page of this room is made from its template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable


def templates(**filters: Callable[..., str]) -> Environment:
    """Every value is escaped, and a name that does not exist is an error."""
    environment = Environment(
        loader=PackageLoader("woonkluis.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters
    return environment


def geen_adres(pagina: str, uitleg: str, adres: str, verder: str) -> str:
    """The page for an address that means nothing: which page it is of, why it is wrong, and where to go on."""
    template = templates().get_template("geen_adres.html")
    return template.render(pagina=pagina, uitleg=uitleg, adres=adres, verder=verder)


def verstreken(since: dt.datetime, now: dt.datetime) -> str:
    """Time between two moments, in Dutch words."""
    passed = now - since
    if passed.days:
        return f"{passed.days} dag{'en' if passed.days > 1 else ''}"
    hours, minutes = divmod(passed.seconds // 60, 60)
    return f"{hours} uur" if hours else f"{minutes} min"
