-- What is written to guests: one row a message, from the wish to the end. The id is the key of idempotency: whoever wishes for
-- the same message again wishes for the same row. Address and words are sealed with the key of the patient, and go with it.
CREATE TABLE message (
  site        TEXT   NOT NULL,
  message     TEXT   NOT NULL,
  patient     TEXT   NOT NULL,
  kind        TEXT   NOT NULL,
  about       TEXT   NOT NULL,
  status      TEXT   NOT NULL,
  why         TEXT   NOT NULL,
  todo        TEXT   NOT NULL,
  not_before  BIGINT NOT NULL,
  expires     BIGINT NOT NULL,
  attempts    BIGINT NOT NULL,
  lease       TEXT   NOT NULL,
  lease_until BIGINT NOT NULL,
  made_at     BIGINT NOT NULL,
  made_by     TEXT   NOT NULL,
  changed_at  BIGINT NOT NULL,
  sealed      TEXT   NOT NULL,
  PRIMARY KEY (site, message)
);
CREATE INDEX message_due ON message (site, status, not_before);
CREATE INDEX message_patient ON message (site, patient, kind);
CREATE INDEX message_changed ON message (site, changed_at);
-- What a guest was last told about a visit; gone = 1 where the guest knows that it was called off.
CREATE TABLE told (
  site    TEXT   NOT NULL,
  patient TEXT   NOT NULL,
  booking TEXT   NOT NULL,
  day     BIGINT NOT NULL,
  cell    BIGINT NOT NULL,
  gone    BIGINT NOT NULL,
  message TEXT   NOT NULL,
  PRIMARY KEY (site, patient, booking)
);
-- What guests answered, by its own id, so that the same answer sent twice is heard once.
CREATE TABLE reply (
  site    TEXT   NOT NULL,
  reply   TEXT   NOT NULL,
  patient TEXT   NOT NULL,
  message TEXT   NOT NULL,
  kind    TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  done_by TEXT   NOT NULL,
  sealed  TEXT   NOT NULL,
  PRIMARY KEY (site, reply)
);
CREATE INDEX reply_at ON reply (site, at);
-- Settings of the house that a person changes on a page, one row each.
CREATE TABLE setting (
  site    TEXT   NOT NULL,
  setting TEXT   NOT NULL,
  body    TEXT   NOT NULL,
  PRIMARY KEY (site, setting)
);
