#!/usr/bin/env python3
"""
Keep the worklists of #1Lib1Ref current.

The bot finds the pages that hold {{1Lib1Ref worklist}} … {{1Lib1Ref worklist end}} and writes between the two templates
a table of statements without a source. Outside of them it changes nothing.

Usage:

    pwb worklist [-wiki:CODE,...] [-page:TITLE] [-simulate]

-wiki:CODE,...    Only pages on these wikis: codes of Wikipedias that onelib.toml names, or meta.

-page:TITLE       Only the page with this title.

-simulate         Print what would change on each page and write nothing.

The exit code is 0 if every block is current, 1 if at least one could not be brought up to date: which, and why, is said
on stderr.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pywikibot

from onelib.jobs.arguments import ArgumentError, parse
from onelib.jobs.report import report
from onelib.jobs.worklist import Job
from onelib.settings import SettingsError, read
from onelib.store import Store, StoreError


def main(*args: str) -> int:
    """Run the job that the arguments ask for; give back the exit code."""
    try:
        arguments = parse(args)
        settings = read(Path(pywikibot.config.base_dir) / 'onelib.toml')
        arguments.check((*settings.wikis, 'meta'))
        store = Store(settings.store_url(Path(pywikibot.config.base_dir)), writable=not pywikibot.config.simulate)
    except (SettingsError, ArgumentError, StoreError) as problem:
        pywikibot.error(str(problem))
        return 1
    job = Job(settings, store, now=datetime.datetime.now(datetime.UTC))
    return report(job.run(arguments.wikis, arguments.page))


if __name__ == '__main__':
    raise SystemExit(main())
