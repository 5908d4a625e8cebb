"""For people who add a wiki: what its files lack, and a first data file from what MediaWiki knows."""
