"""What the layers' own check (lint-imports) does not see."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / 'scripts' / 'onelib'


def test_no_two_classes_have_the_same_name() -> None:
    modules = [ast.parse(path.read_text(encoding='utf-8')) for path in PACKAGE.rglob('*.py')]
    names = Counter(node.name for module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef))
    assert names
    assert [name for name, number in names.items() if number > 1] == []


def test_jobs_know_nothing_of_pywikibot_but_its_errors_and_its_config() -> None:
    wrong = []
    for path in (PACKAGE / 'jobs').rglob('*.py'):
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            match node:
                case ast.Import(names=names):
                    wrong += [f'{path.name}: {name.name}' for name in names if name.name.split('.')[0] == 'pywikibot']
                case ast.ImportFrom(module='pywikibot', names=names):
                    wrong += [f'{path.name}: {name.name}' for name in names if name.name != 'config']
                case ast.ImportFrom(module=str(module)) if module.startswith('pywikibot.'):
                    wrong += [f'{path.name}: {module}'] if module != 'pywikibot.exceptions' else []
    assert wrong == []
