-- Logs of lines that the servers of all hosts follow. `identity` changes when the lines are rewritten or the row is new:
-- positions begin again then.
CREATE TABLE runfolio_logs (
    name text PRIMARY KEY,
    identity text NOT NULL DEFAULT md5(random()::text || clock_timestamp()::text),
    size integer NOT NULL DEFAULT 0
);
CREATE TABLE runfolio_log_lines (
    log text NOT NULL,
    position integer NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (log, position)
);

-- Documents that are each in one state, such as orders. `seq` is in the order in which they were made.
CREATE TABLE runfolio_documents (
    kind text NOT NULL,
    id text NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    state text NOT NULL,
    body text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    changed timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, id)
);
CREATE INDEX runfolio_documents_state ON runfolio_documents (kind, state, seq);
