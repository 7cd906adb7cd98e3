-- What happened to a visit is sealed with the key of the site, together with what the visit was right after it: a change
-- behind the record's back is found, and the last event proves the row.
ALTER TABLE booking_event ADD COLUMN seal TEXT NOT NULL DEFAULT '';
