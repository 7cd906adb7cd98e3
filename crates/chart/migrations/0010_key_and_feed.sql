-- A question that was put to a passkey and waits for its answer: sealed, answered once, and over after minutes.
CREATE TABLE ceremony (
  site    TEXT   NOT NULL,
  hash    TEXT   NOT NULL,
  purpose TEXT   NOT NULL,
  subject TEXT   NOT NULL,
  state   TEXT   NOT NULL,
  ends_at BIGINT NOT NULL,
  PRIMARY KEY (site, hash)
);
CREATE INDEX ceremony_ends ON ceremony (site, ends_at);
-- Whose a passkey is, when nothing but the passkey is known.
CREATE INDEX credential_kind ON credential (site, kind, id);
-- Calendars that other programs read under a secret address, of which only the hash is stored. One for each subject.
CREATE TABLE feed (
  site    TEXT   NOT NULL,
  owner   TEXT   NOT NULL,
  subject TEXT   NOT NULL,
  hash    TEXT   NOT NULL,
  names   TEXT   NOT NULL,
  made_by TEXT   NOT NULL,
  made_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  looks   BIGINT NOT NULL,
  PRIMARY KEY (site, owner, subject)
);
CREATE UNIQUE INDEX feed_hash ON feed (site, hash);
