"""What `pwb SCRIPT -help` prints is complete."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.bot import PWB

from .markdown import CHECKOUT

SCRIPTS = sorted((CHECKOUT / 'scripts').glob('*.py'))
# What every run of pywikibot knows.
PYWIKIBOTS = {'help', 'simulate', 'config', 'dir', 'nolog'}


@pytest.mark.parametrize('path', SCRIPTS, ids=lambda path: path.stem)
def test_help_has_every_option(path: Path) -> None:
    name = path.stem
    environment = os.environ | {'PYTHONPATH': str(CHECKOUT / 'scripts'), 'PYWIKIBOT_NO_USER_CONFIG': '2'}
    done = subprocess.run([str(PWB), str(path), '-help'], env=environment, capture_output=True, text=True, cwd='/')
    assert done.returncode == 0, done.stderr
    manual = ast.get_docstring(source(path)) or ''
    assert manual and manual in done.stdout

    documented = set(re.findall(r'^-(\w+)', manual, re.MULTILINE)) - PYWIKIBOTS
    needed, allowed = known(path)
    assert needed <= documented <= allowed
    usages = re.findall(rf'^ +pwb {name}\b(.*?)\n\n', manual + '\n\n', re.MULTILINE | re.DOTALL)
    assert set(re.findall(r'(?<!\w)-(\w+)', ' '.join(usages))) - PYWIKIBOTS == documented


# How scripts and jobs hand over to what reads their options.
RUNNERS = ('command.run', 'command.prepared', 'prepared')


def known(path: Path) -> tuple[set[str], set[str]]:
    """The options that a script has to describe, and those that it may: what `onelib.operations.command` is given."""
    for node in (*ast.walk(source(path)), *ast.walk(module(path.stem))):
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in RUNNERS:
            own = {one for given in node.keywords if given.arg in ('options', 'flags') for one in strings(given.value)}
            # Only what serves pages needs both; the others say what they do with them.
            return own | ({'wiki', 'page'} if name == 'command.run' else set()), own | {'wiki', 'page'}
    own = set(literals(path.stem)) - PYWIKIBOTS
    return own, own


def strings(node: ast.expr) -> Iterator[str]:
    yield from ast.literal_eval(node)


def source(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding='utf-8'))


def module(job: str) -> ast.Module:
    """The module of a job."""
    found = importlib.import_module(f'onelib.jobs.{job}').__file__
    assert found
    return source(Path(found))


def literals(job: str) -> Iterator[str]:
    """What looks like an option in the module of a job, like ``-xml``."""
    for node in ast.walk(module(job)):
        if isinstance(node, ast.Constant) and re.fullmatch(r'-[a-z]\w*', str(node.value)):
            yield node.value[1:]
