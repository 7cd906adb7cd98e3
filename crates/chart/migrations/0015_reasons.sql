-- What the gate said about a visit is sealed apart from who comes: a calendar of 600 visits shows names and opens no reasons.
-- Visits that were written before keep their reasons beside the name until they are written again.
ALTER TABLE booking ADD COLUMN reasons TEXT NOT NULL DEFAULT '';
