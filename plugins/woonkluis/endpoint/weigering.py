"""Why a call is refused: a word for the call log, an answer for the caller; nothing of the message stands in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reden:
    """One reason: status of HTTP, and what the caller reads."""

    status: int
    melding: str


REDENEN = {
    "certificaat_verlopen": Reden(403, "Het certificaat is verlopen of nog niet geldig. Vraag een nieuw certificaat."),
    "certificaat_herroepen": Reden(403, "Het certificaat is herroepen. Vraag een nieuw certificaat."),
    "certificaat_zwak": Reden(
        403, "De sleutel van het certificaat is te zwak: RSA vanaf 2048 bits, of P-256 of P-384."
    ),
    "certificaat_andere_ca": Reden(403, "Het certificaat is niet uitgegeven door een aanvaarde certificaatautoriteit."),
    "certificaat_ingetrokken": Reden(403, "Dit certificaat is voor deze partij ingetrokken."),
    "herroeping_onbekend": Reden(
        503, "De lijst van herroepen certificaten is niet actueel; er wordt niets aanvaard tot zij dat wel is."
    ),
    "onbekend_certificaat": Reden(403, "De houder van dit certificaat (DN) is niet bekend als partij."),
    "dienst_niet_toegestaan": Reden(403, "Deze partij mag deze dienst niet gebruiken voor deze woonmaatschappij."),
    "gebruiker_ontbreekt": Reden(403, "De fysieke gebruiker voor wie de toepassing oproept, ontbreekt."),
    "gebruiker_onbekend": Reden(403, "De fysieke gebruiker is niet gemachtigd bij deze partij."),
    "bronhouder_ontbreekt": Reden(400, "Deze partij levert voor meer dan één woonmaatschappij: geef de bronhouder op."),
    "gestopt": Reden(403, "De aanlevering van deze woonmaatschappij is stopgezet; er wordt niets aanvaard."),
    "onbekend_adres": Reden(404, "Er is hier geen dienst met dit adres en deze methode."),
    "onbekende_levering": Reden(404, "Deze partij heeft geen ontvangstbewijs van een levering met dit nummer."),
    "onbekende_melding": Reden(404, "Deze partij heeft geen melding met dit kenmerk."),
    "ongeldig_antwoord": Reden(
        400,
        "Een antwoord heeft toestand (onderzocht of maatregelen) en toelichting, en noemt geen nummer van een persoon.",
    ),
    "antwoord_past_niet": Reden(409, "Dit antwoord past niet bij de toestand van de melding."),
    "ongeldige_vraag": Reden(400, "De peildatum, de bronhouder of het nummer ontbreekt of heeft een verkeerde vorm."),
    "ongeldig_type": Reden(415, "Dit Content-Type of deze Content-Encoding wordt niet aanvaard."),
    "ongeldig_deel": Reden(400, "Het bericht is geen geldige multipart, of heeft andere delen dan één bericht."),
    "te_groot": Reden(413, "Het bericht is groter dan toegestaan."),
    "te_traag": Reden(408, "Het bericht kwam niet binnen de toegestane tijd."),
    "afgebroken": Reden(400, "Het bericht kwam niet volledig aan."),
    "digest_ontbreekt": Reden(400, "Content-Digest met sha-256 ontbreekt of heeft een verkeerde vorm."),
    "digest_verkeerd": Reden(400, "De ontvangen bytes hebben een andere SHA-256 dan is opgegeven."),
    "handtekening_ontbreekt": Reden(401, "De digitale handtekening ontbreekt of dekt niet alles wat zij moet dekken."),
    "handtekening_ongeldig": Reden(401, "De digitale handtekening klopt niet."),
    "handtekening_verouderd": Reden(401, "Het tijdstip van de handtekening wijkt te veel af van de huidige tijd."),
    "herhaald": Reden(409, "Deze handtekening is al gebruikt. Onderteken het bericht opnieuw."),
    "ander_certificaat": Reden(403, "Het certificaat in het bericht is een ander dan dat van de verbinding."),
    "ongeldige_envelop": Reden(400, "De SOAP-envelop is niet geldig."),
    "storing": Reden(500, "Er ging hier iets mis. Probeer het later opnieuw; hetzelfde bericht wordt één levering."),
}
"""By the word that stands in the call log."""


class GeweigerdError(Exception):
    """A call that is refused, for one of REDENEN."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def reden(self) -> Reden:
        """What the caller reads."""
        return REDENEN[self.code]
