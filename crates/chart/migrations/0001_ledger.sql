-- Every key begins with the site, so that a distributed engine can keep a site together.
-- Ids and sealed bytes are text, instants are milliseconds since 1970, so that one text serves every engine.
CREATE TABLE site (
  site       TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  public_key TEXT   NOT NULL,
  opened_at  BIGINT NOT NULL,
  PRIMARY KEY (site)
);
-- One row an entry; a book is a chain: `chart/ID`, `looks/ID`, or the site's own `register`.
CREATE TABLE entry (
  site        TEXT   NOT NULL,
  book        TEXT   NOT NULL,
  seq         BIGINT NOT NULL,
  id          TEXT   NOT NULL,
  kind        TEXT   NOT NULL,
  version     BIGINT NOT NULL,
  happened_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  author      TEXT   NOT NULL,
  amends      TEXT   NOT NULL,
  sealed      BIGINT NOT NULL,
  body        TEXT   NOT NULL,
  previous    TEXT   NOT NULL,
  hash        TEXT   NOT NULL,
  PRIMARY KEY (site, book, seq)
);
-- The same entry sent twice is stored once.
CREATE UNIQUE INDEX entry_id ON entry (site, book, id);
-- The end of every book: how many entries, the hash of the last, and a seal that only the key can make.
CREATE TABLE head (
  site   TEXT   NOT NULL,
  book   TEXT   NOT NULL,
  count  BIGINT NOT NULL,
  hash   TEXT   NOT NULL,
  closed BIGINT NOT NULL,
  seal   TEXT   NOT NULL,
  PRIMARY KEY (site, book)
);
-- A patient's own key, wrapped by the site's; empty once it is destroyed.
CREATE TABLE patient_key (
  site    TEXT NOT NULL,
  patient TEXT NOT NULL,
  wrapped TEXT NOT NULL,
  PRIMARY KEY (site, patient)
);
-- Keyed hashes of pieces of names, numbers and dates; they go with the patient's key.
CREATE TABLE piece (
  site    TEXT   NOT NULL,
  piece   BIGINT NOT NULL,
  patient TEXT   NOT NULL,
  PRIMARY KEY (site, piece, patient)
);
CREATE INDEX piece_of ON piece (site, patient);
-- Two charts of one person, read as one; the register says why.
CREATE TABLE joined (
  site   TEXT NOT NULL,
  folded TEXT NOT NULL,
  kept   TEXT NOT NULL,
  PRIMARY KEY (site, folded)
);
