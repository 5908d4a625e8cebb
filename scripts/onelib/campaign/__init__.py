"""What a campaign is and how it is counted.  No Site, no network."""
