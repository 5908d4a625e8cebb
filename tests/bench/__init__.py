"""How fast everything is, how much memory it takes, and what it asks of a wiki: `python -m tests.bench`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

SCRIPTS = Path(__file__).resolve().parents[2] / 'scripts'
SCAN = """\
import resource, sys
from onelib.jobs import scan_dump
code = scan_dump.main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""
PAGE = (
    '<page><title>{title}</title><ns>0</ns><id>{number}</id><revision><id>{number}</id>'
    '<timestamp>2026-01-01T00:00:00Z</timestamp><text xml:space="preserve">{text}</text></revision></page>\n'
)


def write_dump(path: Path, articles: Iterable[tuple[str, str]], first: int = 1) -> Path:
    """A dump of articles, given as titles and texts; the first page has this number."""
    with path.open('w', encoding='utf-8') as file:
        file.write('<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11">\n')
        file.write(
            '<siteinfo><sitename>Wikipedia</sitename><dbname/><base/><generator/><case>first-letter</case></siteinfo>\n'
        )
        for number, (title, text) in enumerate(articles, first):
            file.write(PAGE.format(title=escape(title), number=number, text=escape(text)))
        file.write('</mediawiki>\n')
    return path


def peak_memory(*arguments: str) -> int:
    """The most memory, in KiB, that a scan with these arguments has taken in a process of its own."""
    # A process inherits the peak of the one that starts it, and that may be a large one; a shell is small.
    command = ['sh', '-c', '"$0" "$@"; exit $?', sys.executable, '-c', SCAN, *arguments]
    environment = os.environ | {'PYTHONPATH': str(SCRIPTS)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return int(done.stdout)


def say(line: str) -> None:
    print(line, flush=True)
