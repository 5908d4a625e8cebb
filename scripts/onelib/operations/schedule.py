"""How often each job is to run, as ``jobs.yaml`` says, which is the only place that says it."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping
from pathlib import Path

from onelib.operations.record import JOB

__all__ = ['schedule']

_FILE = Path(__file__).parents[3] / 'jobs.yaml'
_ENTRY = re.compile(
    r'^- name: (?P<job>\S+)\n +command: (?P<command>.+)\n(?: +.*\n)*? +schedule: "?(?P<when>[^"\n]+)"?$', re.MULTILINE
)
# Every ten minutes, or every ten from the fourth on.
_STEPS = re.compile(r'(?:\*|\d+-59)/(\d+)')
# What leaves a run in the store: the others only look, or clear up.
_REMEMBERED = re.compile(r' (?:worklist|tally|backlog|status -publish|index)\b')


def schedule(file: Path = _FILE) -> Mapping[str, datetime.timedelta]:
    """The time from one run to the next of each job whose runs are remembered; nothing for who has no jobs."""
    if JOB not in os.environ or not file.is_file():
        return {}
    entries = _ENTRY.finditer(file.read_text(encoding='utf-8'))
    return {entry['job']: _every(entry['when']) for entry in entries if _REMEMBERED.search(entry['command'])}


def _every(when: str) -> datetime.timedelta:
    """Rather too long than too short."""
    minute, hour, day, month, weekday = when.split()
    if minutes := _STEPS.fullmatch(minute):
        return datetime.timedelta(minutes=int(minutes[1]))
    if (day, month) != ('*', '*'):
        return datetime.timedelta(days=366 if month != '*' else 31)
    if weekday != '*':
        return datetime.timedelta(days=7)
    return datetime.timedelta(hours=1) if hour == '*' else datetime.timedelta(days=1)
