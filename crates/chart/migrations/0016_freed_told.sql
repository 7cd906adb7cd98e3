-- What became of a freed time once whoever fits was looked for: the desk reads for two days to whom it went, or why nobody had it.
-- Empty while nobody was looked for.
ALTER TABLE freed ADD COLUMN became TEXT NOT NULL DEFAULT '';
ALTER TABLE freed ADD COLUMN told TEXT NOT NULL DEFAULT '';
