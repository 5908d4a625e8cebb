#!/usr/bin/env python3
"""
Say how the jobs of #1Lib1Ref are: what ran when, what could not be served, and whether that needs a person.

Each real run of worklist and tally leaves a record in the store, as does -publish. This script reads the records and
judges them: when each job ran last, how long it took, how many edits it made, what it could not bring up to date, since
when, and who can mend that. It asks no wiki.

Usage:

    pwb status [-publish [-page:TITLE] [-simulate]]
    pwb status -forget:JOB

-publish          Write the same between {{1Lib1Ref status}} and {{1Lib1Ref status end}}, on every page of Meta that
                  holds the two templates. On pages of the bot itself (User:<name of the bot>/status) it says
                  everything; on others one line a job, and where the rest is. A page is saved only if something has
                  changed: a new time alone is no change, and numbers of edits are one once a day. That these pages are
                  kept current, only the terminal says.

-page:TITLE       With -publish: only the page with this title.

-simulate         With -publish: print what would change on each page and write nothing.

-forget:JOB       Forget all runs of a job that is not meant to run any more, as it is called here.

A job is called as the variable ONELIB_JOB says, else like its script, with the wikis that it is limited to. Runs for a
single page, for files or for a trial, without that variable, are runs by hand: they are recorded, but say nothing of a
job. The last hundred runs of each job are kept.

What needs a person: at once what does not pass by itself (a stop page, a protected page, templates that do not pair up,
a wiki that is not enabled, …); what mostly passes (a wiki that is down, a run that was killed, …) when it was so in two
runs one after the other, three hours or more apart; and a job that has not begun again after two and a half times its
usual interval, which is known after four runs.

The exit code is 1 if something needs a person, or if a page of -publish could not be brought up to date, else 0. A job
that was killed once, or a wiki that was down once, is shown, and needs nobody.
"""

from __future__ import annotations

from onelib.jobs import status


def main(*args: str) -> int:
    """Say how the jobs are; give back the exit code."""
    return status.main(args)


if __name__ == '__main__':
    raise SystemExit(main())
