"""Text in, data out: what a text of a wiki holds.  No Site, no network."""
