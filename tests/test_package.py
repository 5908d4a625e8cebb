"""The package as `pip install .` leaves it, far from the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from onelib import templates, wikis

CHECKOUT = Path(__file__).parents[1]
# What the build reads; the checkout itself stays as it is.
SOURCES = ('setup.cfg', 'pyproject.toml', 'README.md', 'LICENSE', 'scripts')


@pytest.fixture(scope='module')
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp('package')
    source, target = directory / 'source', directory / 'target'
    source.mkdir()
    for name in SOURCES:
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns('__pycache__', '*.egg-info'))
        elif (CHECKOUT / name).exists():
            shutil.copy(CHECKOUT / name, source)
    command = [sys.executable, '-m', 'pip', 'install', '--quiet', '--no-deps', '--target', str(target), str(source)]
    if has_build_tools():
        command.insert(4, '--no-build-isolation')
    subprocess.run(command, check=True, cwd=directory)
    return target


def has_build_tools() -> bool:
    """Without them pip fetches them."""
    code = 'import setuptools; assert int(setuptools.__version__.split(".")[0]) >= 70'
    return subprocess.run([sys.executable, '-c', code], capture_output=True).returncode == 0


def run(installed: Path, directory: Path, code: str) -> str:
    # Of the environment only what Python needs: no PYTHONPATH that leads back to the checkout.
    environment = {'PATH': os.environ['PATH'], 'HOME': str(directory), 'PYTHONPATH': str(installed)}
    environment |= {'PYWIKIBOT_NO_USER_CONFIG': '2', 'PYTHONUTF8': '1'}
    done = subprocess.run(
        [sys.executable, '-c', code], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    found = run(installed, tmp_path, 'import onelib; print(onelib.__file__)').strip()
    assert Path(found).is_relative_to(installed)


def test_every_data_file_comes_along(installed: Path) -> None:
    def files(root: Path) -> set[Path]:
        return {path.relative_to(root) for path in root.rglob('*') if path.is_file() and path.suffix != '.pyc'}

    assert files(installed / 'onelib') == files(CHECKOUT / 'scripts' / 'onelib')


def test_wikis_messages_and_templates_work_elsewhere(installed: Path, tmp_path: Path) -> None:
    code = (
        'import onelib.wikis, onelib.templates\n'
        'from onelib.pages.messages import message\n'
        'from onelib.wikitext.statements import find\n'
        'cs = onelib.wikis.load("cs")\n'
        'print(cs.database, len(onelib.wikis.codes()))\n'
        'print(message("worklist-article", cs))\n'
        'print(len(onelib.templates.pages("cs")))\n'
        'print(find("Byla založena 1781.{{Fakt/dne|20190501}}", cs)[0].text)\n'
    )
    assert run(installed, tmp_path, code).splitlines() == [
        f'cswiki {len(wikis.codes())}',
        'Článek',
        str(len(templates.pages('cs'))),
        'Byla založena 1781.',
    ]


def test_it_says_what_it_is(installed: Path, tmp_path: Path) -> None:
    code = (
        'from importlib.metadata import metadata\n'
        'data = metadata("onelib")\n'
        'print(data["Name"], data["Requires-Python"], data["License"], sep="|")\n'
        'print(*sorted(data.get_all("Requires-Dist")), sep="\\n")\n'
    )
    name, *requirements = run(installed, tmp_path, code).splitlines()
    assert name == 'onelib|>=3.11|MIT'
    assert {re.split('[^\\w-]', line)[0] for line in requirements if 'extra' not in line} >= {
        'mwparserfromhell',
        'pywikibot',
    }
