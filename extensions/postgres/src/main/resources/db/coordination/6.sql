-- Jobs over many items, such as derivatives that are made again. The position of a cursor and the tasks that it has fed
-- change in one transaction, and so do a task and the counts of its outcomes.
CREATE TABLE runfolio_jobs (
    id text PRIMARY KEY,
    body text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'paused', 'cancelled', 'done')),
    position text NOT NULL DEFAULT '',
    is_read boolean NOT NULL DEFAULT false,
    total bigint NOT NULL,
    seen bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    handled_before bigint NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    changed timestamptz NOT NULL DEFAULT now(),
    resumed timestamptz NOT NULL DEFAULT now()
);

-- Open tasks of jobs. `fence` grows by one with every claim, `attempts` with every claim that did not give the task back.
CREATE TABLE runfolio_job_tasks (
    job text NOT NULL,
    key text NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    body text NOT NULL,
    items integer NOT NULL,
    worker text,
    fence bigint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    changed timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job, key)
);

-- Items of jobs that have failed or were skipped, the first ones of each job only.
CREATE TABLE runfolio_job_problems (
    job text NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    item text NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (job, number)
);
