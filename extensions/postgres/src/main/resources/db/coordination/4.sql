-- Identity of the log of bundles in an object store: a rebuilt log has another, and hosts read it from its start.
CREATE TABLE runfolio_store_log (identity text NOT NULL);
INSERT INTO runfolio_store_log SELECT md5(random()::text || clock_timestamp()::text);

-- Segments of the index in an object store. A row is there before the object: the next publisher completes it.
CREATE TABLE runfolio_segments (
    number integer PRIMARY KEY,
    last_seq bigint NOT NULL UNIQUE,
    stored boolean NOT NULL DEFAULT false
);

-- Bundles in an object store whose files or ledgers have changed, in the order of the commits.
CREATE TABLE runfolio_changes (
    number bigint PRIMARY KEY,
    run_path text NOT NULL
);

-- Lines of the ledgers of bundles in an object store. Two writers cannot both append the same position.
CREATE TABLE runfolio_ledger_lines (
    run_path text NOT NULL,
    position integer NOT NULL,
    line text NOT NULL,
    stored boolean NOT NULL DEFAULT false,
    PRIMARY KEY (run_path, position)
);
CREATE INDEX runfolio_ledger_lines_unstored ON runfolio_ledger_lines (run_path, position) WHERE NOT stored;
