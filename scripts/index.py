#!/usr/bin/env python3
"""
Keep the indexes of whole wikis current, from dumps.

For each wiki of onelib.toml, the newest dump of a mirror of dumps.wikimedia.org is scanned, once: then the store has a
row of each article, with its references and what of it waits for a source. A dump is new once a month; as long as it
is not whole (there is no _SUCCESS), and when it is in the index already, there is nothing to do. A run that was ended
goes on where it was.

Usage:

    pwb index -dumps:FOLDER [-wiki:CODE,...] [-shard:PART] [-simulate]

-dumps:FOLDER     The mirror's folder mediawiki_content_current, with {database}/{day}/xml/bzip2/ below it; on Toolforge
                  /public/dumps/public/other/mediawiki_content_current.

-wiki:CODE,...    Only these wikis: codes of Wikipedias that onelib.toml names.

-shard:PART       Only a part of the wikis, like 1/2: the first of two parts.

-simulate         Say which dumps would be scanned.

The exit code is 0 if there is nothing for the operator to do: a folder that cannot be read, and a dump of which a part
cannot, are named and tried again (deferred). The index is then that of the last dump that was whole. It is 1 if
something is wrong that nobody else can mend, like the store.

A second run waits for the first one to end. A single file is scanned by pwb scan_dump -index.
"""

from __future__ import annotations

from onelib.jobs import index
from onelib.operations import command


def main(*args: str) -> int:
    """Run the job that the arguments ask for; give back the exit code."""
    return command.run('index', args, index.work, index.OPTIONS)


if __name__ == '__main__':
    raise SystemExit(main())
