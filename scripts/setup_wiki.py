#!/usr/bin/env python3
"""
Make a wiki ready for the bot: publish its templates, and say what the wiki lacks.

On each wiki the bot makes the pages of {{1Lib1Ref worklist}}, {{1Lib1Ref tally}}, their ends and {{1Lib1Ref
participant}}, with documentation in the language of the wiki and, where the wiki has TemplateData, what editors make
forms of; on Meta {{1Lib1Ref campaign}}, {{1Lib1Ref status}} and the page User:<name of the bot>/status, too. Run it
again after each upgrade: what has not changed is not saved.

What people have changed is theirs: a page is only replaced if the bot has edited it last, or if its text is the one
that the bot has given it. A page that somebody has deleted or moved stays so.

Usage:

    pwb setup_wiki [-wiki:CODE,...] [-page:TITLE] [-check] [-simulate]

-wiki:CODE,...    Only these wikis: codes of Wikipedias that onelib.toml names, or meta. Without it, all that are
                  enabled; with -check, all that are served.

-page:TITLE       Only the template with this title, like "Template:1Lib1Ref tally". If somebody has deleted the page,
                  it is made anew: talk to them first.

-check            Only say what each wiki lacks, which pages would be saved, and where the links to catalogues lead,
                  for you to open.

-simulate         Print what would change on each page and write nothing.

For making pages the bot password needs the grant "Create, edit, and move pages", too; it can be taken back afterwards.

The exit code is 0 if every page could be published and nothing is lacking that keeps the bot from working, else 1:
what, and why, is said on stderr. A "note" does not count. Anyone can stop the bot: any text but a comment on the page
User:<name of the bot>/stop stops it on that wiki, on Meta on all wikis.
"""

from __future__ import annotations

from onelib.jobs import setup_wiki
from onelib.operations import command


def main(*args: str) -> int:
    """Run the job that the arguments ask for; give back the exit code."""
    return command.run('setup_wiki', args, setup_wiki.work, setup_wiki.OPTIONS, strict=True)


if __name__ == '__main__':
    raise SystemExit(main())
