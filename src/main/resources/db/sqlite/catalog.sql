CREATE TABLE runs (
    key INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    job_id TEXT,
    document BLOB NOT NULL
);
CREATE INDEX runs_by_job ON runs (job_id, key DESC) WHERE job_id IS NOT NULL;

CREATE TABLE items (
    run_key INTEGER NOT NULL,
    position INTEGER NOT NULL,
    artifact_id TEXT,
    model TEXT,
    run_status TEXT,
    project TEXT,
    source_user TEXT,
    channel TEXT,
    agent TEXT,
    status TEXT,
    artifact_class TEXT,
    artifact_type TEXT,
    media_kind TEXT,
    template TEXT,
    preset TEXT,
    pipeline TEXT,
    variant_group TEXT,
    seed TEXT,
    width INTEGER,
    height INTEGER,
    PRIMARY KEY (run_key DESC, position)
) WITHOUT ROWID;
CREATE INDEX items_by_artifact ON items (artifact_id) WHERE artifact_id IS NOT NULL;
CREATE INDEX items_by_model ON items (model, run_key DESC, position) WHERE model IS NOT NULL;
CREATE INDEX items_by_run_status ON items (run_status, run_key DESC, position) WHERE run_status IS NOT NULL;
CREATE INDEX items_by_project ON items (project, run_key DESC, position) WHERE project IS NOT NULL;
CREATE INDEX items_by_source_user ON items (source_user, run_key DESC, position) WHERE source_user IS NOT NULL;
CREATE INDEX items_by_channel ON items (channel, run_key DESC, position) WHERE channel IS NOT NULL;
CREATE INDEX items_by_agent ON items (agent, run_key DESC, position) WHERE agent IS NOT NULL;
CREATE INDEX items_by_status ON items (status, run_key DESC, position) WHERE status IS NOT NULL;
CREATE INDEX items_by_artifact_class ON items (artifact_class, run_key DESC, position) WHERE artifact_class IS NOT NULL;
CREATE INDEX items_by_artifact_type ON items (artifact_type, run_key DESC, position) WHERE artifact_type IS NOT NULL;
CREATE INDEX items_by_media_kind ON items (media_kind, run_key DESC, position) WHERE media_kind IS NOT NULL;
CREATE INDEX items_by_template ON items (template, run_key DESC, position) WHERE template IS NOT NULL;
CREATE INDEX items_by_preset ON items (preset, run_key DESC, position) WHERE preset IS NOT NULL;
CREATE INDEX items_by_pipeline ON items (pipeline, run_key DESC, position) WHERE pipeline IS NOT NULL;
CREATE INDEX items_by_variant_group ON items (variant_group, run_key DESC, position) WHERE variant_group IS NOT NULL;
CREATE INDEX items_by_seed ON items (seed, run_key DESC, position) WHERE seed IS NOT NULL;
CREATE INDEX items_by_width ON items (width, run_key DESC, position) WHERE width IS NOT NULL;
CREATE INDEX items_by_height ON items (height, run_key DESC, position) WHERE height IS NOT NULL;

CREATE TABLE tags (
    tag TEXT NOT NULL,
    run_key INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (tag, run_key DESC, position)
) WITHOUT ROWID;
CREATE INDEX tags_by_run ON tags (run_key);

CREATE TABLE sources (
    source_id TEXT NOT NULL,
    run_key INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (source_id, run_key DESC, position)
) WITHOUT ROWID;
CREATE INDEX sources_by_run ON sources (run_key);

CREATE TABLE originals (
    run_key INTEGER NOT NULL,
    position INTEGER NOT NULL,
    sha256 TEXT,
    structure INTEGER,
    PRIMARY KEY (run_key DESC, position)
) WITHOUT ROWID;
CREATE INDEX originals_by_sha256 ON originals (sha256, run_key DESC, position) WHERE sha256 IS NOT NULL;
CREATE INDEX originals_by_structure ON originals (structure, run_key DESC, position) WHERE structure IS NOT NULL;

CREATE VIRTUAL TABLE run_words USING fts5 (words, content='', contentless_delete=1, tokenize='ascii');

-- apart from the documents, as a plan of retention reads all of it
CREATE TABLE inventory (
    run_key INTEGER PRIMARY KEY,
    facts BLOB NOT NULL
);

CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    run_id TEXT NOT NULL,
    artifact_id TEXT,
    at TEXT NOT NULL
);

CREATE TABLE feeds (
    name TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    checksum INTEGER NOT NULL
) WITHOUT ROWID;
