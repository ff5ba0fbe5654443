-- depends: 0008_publicatie
-- WIV-3.1: a person's pseudonym is an HMAC of the INSZ. Eleven digits can be tried one by one, so without a key a hash of them
-- hides nothing. The key is made here and never leaves the database; only the builder reads it. Who loses it loses the link
-- between earlier and later pseudonyms: it belongs in the backup.
create extension if not exists pgcrypto with schema public;

set local role woonkluis_eigenaar;

create table cwr_kluis.pseudoniem_sleutel (
    enige boolean primary key default true check (enige),
    sleutel bytea not null check (length(sleutel) = 32)
);
comment on table cwr_kluis.pseudoniem_sleutel is 'WIV-3.1: key of the pseudonyms of persons';
comment on column cwr_kluis.pseudoniem_sleutel.enige is 'Always true: there is one key';
comment on column cwr_kluis.pseudoniem_sleutel.sleutel is '32 random bytes';
create trigger onveranderlijk before update or delete on cwr_kluis.pseudoniem_sleutel
for each row execute function audit.onveranderlijk();
create trigger onveranderlijk_truncate before truncate on cwr_kluis.pseudoniem_sleutel
for each statement execute function audit.onveranderlijk();

reset role;

insert into cwr_kluis.pseudoniem_sleutel (sleutel) values (gen_random_bytes(32));
