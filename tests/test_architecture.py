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
