-- depends: 0011_afspraken
-- LMVW-6a, LMVW-8: a delivery is a file and what is declared beside it: the same file with another verklaring is another delivery.
set local role woonkluis_eigenaar;

alter table register.levering
add column verklaring_sha256 text check (verklaring_sha256 ~ '^[0-9a-f]{64}$'),
drop constraint levering_regime_bronhouder_code_peildatum_bestand_sha256_key,
add constraint levering_eenmaal
unique nulls not distinct (regime, bronhouder_code, peildatum, bestand_sha256, verklaring_sha256);
comment on column register.levering.verklaring_sha256 is 'SHA-256 of the verklaring beside the file; null without one';

reset role;
