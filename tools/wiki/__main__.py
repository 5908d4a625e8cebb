"""What a wiki still lacks; a wiki without a data file gets one to begin with.

    make wiki CODE=mt
    make wiki CODE=mt FROM=https://mt.wikipedia.org/w/api.php

The second form asks the wiki itself for the names that MediaWiki knows; the first one asks an empty wiki on this
machine. A data file that exists is only checked. The exit code is 1 if something is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault('PYWIKIBOT_NO_USER_CONFIG', '2')

from pywikibot.family import Family
from tools.wiki import data, words
from tools.wiki.skeleton import skeleton

from onelib import wikis
from onelib.i18n import languages

FOLDER = Path(wikis.__file__).parent / 'data'
CASES = Path(__file__).resolve().parents[2] / 'tests' / 'cases'


class NoAnswerError(Exception):
    """An address where no wiki answers."""


def main() -> int:
    """Make a data file if there is none, and print what it and the language file lack."""
    parser = argparse.ArgumentParser(
        prog='make wiki', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument('code', help='what stands before .wikipedia.org in the addresses of the wiki')
    parser.add_argument('--from', dest='api', default='', help='the address of api.php of the wiki')
    args = parser.parse_args()
    if not args.code:
        print('Say which wiki: make wiki CODE=mt', file=sys.stderr)
        return 1
    try:
        return _work(args.code, args.api)
    except UnicodeDecodeError as problem:
        print(f'The data file, or the language file, is not written in UTF-8: {problem}', file=sys.stderr)
    except wikis.BrokenFileError as problem:
        print(problem, file=sys.stderr)
    except NoAnswerError as problem:
        print(f'{args.api} is not the api.php of a wiki: {problem}', file=sys.stderr)
    return 1


def _work(code: str, api: str) -> int:
    path = FOLDER / f'{code}.toml'
    if not path.exists():
        if wrong := list(data.problems_of_code(code)):
            print(*(f'{path.name}{problem}' for problem in wrong), sep='\n', file=sys.stderr)
            return 1
        path.write_text(first_file(code, api), encoding='utf-8')
        print(f'Made {_shown(path)}: what MediaWiki knows is in it. Open it and go on.')
    missing = list(_missing(code, path))
    print('\n'.join([*missing, *_notes(code, path)]))
    print(f'{len(missing)} to do.' if missing else 'Nothing is missing.')
    return 1 if missing else 0


def first_file(code: str, api: str = '') -> str:
    """The text of a data file to begin with.

    :param api: address of the wiki's api.php; without it an empty wiki in its language is started and asked
    :raises NoAnswerError: nothing there answers as a wiki does
    """
    if api:
        try:
            return skeleton(code, _asking(api))
        except wikis.BrokenFileError:
            raise
        except (OSError, ValueError, LookupError, TypeError) as problem:
            raise NoAnswerError(f'{type(problem).__name__}: {problem}') from None
    # Not above: who only checks a file needs no MediaWiki.
    from tests.sandbox.farm import Farm

    print('Asking an empty wiki in this language, up to a minute', file=sys.stderr, flush=True)
    aliases = Family.load('wikipedia').code_aliases
    # MediaWiki knows bat-smg as sgs.
    language = next((alias for alias, wiki in aliases.items() if wiki == code and '-' in code), code)
    with tempfile.TemporaryDirectory() as directory, Farm.start(Path(directory), [language]) as farm:
        return skeleton(code, lambda **parameters: farm.api(language, **parameters))


def _asking(api: str) -> Callable[..., Mapping[str, Any]]:
    def ask(**parameters: Any) -> Mapping[str, Any]:
        address = f'{api}?{urllib.parse.urlencode(parameters | {"format": "json"})}'
        request = urllib.request.Request(address, headers={'User-Agent': 'onelib (adding a wiki)'})
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: Mapping[str, Any] = json.load(answer)
            return found

    return ask


def _missing(code: str, path: Path) -> Iterator[str]:
    """What has to be done before the wiki can be served."""
    yield from data.problems(code, path.read_text(encoding='utf-8'))
    language = _language_file(code)
    if language.exists():
        text = language.read_text(encoding='utf-8')
        yield from words.problems(language.stem, text, words.read(words.FOLDER / 'en.json'))


def _notes(code: str, path: Path) -> Iterator[str]:
    """What could be better."""
    if count := data.unverified(path.read_text(encoding='utf-8')):
        yield f'({path.name}: {count} lines are unverified: look them up on the wiki, and write LOCAL in their place)'
    language = _language_file(code)
    if not language.exists():
        forms = languages.plural_rule(language.stem)['nplurals']
        yield (
            f'(There is no {_shown(language)}: the pages come in “{words.fallback(language.stem)}”. To translate, copy'
            f' en.json beside it; where it has {{{{PLURAL:…}}}}, the language has this many forms: {forms})'
        )
    cases = CASES / f'{code}.yaml'
    if not cases.exists():
        yield f'(There is no {_shown(cases)}: a few real sentences with tags would show that they are found)'


def _language_file(code: str) -> Path:
    try:
        return words.FOLDER / f'{wikis.load(code).language}.json'
    except wikis.BrokenFileError:
        return words.FOLDER / f'{code}.json'


def _shown(path: Path) -> str:
    return os.path.relpath(path)


if __name__ == '__main__':
    raise SystemExit(main())
