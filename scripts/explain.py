#!/usr/bin/env python3
"""
Say step by step why an article is or is not on the worklists of #1Lib1Ref, and why an edit counts or does not.

The answers come from the very functions that `pwb worklist` and `pwb tally` use. Nothing is written, neither to a wiki
nor to the store, and it may run beside the jobs.

Usage:

    pwb explain -wiki:CODE -page:TITLE
    pwb explain -wiki:CODE -diff:REVISION

-wiki:CODE        The Wikipedia that the article or the edit is on, as onelib.toml names it.

-page:TITLE       The article. It says whether there is such an article, which tags and banners are in its text and what
                  they are taken for, which look like tags and are none, which statements are found, and for each list
                  on that wiki and on Meta: whether the article is among its candidates, which statements it lists,
                  which not and why, and what stands on the page now.

-diff:REVISION    The edit, by the number of its revision (the number behind diff= or oldid= in an address; the whole
                  address will do, too). It says for each campaign whether the edit is of its days, its wikis and its
                  namespaces, whether the author signed up and where, which hashtag the summary has, which sources the
                  page cited before and after, what of that counts, and what the tally has for it now.

The exit code is 0 if it could be explained, and 1 if not: there is no such page or revision, or the wiki does not
answer; which it is, is said on stderr. For a list, all articles that it may be made of are read, as by the job.
"""

from __future__ import annotations

from onelib.jobs import explain


def main(*args: str) -> int:
    """Explain what the arguments ask for; give back the exit code."""
    return explain.main(args)


if __name__ == '__main__':
    raise SystemExit(main())
