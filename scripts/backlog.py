#!/usr/bin/env python3
"""
Keep the pages current that say how much of whole wikis lacks a source.

The bot finds the pages that hold {{1Lib1Ref backlog}} … {{1Lib1Ref backlog end}} and writes between the two templates
how many articles of each wiki cite nothing, what is tagged there, how that has changed, and what a campaign has done.
The numbers are those of the index, which pwb scan_dump -index makes of a dump, and of the categories that the wikis'
own templates fill, which are asked for each time. Outside of the templates it changes nothing.

Usage:

    pwb backlog [-wiki:CODE,...] [-page:TITLE ...] [-quick] [-trial:N] [-simulate]

-wiki:CODE,...    Only pages on these wikis: codes of Wikipedias that onelib.toml names, or meta.

-page:TITLE       Only the page with this title; may be given several times.

-quick            Ask each wiki what has changed since the last run with -quick, and serve only the blocks that are new
                  or changed.  All else is left to the full runs.

-trial:N          Make at most N edits, from 1 to 500, and stop the whole run at once; say what each of them changed, by
                  addresses that can be shown to a community.

-simulate         Print what would change on each page and write nothing.

The exit code is 0 if there is nothing for the operator to do: mistakes on pages, and wikis and services that are down
and are tried again (deferred), are only listed.  It is 1 if something is wrong that nobody else can mend, like the
password, the store or a stop page: what and why is said on stderr.

A second run waits for the first one to end.  Anyone can stop the bot: any text but a comment on the page
User:<name of the bot>/stop stops it on that wiki, on Meta on all wikis.
"""

from __future__ import annotations

from onelib.jobs import backlog
from onelib.operations import command


def main(*args: str) -> int:
    """Run the job that the arguments ask for; give back the exit code."""
    return command.run('backlog', args, backlog.work, backlog.OPTIONS)


if __name__ == '__main__':
    raise SystemExit(main())
