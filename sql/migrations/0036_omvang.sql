-- depends: 0035_afzonderen
-- WIV-7.1: how much smaller than what counts a full message of a woonmaatschappij may be (docs/decisions/0021-afzonderen.md).
insert into register.regel_parameter (regime, naam, geldig_van, waarde, bron) values
('cwr', 'omvang_vanaf_woningen', '2024-02-01', 10, 'eigen keuze, als LMVW-4d_omvang: onder tien zegt een aandeel niets'),
('cwr', 'omvang_waarschuwing_procent', '2024-02-01', 50, 'eigen keuze, als LMVW-4d_omvang: minder dan de helft'),
('cwr', 'omvang_weigering_procent', '2024-02-01', 10, 'eigen keuze bij WIV-7.1: bijna alles weg is een afgebroken bestand');
