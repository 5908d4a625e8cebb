#!/usr/bin/env python3
"""
Keep the tallies of #1Lib1Ref current.

The bot reads the campaigns that Meta has as {{1Lib1Ref campaign}}, who signed up for them, what each of them edited,
and what each edit did to the references of its article. It writes the numbers between {{1Lib1Ref tally}} and
{{1Lib1Ref tally end}}, on every page that holds the two templates. Outside of them it changes nothing.

Usage:

    pwb tally [-wiki:CODE,...] [-page:TITLE ...] [-csv:FOLDER] [-html:FOLDER] [-sleep] [-quick]
              [-trial:N] [-simulate]

-wiki:CODE,...    Only pages on these wikis: codes of Wikipedias that onelib.toml names, or meta.

-page:TITLE       Only the page with this title; may be given several times.

-csv:FOLDER       Write the edits and the participants of each campaign to files in this folder; edit no page. It goes
                  with -simulate only, and then writes no file.

-html:FOLDER      Write each tally to a file in this folder, a page of HTML that needs no network and no script, with a
                  graph of view=growth; edit no page.  It goes with -wiki and -page; with -simulate, nothing is written.

-sleep            For scheduled runs: ask no wiki as long as no campaign is on, from a day before it until two weeks
                  after it, apart from one full run a day.  A page that was not current then is named again each time.

-quick            Ask each wiki what has changed since the last run with -quick, and serve only the blocks that are new
                  or changed, or whose campaign has changed, and at most once an hour those whose campaign has changed
                  sign-up pages.  All else is left to the full runs.

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

from onelib.jobs import tally
from onelib.operations import command


def main(*args: str) -> int:
    """Run the job that the arguments ask for; give back the exit code."""
    return command.run('tally', args, tally.work, tally.OPTIONS)


if __name__ == '__main__':
    raise SystemExit(main())
