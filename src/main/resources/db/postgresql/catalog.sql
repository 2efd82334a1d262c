CREATE TABLE runs (
    key BIGINT PRIMARY KEY,
    run_id TEXT COLLATE "C" NOT NULL UNIQUE,
    job_id TEXT COLLATE "C",
    document BYTEA NOT NULL
);
-- documents are compressed already
ALTER TABLE runs ALTER COLUMN document SET STORAGE EXTERNAL;
CREATE INDEX runs_by_job ON runs (job_id, key DESC) WHERE job_id IS NOT NULL;

CREATE TABLE items (
    run_key BIGINT NOT NULL,
    position INTEGER NOT NULL,
    artifact_id TEXT COLLATE "C",
    model TEXT COLLATE "C",
    run_status TEXT COLLATE "C",
    project TEXT COLLATE "C",
    source_user TEXT COLLATE "C",
    channel TEXT COLLATE "C",
    agent TEXT COLLATE "C",
    status TEXT COLLATE "C",
    artifact_class TEXT COLLATE "C",
    artifact_type TEXT COLLATE "C",
    media_kind TEXT COLLATE "C",
    template TEXT COLLATE "C",
    preset TEXT COLLATE "C",
    pipeline TEXT COLLATE "C",
    variant_group TEXT COLLATE "C",
    seed TEXT COLLATE "C",
    width INTEGER,
    height INTEGER
);
CREATE UNIQUE INDEX items_in_order ON items (run_key DESC, position);
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
    tag TEXT COLLATE "C" NOT NULL,
    run_key BIGINT NOT NULL,
    position INTEGER NOT NULL
);
CREATE UNIQUE INDEX tags_in_order ON tags (tag, run_key DESC, position);
CREATE INDEX tags_by_run ON tags (run_key);

CREATE TABLE sources (
    source_id TEXT COLLATE "C" NOT NULL,
    run_key BIGINT NOT NULL,
    position INTEGER NOT NULL
);
CREATE UNIQUE INDEX sources_in_order ON sources (source_id, run_key DESC, position);
CREATE INDEX sources_by_run ON sources (run_key);

CREATE TABLE originals (
    run_key BIGINT NOT NULL,
    position INTEGER NOT NULL,
    sha256 TEXT COLLATE "C",
    structure BIGINT
);
CREATE UNIQUE INDEX originals_in_order ON originals (run_key DESC, position);
CREATE INDEX originals_by_sha256 ON originals (sha256, run_key DESC, position) WHERE sha256 IS NOT NULL;
CREATE INDEX originals_by_structure ON originals (structure, run_key DESC, position) WHERE structure IS NOT NULL;

CREATE TABLE run_words (
    run_key BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL
);
CREATE INDEX run_words_by_word ON run_words USING GIN (words);

-- apart from the documents, as a plan of retention reads all of it
CREATE TABLE inventory (
    run_key BIGINT PRIMARY KEY,
    facts BYTEA NOT NULL
);

CREATE TABLE changes (
    sequence BIGINT PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    run_id TEXT COLLATE "C" NOT NULL,
    artifact_id TEXT COLLATE "C",
    at TEXT COLLATE "C" NOT NULL
);

CREATE TABLE feeds (
    name TEXT COLLATE "C" PRIMARY KEY,
    bytes BIGINT NOT NULL,
    checksum BIGINT NOT NULL
);
