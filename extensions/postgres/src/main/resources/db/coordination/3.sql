-- Sessions of browsers, by the SHA-256 of their ids. `token` is the SHA-256 of the token that opened it; `seq` is in the
-- order in which they were opened.
CREATE TABLE runfolio_sessions (
    id text PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    token text NOT NULL,
    ends timestamptz NOT NULL
);
CREATE INDEX runfolio_sessions_token ON runfolio_sessions (token, seq);

-- Counters of failed attempts at passwords, by the SHA-256 of their names. After `ends` a counter begins again.
CREATE TABLE runfolio_attempts (
    counter text PRIMARY KEY,
    failures integer NOT NULL,
    ends timestamptz NOT NULL
);
CREATE INDEX runfolio_attempts_ends ON runfolio_attempts (ends);
