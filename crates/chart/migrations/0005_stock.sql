-- The lots of a site, one row each: the end of its book, for lists and for choosing; `check` says when it is not.
-- The engine itself refuses what would go below nothing.
CREATE TABLE lot (
  site     TEXT   NOT NULL,
  lot      TEXT   NOT NULL,
  product  TEXT   NOT NULL,
  number   TEXT   NOT NULL,
  expires  TEXT   NOT NULL,
  on_hand  BIGINT NOT NULL CHECK (on_hand >= 0),
  standing TEXT   NOT NULL,
  PRIMARY KEY (site, lot)
);
-- One number of one product is one lot, however often it is delivered.
CREATE UNIQUE INDEX lot_number ON lot (site, product, number);
-- Sessions that wait for somebody: a draft for its author, a signed one for a second signature.
CREATE TABLE session_open (
  site    TEXT   NOT NULL,
  entry   TEXT   NOT NULL,
  patient TEXT   NOT NULL,
  state   TEXT   NOT NULL,
  author  TEXT   NOT NULL,
  since   BIGINT NOT NULL,
  PRIMARY KEY (site, entry)
);
CREATE INDEX session_open_of ON session_open (site, patient);
