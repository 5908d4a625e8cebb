"""What `pwb SCRIPT -help` prints is complete."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.sandbox.bot import PWB

from .markdown import CHECKOUT

SCRIPTS = sorted((CHECKOUT / 'scripts').glob('*.py'))
# Of pywikibot's arguments, those that the manuals name, too.
PYWIKIBOTS = {'-simulate'}


@pytest.mark.parametrize('path', SCRIPTS, ids=lambda path: path.stem)
def test_help_has_every_option(path: Path) -> None:
    name = path.stem
    environment = os.environ | {'PYTHONPATH': str(CHECKOUT / 'scripts'), 'PYWIKIBOT_NO_USER_CONFIG': '2'}
    done = subprocess.run([str(PWB), str(path), '-help'], env=environment, capture_output=True, text=True, cwd='/')
    assert done.returncode == 0, done.stderr
    manual = ast.get_docstring(ast.parse(path.read_text(encoding='utf-8'))) or ''
    assert manual and manual in done.stdout

    options = set(importlib.import_module(f'onelib.jobs.{name}').OPTIONS)
    documented = set(re.findall(r'^(-\w\S*)', manual, re.MULTILINE))
    assert documented - PYWIKIBOTS == options
    usages = re.findall(rf'^ +pwb {name}\b(.*?)\n\n', manual + '\n\n', re.MULTILINE | re.DOTALL)
    assert set(re.findall(r'(?<![\w:])-\w[^\s\]]*', ' '.join(usages))) == documented
