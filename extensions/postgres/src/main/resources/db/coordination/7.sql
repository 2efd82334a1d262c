-- Media in an object store, by the SHA-256 of their content. An object has a key with the generation of its row. A sweep
-- raises it before it removes an object, so that no later attempt relies on that key.
CREATE TABLE runfolio_media (
    sha256 text PRIMARY KEY,
    generation integer NOT NULL DEFAULT 0,
    used timestamptz NOT NULL
);

-- Attempts that send their objects to a store, until they are sealed. One whose objects were swept cannot be sealed.
CREATE TABLE runfolio_uploads (
    run_id text PRIMARY KEY,
    swept boolean NOT NULL DEFAULT false
);

-- Media that these attempts rely on.
CREATE TABLE runfolio_upload_media (
    run_id text NOT NULL,
    sha256 text NOT NULL,
    generation integer NOT NULL,
    PRIMARY KEY (run_id, sha256)
);
