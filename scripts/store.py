#!/usr/bin/env python3
"""
Look into the store, move it to another database, or make it smaller.

The store is what the bot remembers between runs: what wikis have answered (answers), which rows of lists they have
refused (rejections), the edits of each campaign with what was counted of them (edits), how far each wiki is read
(cursors), which statements stood on a list (listed), and the runs themselves (runs). It is in the file or database that
ONELIB_STORE or onelib.toml names, else in onelib.sqlite beside onelib.toml.

Usage:

    pwb store
    pwb store -move:ADDRESS [-simulate]
    pwb store -prune [-campaign:ID,...] [-simulate]

Without an argument it says where the store is, the version of its tables, its size, and of each table how many rows it
has and from when to when they are.

-move:ADDRESS     Copy everything into another, empty store, and say what to put into onelib.toml. Nothing is changed
                  there, and the old store stays as it was. Stop all jobs first. Addresses are like
                  sqlite:////srv/onelib.sqlite and mysql+pymysql://host/database. User and password
                  come from TOOL_TOOLSDB_USER and TOOL_TOOLSDB_PASSWORD in the environment, or from replica.my.cnf: an
                  argument with a password is refused, since everybody on the machine can see it. The database has to
                  be there: CREATE DATABASE s12345__onelib.

-prune            Remove what nobody needs any more: answers older than 90 days that a wiki gives again when asked,
                  rejections older than 60 days, runs older than a year.

-campaign:ID,...  With -prune: remove all that is kept of these campaigns, too: edits, statements, results. If a tally
                  of such a campaign is still on a page, take that away first: the next run would read all of its edits
                  again, as far as the wikis still have them.

-simulate         Say what would be copied or removed, and change nothing.

The exit code is 0, or 1 if it could not be done: why is said on stderr.
"""

from __future__ import annotations

from onelib.jobs import store


def main(*args: str) -> int:
    """Do with the store what the arguments ask for; give back the exit code."""
    return store.main(args)


if __name__ == '__main__':
    raise SystemExit(main())
