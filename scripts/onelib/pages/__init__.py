"""Data in, wikitext out: what the bot writes on a page.  No Site, no network."""
