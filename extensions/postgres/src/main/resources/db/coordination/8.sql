-- Seals of bundles that were imported into an object store: those of other programs come from no event.
ALTER TABLE runfolio_seals ALTER COLUMN event_id DROP NOT NULL, ALTER COLUMN digest DROP NOT NULL;
