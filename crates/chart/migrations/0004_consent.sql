-- Every version of a consent text with its exact bytes; no person stands in it, so it is not sealed.
CREATE TABLE consent_text (
  site     TEXT   NOT NULL,
  service  TEXT   NOT NULL,
  language TEXT   NOT NULL,
  version  BIGINT NOT NULL,
  hash     TEXT   NOT NULL,
  bytes    TEXT   NOT NULL,
  kept_at  BIGINT NOT NULL,
  kept_by  TEXT   NOT NULL,
  PRIMARY KEY (site, service, language, version)
);
CREATE UNIQUE INDEX consent_text_hash ON consent_text (site, hash);
-- Entries of one kind over the whole site, newest first: overrides for the director, sessions for a recall, open tasks.
CREATE INDEX entry_kind ON entry (site, kind, recorded_at);
