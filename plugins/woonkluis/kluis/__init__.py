"""The vault: numbers and pseudonyms of persons (WIV-3.1); keys never meet the database, identities never meet a key."""

from woonkluis.kluis.pseudoniemen import Gemaakt, maak_personen, overzicht, roteer, trek_in

__all__ = ["Gemaakt", "maak_personen", "overzicht", "roteer", "trek_in"]
