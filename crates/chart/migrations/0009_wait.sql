-- A guest who waits for a time: the wish as text, the name and the note sealed with the key of the patient.
CREATE TABLE wait (
  site    TEXT   NOT NULL,
  wait    TEXT   NOT NULL,
  patient TEXT   NOT NULL,
  status  TEXT   NOT NULL,
  since   BIGINT NOT NULL,
  version BIGINT NOT NULL,
  sealed  TEXT   NOT NULL,
  body    TEXT   NOT NULL,
  PRIMARY KEY (site, wait)
);
CREATE INDEX wait_status ON wait (site, status, since);
CREATE INDEX wait_patient ON wait (site, patient);
-- A time that became free and was offered to one who waits. Its id is the visit that holds the time; what keeps two offers of
-- one time apart are the claims of that visit. `passed_on` is 1 once the next guest was looked for.
CREATE TABLE wait_offer (
  site      TEXT   NOT NULL,
  offer     TEXT   NOT NULL,
  wait      TEXT   NOT NULL,
  freed     TEXT   NOT NULL,
  state     TEXT   NOT NULL,
  made_at   BIGINT NOT NULL,
  ends_at   BIGINT NOT NULL,
  passed_on BIGINT NOT NULL,
  body      TEXT   NOT NULL,
  PRIMARY KEY (site, offer)
);
CREATE INDEX wait_offer_state ON wait_offer (site, state, passed_on);
CREATE INDEX wait_offer_freed ON wait_offer (site, freed);
