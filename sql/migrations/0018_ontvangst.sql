-- depends: 0004_register
-- LMVW-10: on time is what had arrived in the inbox, also when it was collected later.
set local role woonkluis_eigenaar;
comment on column register.levering.ontvangen_op is
'Moment of receipt: all of it had arrived in the inbox, or it was handed over';
reset role;
