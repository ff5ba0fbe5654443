"""What a contract may say: layers, fields, recognition and limits of one delivery format."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
DeliveredName = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Presence = Literal["required", "expected", "optional"]
"""When a column is missing: rejects the delivery, is a warning (LMVW-2b), or is nothing."""


class Part(BaseModel):
    """Base of every contract part: unknown keys are errors, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ContractField(Part):
    """A column or element of a record: how deliverers write it and what it is called here."""

    naam: DeliveredName
    """In a nested format a dotted path: `locatie.gemeente` is the member gemeente of the member locatie."""
    veld: ColumnName
    aliases: tuple[DeliveredName, ...] = ()
    type: Literal["tekst", "geheel", "decimaal", "jaar", "datum", "ja_nee"] = "tekst"
    """Hint for rules and models; landing keeps what was delivered whatever its type."""
    nested: bool = False
    """Nested formats: holds an object or a list of them, which is kept whole; elsewhere an object is no value."""
    presence: Presence = "optional"
    inherited: bool = False
    """Filled from the record that this one is nested in, where `naam` is its name: no column or element of its own."""

    @model_validator(mode="before")
    @classmethod
    def _default_veld(cls, data: object) -> object:
        """Let a field be named once where the column is only the lower-case spelling."""
        if isinstance(data, dict) and "veld" not in data:
            return data | {"veld": str(data.get("naam", "")).lower()}
        return data

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every delivered name of this field, casefolded: headers are matched without regard to case."""
        return tuple(name.casefold() for name in (self.naam, *self.aliases))


class Recognition(Part):
    """How a file shows that it follows this contract."""

    extensions: tuple[Annotated[str, StringConstraints(pattern=r"^(\.[a-z0-9]+)+$")], ...] = Field(min_length=1)
    """The longest that a file name ends with counts: `.gdb.zip` goes before `.zip`."""
    contains: tuple[DeliveredName, ...] = ()
    """Texts that all stand in what `sniff` sees of a file; they decide between contracts of one extension."""
    sheets: tuple[DeliveredName, ...] = ()
    """Names of sheets, one of which is enough: a workbook with it is recognised before any by texts in its cells."""
    fallback: bool = False
    """Takes the files of its extensions that no contract recognises: its reader says what is wrong with them."""
    namespace: str | None = None


class Limits(Part):
    """What a file may cost; beyond it the delivery is rejected with a finding, not with a dead machine."""

    max_bytes: int = Field(gt=0)
    max_unpacked_bytes: int = Field(gt=0)
    max_rows: int = Field(gt=0)
    """Per layer."""
    max_columns: int = Field(gt=0, le=16384)
    max_invalid_share: float = Field(default=0, ge=0, lt=1)
    """Formats with a schema: share of the first layer that may be set aside, by the schema or a rule (WIV-7.1).

    With more of them the delivery is rejected after all.
    """
    max_value_bytes: int = Field(gt=0)
    """Of one value as JSON: a text, or a whole nested value; geometry is limited by itself."""
    memory_mb: int = Field(ge=128)
    seconds: int = Field(gt=0)


class Oudste(Part):
    """How the age of a record is told, and which term of register.bewaartermijn limits it."""

    termijn: Annotated[str, StringConstraints(pattern=r"^[A-Z]+-[A-Z0-9.]+_[a-z_]+$")]
    datum: ColumnName
    """Field with the day from which its age counts."""
    jaar: ColumnName
    """Field with a year, for a record without that day."""
    jaar_plus: int = Field(ge=0, le=5)
    """Years after that year in which the day lies at the latest: its last day counts."""


class Layer(Part):
    """A table, sheet or record type of the file and the landing table it goes to."""

    naam: DeliveredName
    aliases: tuple[DeliveredName, ...] = ()
    """Other names of the table or sheet in the file; findings and counts speak of `naam`."""
    table: ColumnName
    geometry: Literal["none", "expected"] = "none"
    geometry_column: DeliveredName | None = None
    """Column that holds the geometry as WKT, for formats without geometry of their own."""
    path: DeliveredName | None = None
    """Nested formats: dotted path, inside a record of the first layer, of the array whose items are this layer's."""
    may_be_empty: bool = False
    sparse: bool = False
    """Often empty: no remark when it is."""
    skipped: bool = False
    """Holds no delivered record but says which records were left out because they are invalid (see `Limits`)."""
    fields: tuple[ContractField, ...] = Field(min_length=1)
    oudste: Oudste | None = None
    """Records that are too old to be kept: the reader drops them, so that they are stored nowhere (WIV-R.2)."""

    @model_validator(mode="after")
    def _unambiguous(self) -> Self:
        for what, values in (
            ("veld", [field.veld for field in self.fields]),
            ("delivered name", [s for f in self.fields if not f.inherited for s in f.spellings]),
        ):
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"{what} {twice[0]!r} occurs twice in layer {self.naam}")
        if self.oudste and not {self.oudste.datum, self.oudste.jaar} <= {field.veld for field in self.fields}:
            raise ValueError(f"the age of layer {self.naam} is told by fields that it does not have")
        return self


class Contract(Part):
    """One delivery format, complete: what `receive`, `read` and `land` need to know about a file."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+-[a-z]+-[0-9]+$")]
    """<regime>-<word>-<version>; the word says whose layout it is, or what kind of file."""
    regime: Literal["lmvw", "cwr"]
    version: int = Field(ge=1)
    bron: ColumnName
    """Whose spelling of codes the file uses: key of the translations in `referentie` (LMVW-3)."""
    basisset_versie: str
    artikel: str
    """Requirement that findings of the reader refer to."""
    format: Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
    """Module of woonkluis.read that reads it."""
    recognition: Recognition
    layers: tuple[Layer, ...] = Field(min_length=1, max_length=64)
    ignored_layers: tuple[DeliveredName, ...] = ()
    opslag: Literal["open", "verzegeld"] = "open"
    """How the delivered bytes are kept: as they came, or encrypted, for contracts of which the file is personal data.

    A sealed file is read as a stream, so its reader must be one that never goes back (`Reader.streams`).
    """
    schema_file: str | None = None
    """XSD beside the contract, for formats that are validated against one."""
    limits: Limits

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not (self.id.startswith(f"{self.regime}-") and self.id.endswith(f"-{self.version}")):
            raise ValueError(f"id must be {self.regime}-<word>-{self.version}")
        for what, values in (
            ("layer", [layer.naam.casefold() for layer in self.layers]),
            ("table", [layer.table for layer in self.layers]),
        ):
            if len(set(values)) < len(values):
                raise ValueError(f"a {what} occurs twice")
        for layer in self.layers:
            if not layer.table.startswith(f"{self.regime}_"):
                raise ValueError(f"layer {layer.naam} of regime {self.regime} lands in {layer.table}")
        if sum(layer.skipped for layer in self.layers) > 1 or (
            self.limits.max_invalid_share and not any(layer.skipped for layer in self.layers)
        ):
            raise ValueError("what leaves records out has one layer that says which")
        if (self.format == "xml") != bool(self.schema_file and self.recognition.namespace):
            raise ValueError("schema_file and recognition.namespace belong to xml, and only to xml")
        return self
