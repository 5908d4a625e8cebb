#!/usr/bin/env python3
"""
Say how the jobs of #1Lib1Ref are: what ran when, what could not be served, and whether that needs a person.

Each real run of worklist and tally leaves a record in the store, as does -publish. This script reads the records and
judges them: when each job ran last, how long it took, how many edits it made, what it could not bring up to date, since
when, and who can mend that. It asks no wiki.

Usage:

    pwb status [-publish [-page:TITLE ...] [-simulate]]
    pwb status -forget:JOB

-publish          Write the same between {{1Lib1Ref status}} and {{1Lib1Ref status end}}, on every page of Meta that
                  holds the two templates. On pages of the bot itself (User:<name of the bot>/status) it says
                  everything; on others one line a job, and where the rest is. A page is saved only if something has
                  changed: a new time alone is no change, and numbers of edits are one once a day. That these pages are
                  kept current, only the terminal says.

-page:TITLE       With -publish: only the page with this title; may be given several times.

-simulate         With -publish: print what would change on each page and write nothing.

-forget:JOB       Forget all runs of a job that is not meant to run any more, as it is called here.

A job is called as the variable ONELIB_JOB says, else like its script, with the wikis that it is limited to. Runs for a
single page, for files or for a trial, without that variable, are runs by hand: they are recorded, but say nothing of a
job. The last two hundred runs of each job are kept.

What needs a person: at once what does not pass by itself (a stop page, a protected page, templates that do not pair up,
a password that is wrong, …); a wiki or service that is down when it has been so for a week; a run that was killed when
that was so in two runs one after the other, three hours or more apart; and a job that has not begun again after two and
a half times its usual interval, which is known after four runs.

The exit code is 1 if something needs the operator, because nobody else can mend it: a password that is wrong or
lacking, a store that cannot be read or written, a stop page, a job that is late or does not come to its end. What
others have to mend on their pages, and what is tried again, is shown and needs nobody here, until it is a week old:
then the code is 1, too, but not with -publish, which runs every hour. It is also 1 if a scheduler asks and no run of
any job is remembered.
"""

from __future__ import annotations

from onelib.jobs import status


def main(*args: str) -> int:
    """Say how the jobs are; give back the exit code."""
    return status.main(args)


if __name__ == '__main__':
    raise SystemExit(main())
