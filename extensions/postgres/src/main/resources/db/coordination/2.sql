-- Tasks that workers offer to each other, such as the chunks of a clip. `owner` has the whole job, `worker` the claim of
-- one task. `fence` grows by one with every claim, `attempts` with every claim by a worker that is not the owner.
CREATE TABLE runfolio_tasks (
    job text NOT NULL,
    key text NOT NULL,
    owner text NOT NULL,
    body text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'claimed', 'done')),
    worker text,
    fence bigint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    changed timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job, key)
);
CREATE INDEX runfolio_tasks_open ON runfolio_tasks (created, job, key) WHERE state <> 'done';
