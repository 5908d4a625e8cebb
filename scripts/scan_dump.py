#!/usr/bin/env python3
"""
Find the statements without a source in a dump of a whole wiki, and write its index.

A dump is a file that MediaWiki exported: pages-articles from dumps.wikimedia.org, or what Special:Export gives. The
script reads articles only: namespace 0, no redirects, and of each page the latest revision that the file has. No wiki
is asked, so it runs without a network, without an account and without user-config.py; only -index wants the store.

Usage:

    pwb scan_dump -wiki:CODE -xml:FILE -output:FILE [-kinds:KIND,...] [-workers:N]
    pwb scan_dump -wiki:CODE -xml:FILE -output:FILE [-kinds:KIND,...] -scheduler:ADDRESS
    pwb scan_dump -wiki:CODE -xml:FILE -index [-output:FILE] [-workers:N | -scheduler:ADDRESS]

-wiki:CODE        Which wiki the dump is of, like cs, be-tarask or meta.

-xml:FILE         The dump: plain XML, or packed as .bz2, .gz or .xz; - for the standard input. Or a folder with all
                  parts of one, as dumps.wikimedia.org has them, with SHA256SUMS and _SUCCESS. May be given several
                  times.

-output:FILE      Where the statements go, one JSON object a line; - for the standard output. A file of that name is
                  overwritten. A run that is stopped leaves whole lines. With several parts, a folder of that name
                  and .parts keeps what was found in each until all are through: the next run with the same arguments
                  goes on behind those that are done.

-kinds:KIND,...   Only statements of these kinds, like tagged: at a tag that says so. Without it, of all kinds.

-workers:N        So many parts are read at a time, each by a process; without it, as many as there are cores to use. A
                  part is a file, or a stretch of a large one: of plain XML or .bz2.
                  Lines stand in the order of the pages, however many there are.

-scheduler:ADDRESS
                  The parts are read by the workers of a Dask cluster, like tcp://10.0.0.5:8786. They need the same
                  version of onelib, with onelib[cluster], and see the files under the same names.

-index            Write a row of each article into the store that ONELIB_STORE or onelib.toml names: its references, and
                  what of it waits for a source. When all are there, they take the place of the wiki's index of before,
                  unless that is of a later dump, or of a whole one and this is not; what became of it is said. Until
                  then, a folder called scan-CODE.parts keeps what was found.

Each line has: wiki, page_id, revision_id, title, kind, section (the heading, "" in the lead), section_number (for
&action=edit&section=), text, template (the tag's name as written) and since (the tag's date, like 2019-05-01, or null).

The exit code is 0 if everything was read and is as it was published, and 1 if not: what is wrong, and where, is said on
stderr, like a missing part, a wrong sum or a folder without _SUCCESS; the rest is read. Damage costs the pages that it
has hit: a block of a .bz2, a page whose XML is broken. Of other packed files, what stands before the damage is written.

Where there is no user-config.py that names the folder of the scripts, give the path: pwb scripts/scan_dump …
"""

from __future__ import annotations

import sys

from onelib.jobs import scan_dump
from onelib.operations.terminal import guard_streams


def main(*args: str) -> int:
    """Scan the dump that the arguments name; give back the exit code."""
    guard_streams()
    # Not pywikibot.handle_args: it asks the configured wiki.
    arguments = args or tuple(sys.argv[1:])
    if any(argument.partition(':')[0] in ('-help', '--help') for argument in arguments):
        print(__doc__.strip())
        return 0
    return scan_dump.main(arguments)


if __name__ == '__main__':
    raise SystemExit(main())
