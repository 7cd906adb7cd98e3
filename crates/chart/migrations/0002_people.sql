-- What lets a person in: a password (its hash), one-time codes and passkeys (sealed with a key of the site).
CREATE TABLE credential (
  site         TEXT   NOT NULL,
  practitioner TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  id           TEXT   NOT NULL,
  label        TEXT   NOT NULL,
  secret       TEXT   NOT NULL,
  made_at      BIGINT NOT NULL,
  used_at      BIGINT NOT NULL,
  PRIMARY KEY (site, practitioner, kind, id)
);
-- Who is signed in. The id that a browser holds is stored as a hash only; a chart opened past the rights is named here.
CREATE TABLE session (
  site         TEXT   NOT NULL,
  hash         TEXT   NOT NULL,
  practitioner TEXT   NOT NULL,
  made_at      BIGINT NOT NULL,
  seen_at      BIGINT NOT NULL,
  proved_at    BIGINT NOT NULL,
  ended_at     BIGINT NOT NULL,
  wide_patient TEXT   NOT NULL,
  wide_until   BIGINT NOT NULL,
  address      TEXT   NOT NULL,
  agent        TEXT   NOT NULL,
  PRIMARY KEY (site, hash)
);
CREATE INDEX session_of ON session (site, practitioner);
-- Links that open one thing for a while: the first start, an invitation, a form for a guest.
CREATE TABLE link (
  site      TEXT   NOT NULL,
  hash      TEXT   NOT NULL,
  purpose   TEXT   NOT NULL,
  subject   TEXT   NOT NULL,
  made_by   TEXT   NOT NULL,
  made_at   BIGINT NOT NULL,
  ends_at   BIGINT NOT NULL,
  uses_left BIGINT NOT NULL,
  PRIMARY KEY (site, hash)
);
-- How often a door was tried in vain, by account and by address; kept over a new start.
CREATE TABLE attempt (
  site       TEXT   NOT NULL,
  door       TEXT   NOT NULL,
  count      BIGINT NOT NULL,
  since      BIGINT NOT NULL,
  free_after BIGINT NOT NULL,
  PRIMARY KEY (site, door)
);
