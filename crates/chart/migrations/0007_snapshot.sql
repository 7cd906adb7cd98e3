-- Who a patient is, found without reading the rest of the chart.
CREATE INDEX entry_who ON entry (site, book, seq) WHERE kind IN ('identity', 'amendment');
-- Which charts somebody opened last.
CREATE INDEX entry_looked ON entry (site, author, recorded_at) WHERE kind = 'look';
-- Who has an agreed plan.
CREATE INDEX entry_plan ON entry (site, book) WHERE kind = 'plan_agreed';
-- What a chart comes to at its end, sealed with the patient's key: nothing but a shortcut. It is thrown away when the end is
-- another, never trusted by the check of the record, never exported, and gone with the key.
CREATE TABLE snapshot (
  site    TEXT   NOT NULL,
  patient TEXT   NOT NULL,
  count   BIGINT NOT NULL,
  hash    TEXT   NOT NULL,
  body    TEXT   NOT NULL,
  PRIMARY KEY (site, patient)
);
