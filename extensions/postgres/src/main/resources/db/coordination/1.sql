-- Workers, other processes with work in progress, and when each was seen last by the clock of the server.
CREATE TABLE runfolio_workers (
    kind text NOT NULL,
    name text NOT NULL,
    seen timestamptz NOT NULL,
    PRIMARY KEY (kind, name)
);

-- Events. `delivery` is the event's identity and digest: a second delivery finds the row of the first. `fence` grows by
-- one with every claim; each change by a worker names the fence of its claim.
CREATE TABLE runfolio_events (
    id text PRIMARY KEY,
    queue text NOT NULL,
    delivery text NOT NULL,
    event_id text NOT NULL,
    digest text NOT NULL,
    name text NOT NULL,
    body bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'parked', 'claimed', 'done', 'failed')),
    worker text,
    fence bigint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    history text NOT NULL DEFAULT '',
    waiting text,
    due timestamptz,
    error text,
    run_id text,
    created timestamptz NOT NULL DEFAULT now(),
    changed timestamptz NOT NULL DEFAULT now(),
    UNIQUE (queue, delivery)
);
CREATE INDEX runfolio_events_waiting ON runfolio_events (queue, created, id) WHERE state = 'waiting';
CREATE INDEX runfolio_events_open ON runfolio_events (queue, state) WHERE state IN ('parked', 'claimed', 'failed');
CREATE INDEX runfolio_events_event ON runfolio_events (event_id);
CREATE INDEX runfolio_events_name ON runfolio_events (queue, name) WHERE state <> 'done';

-- Run ids that are taken. Those of ended attempts are spent until their event is done, so that no two attempts share one.
CREATE TABLE runfolio_run_ids (
    run_id text PRIMARY KEY,
    owner text NOT NULL,
    event_id text,
    digest text,
    spent boolean NOT NULL DEFAULT false
);
CREATE INDEX runfolio_run_ids_event ON runfolio_run_ids (event_id);

-- Sealed runs in the order of the index.
CREATE TABLE runfolio_seals (
    seq bigint PRIMARY KEY,
    event_id text NOT NULL UNIQUE,
    digest text NOT NULL,
    fence bigint NOT NULL,
    run_id text NOT NULL UNIQUE,
    line text NOT NULL,
    published boolean NOT NULL DEFAULT false
);
CREATE INDEX runfolio_seals_unpublished ON runfolio_seals (seq) WHERE NOT published;
