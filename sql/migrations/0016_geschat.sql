-- depends: 0008_publicatie
-- Q8: numbers that the software of a sender estimated are to be known as such in public too. Null in what was frozen before.
set local role woonkluis_eigenaar;

alter table lmvw_geaggregeerd.publicatie_woningbouwplan_jaar add column geschat boolean;
comment on column lmvw_geaggregeerd.publicatie_woningbouwplan_jaar.geschat is 'As in the public relation';

reset role;
