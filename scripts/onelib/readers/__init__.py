"""What we ask wikis and dumps: blocks, candidates, articles, sign-ups, edits.  Nothing here writes to a wiki."""
