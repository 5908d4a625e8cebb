"""The commands that documents print: what is to be done with each, and doing it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from tests.sandbox.farm import Farm

from .markdown import CHECKOUT, DOCUMENTS, Block

__all__ = ['Command', 'Done', 'commands', 'decision', 'make_scratch', 'run', 'same_shape', 'targets']

DECISIONS = Path(__file__).with_name('commands.yaml')
_HEREDOC = re.compile(r'(?<!<)<<(?!<)-?\s*[\'"]?(\w+)[\'"]?')
# What parts the outputs of commands; none of them prints it.
_MARK = '\x1e'


@dataclass(frozen=True)
class Command:
    """One command of a document, with the lines that belong to it."""

    block: Block
    text: str

    @property
    def words(self) -> str:
        """The command without the folder of its program, which an entry need not name."""
        return self.text.removeprefix('.venv/bin/') if self.text.startswith('.venv/bin/pwb') else self.text


@dataclass(frozen=True)
class Done:
    """A command that was run."""

    command: Command
    code: int
    output: str


def commands() -> list[Command]:
    """All commands of all documents, in order."""
    return [Command(block, text) for one in DOCUMENTS for block in one.blocks('sh') for text in split(block.text)]


def split(script: str) -> Iterator[str]:
    """The commands of a script, each with all its lines: those of a loop, of a quotation, of a here-document."""
    lines = iter(script.splitlines())
    for line in lines:
        if not line.strip() or line.lstrip().startswith('#'):
            continue
        command = line
        if heredoc := _HEREDOC.search(command):
            command = '\n'.join((command, *takewhile(lambda more: more.strip() != heredoc[1], lines), heredoc[1]))
        while command.endswith('\\') or not _is_whole(command):
            command += '\n' + next(lines)
        yield re.sub(r'\s+# .*$', '', command) if '\n' not in command else command


@cache
def _is_whole(command: str) -> bool:
    return subprocess.run(['bash', '-n', '-c', command], capture_output=True).returncode == 0


@cache
def _file() -> Mapping[str, Any]:
    told: dict[str, Any] = yaml.safe_load(DECISIONS.read_text(encoding='utf-8'))
    return told


def decision(command: Command) -> Mapping[str, Any] | None:
    """What the file of decisions says of a command, else what goes without saying; None if nobody has decided."""
    for entry in _file()['commands']:
        if command.words.startswith(entry['command']) or command.text.startswith(entry['command']):
            return dict(entry)
    if command.words.startswith('make '):
        return {'not_run': 'it is a target'}
    return {'run': True} if command.words.startswith('pwb ') else None


def targets() -> set[str]:
    """The targets of the Makefile."""
    return set(re.findall(r'^([a-z][\w-]*):', (CHECKOUT / 'Makefile').read_text(encoding='utf-8'), re.MULTILINE))


def make_scratch(directory: Path, farm: Farm) -> Path:
    """A folder that looks like the checkout with a demo, and in which commands may write."""
    for path in CHECKOUT.iterdir():
        if path.name not in ('.git', '.venv', 'var'):
            (directory / path.name).symlink_to(path)
    (directory / '.venv').symlink_to(sys.prefix)
    (directory / 'var').mkdir()
    (directory / 'var' / 'demo').symlink_to(farm.directory)
    (directory / 'source').symlink_to(CHECKOUT)
    return directory


def run(wanted: Sequence[Command], farm: Farm, scratch: Path, facts: Mapping[str, str]) -> list[Done]:
    """Run the commands of a document as its reader would, in one shell, on a farm."""
    environment = farm.environment()
    environment |= {'HOME': str(scratch), 'PATH': f'{Path(sys.executable).parent}:{environment["PATH"]}'}
    marked = (f'{_as_meant(one, facts)}\nprintf "{_MARK}%s{_MARK}" $?' for one in wanted)
    done = subprocess.run(
        ['bash', '-c', '\n'.join(marked)],
        cwd=scratch,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    parts = done.stdout.split(_MARK)
    ends = zip(parts[0::2], map(int, parts[1::2]), strict=False)
    return [Done(command, code, output) for command, (output, code) in zip(wanted, ends, strict=True)]


def _as_meant(command: Command, facts: Mapping[str, str]) -> str:
    """The command with what a reader puts their own in place of."""
    text = command.text
    for printed, meant in _file()['replaced'].items():
        text = text.replace(printed, meant.format(**facts))
    return text


def same_shape(printed: str, output: str) -> list[str]:
    """The lines of a printed output that the real one does not have in this order, whatever the numbers in them are.

    ``…`` stands for anything, in a line and as a line of its own.
    """
    real = iter([_shape(line) for line in output.splitlines()])
    missing = []
    for line in printed.splitlines():
        pattern = '.*'.join(map(re.escape, _shape(line).split('…')))
        if pattern.strip('.*') and not any(re.fullmatch(pattern, other) for other in real):
            missing.append(line)
    return missing


def _shape(line: str) -> str:
    return re.sub(r'\d+(?:[.,]\d+)*', '0', ' '.join(line.split()))
