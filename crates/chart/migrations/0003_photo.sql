-- Photographs stand beside the ledger in sealed pieces; the entry of the ledger holds the hash of all of them.
CREATE TABLE photo_part (
  site    TEXT   NOT NULL,
  patient TEXT   NOT NULL,
  photo   TEXT   NOT NULL,
  size    TEXT   NOT NULL,
  part    BIGINT NOT NULL,
  parts   BIGINT NOT NULL,
  body    TEXT   NOT NULL,
  PRIMARY KEY (site, patient, photo, size, part)
);
-- A consultation that is not finished: one a patient, sealed; its answers become entries when it is signed off.
CREATE TABLE consult_draft (
  site       TEXT   NOT NULL,
  patient    TEXT   NOT NULL,
  id         TEXT   NOT NULL,
  revision   BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  body       TEXT   NOT NULL,
  PRIMARY KEY (site, patient)
);
