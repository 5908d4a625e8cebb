#!/usr/bin/env python3
"""
Keep the worklists of #1Lib1Ref current.

The bot finds the pages that hold {{1Lib1Ref worklist}} … {{1Lib1Ref worklist end}} and writes between the two templates
a table of statements without a source. Outside of them it changes nothing.

Usage:

    pwb worklist [-wiki:CODE,...] [-page:TITLE ...] [-shard:K/N] [-quick] [-trial:N]
                 [-preview] [-html:FOLDER] [-simulate]

-wiki:CODE,...    Only pages on these wikis: codes of Wikipedias that onelib.toml names, or meta.

-page:TITLE       Only the page with this title; may be given several times.

-shard:K/N        Only the K-th of N parts of the Wikipedias that onelib.toml enables, and not Meta: so that several
                  jobs share the work and the wikis are named in one place.

-quick            Ask each wiki what has changed since the last run with -quick, and serve only the blocks that are new
                  or changed.  Of lists whose articles have changed, rows that somebody has sourced are marked as done,
                  at most once an hour.  All else is left to the full runs.

-trial:N          Make at most N edits, from 1 to 500, and stop the whole run at once; say what each of them changed, by
                  addresses that can be shown to a community.

-preview          Say of each list what would stand above it, how many statements in how many articles or what is wrong,
                  and edit nothing.

-html:FOLDER      Write each list to a file in this folder, a page of HTML that needs no network and no script, for the
                  site of a library or a workshop; edit no page.  It goes with -wiki, -page and -shard; with -simulate,
                  nothing is written.

-simulate         Print what would change on each page and write nothing.

The exit code is 0 if there is nothing for the operator to do: mistakes on pages, and wikis and services that are down
and are tried again (deferred), are only listed.  It is 1 if something is wrong that nobody else can mend, like the
password, the store or a stop page: what and why is said on stderr.

A second run waits for the first one to end.  Anyone can stop the bot: any text but a comment on the page
User:<name of the bot>/stop stops it on that wiki, on Meta on all wikis.
"""

from __future__ import annotations

from onelib.jobs import worklist
from onelib.operations import command


def main(*args: str) -> int:
    """Run the job that the arguments ask for; give back the exit code."""
    return command.run('worklist', args, worklist.work, worklist.OPTIONS)


if __name__ == '__main__':
    raise SystemExit(main())
