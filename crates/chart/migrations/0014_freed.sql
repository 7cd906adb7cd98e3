-- A time that a visit left, until it was offered to those who wait: written with the change that frees it, offered from `due_at`
-- on, and taken away by the change that takes it back.
CREATE TABLE freed (
  site      TEXT   NOT NULL,
  visit     TEXT   NOT NULL,
  version   BIGINT NOT NULL,
  day       BIGINT NOT NULL,
  from_cell BIGINT NOT NULL,
  to_cell   BIGINT NOT NULL,
  due_at    BIGINT NOT NULL,
  PRIMARY KEY (site, visit, version)
);
CREATE INDEX freed_due ON freed (site, due_at);
