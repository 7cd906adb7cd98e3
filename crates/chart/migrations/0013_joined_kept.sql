-- The charts that are read with one: asked for at every look at it.
CREATE INDEX joined_kept ON joined (site, kept);
