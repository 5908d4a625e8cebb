"""What a language file lacks, said all at once, to somebody who speaks the language and not Python."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import onelib.i18n
from onelib.i18n import languages

__all__ = ['FOLDER', 'fallback', 'problems', 'read']

#: Of the language files.
FOLDER = Path(onelib.i18n.__file__).parent / 'onelib'
PARAMETER = re.compile(r'%\((\w+)\)([sd])')
PLURAL = re.compile(r'\{\{PLURAL:([^|{}]*)\|([^{}]*)\}\}')


def read(path: Path) -> dict[str, str]:
    """The messages of a language file, without what stands under ``@metadata``."""
    messages: dict[str, str] = json.loads(path.read_text(encoding='utf-8'))
    return {key: text for key, text in messages.items() if key != '@metadata'}


def problems(language: str, text: str, english: Mapping[str, str]) -> list[str]:
    """What is missing or wrong in the text of a language file: one sentence each, all of them.

    :param english: the messages of ``en.json`` beside it
    """
    name = f'{language}.json'
    keys: list[str] = []

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys.extend(key for key, _ in pairs)
        return dict(pairs)

    try:
        messages = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        return [f'{name} is not JSON: {error}']
    found: list[str] = [f': {key!r} stands there twice' for key in dict.fromkeys(keys) if keys.count(key) > 1]
    about = messages.pop('@metadata', {})
    if not about.get('authors'):
        found.append(': your name is missing: "@metadata": {"authors": ["…"]} comes first')
    if language not in ('en', 'qqq') and not about.get('checked'):
        found.append(': say behind "authors" who has read it: "checked": "by two speakers" or "by nobody yet"')
    readers_only = about.get('for') == 'readers'
    for key, original in english.items():
        if key not in messages:
            if not (readers_only and languages.for_coordinators(key)):
                found.append(f': {key!r} is missing: translate “{original}”')
        elif not isinstance(messages[key], str) or not messages[key] or messages[key] != messages[key].strip():
            found.append(f': {key!r} has to be a text without spaces around it')
        else:
            found += [f': {key!r} {problem}' for problem in _message(language, messages[key], original)]
            if language != 'qqq' and key.endswith(('-thousands', '-percent')) and ' ' in messages[key]:
                found.append(f': {key!r} has a plain space, at which a number can be torn apart: use a no-break space')
    found += [f': {key!r} is no message of ours; it is not in en.json' for key in messages if key not in english]
    ordered = [key for key in english if key in messages]
    if not found and list(messages) != ordered:
        first = next(key for key, wanted in zip(messages, ordered, strict=True) if key != wanted)
        found.append(f': the messages have to stand in the order of en.json; {first!r} is the first that does not')
    texts = {key: text for key, text in messages.items() if isinstance(text, str)}
    if language != 'qqq':
        found += [*_quoting(texts), *_numbers(texts)]
    return [f'{name}{problem}' for problem in found]


def fallback(language: str) -> str:
    """The language in which the words come where a language has no file: that of a neighbour, or English."""
    return next(one for one in languages.chain(language) if (FOLDER / f'{one}.json').is_file())


def _message(language: str, text: str, original: str) -> Iterator[str]:
    """What is wrong in one message."""
    if language == 'qqq':
        return  # it says what the messages are for
    # What stands in PLURAL picks the form and shows nothing: only what is shown must agree with English.
    shown, wanted = (dict.fromkeys(PARAMETER.findall(PLURAL.sub('', some))) for some in (text, original))
    for parameter in wanted:
        if parameter not in shown:
            yield f'does not show {_written(parameter)}'
    for parameter in dict.fromkeys(PARAMETER.findall(text)):
        if parameter not in PARAMETER.findall(original):
            yield f'has {_written(parameter)}, which there is not'
    if stray := re.search(r'[%{}]', PARAMETER.sub('', PLURAL.sub('', text))):
        yield f'has a {stray[0]!r} that belongs to nothing; a percent sign for readers is written &#37;'
    needed = languages.plural_rule(language)['nplurals']
    for selector, forms in PLURAL.findall(text):
        if not PARAMETER.fullmatch(selector):
            yield f'has {{{{PLURAL:{selector}|…}}}}, which does not name a number like %(edits)d'
        if (count := len(forms.split('|'))) != needed:
            yield f'has {count} plural forms in “{forms}”; the language has {needed}, separated by |'


def _quoting(messages: Mapping[str, str]) -> Iterator[str]:
    """An introduction names the link as the link is called."""
    for key, text in messages.items():
        quoted = messages.get(key.removesuffix('-intro') + '-add') if key.endswith('-intro') else None
        if quoted and not any(
            _is_quote(text[at - 1 : at]) and _is_quote(text[at + len(quoted) :][:1])
            for at in (found.start() for found in re.finditer(re.escape(quoted), text))
        ):
            yield f': {key!r} has to quote the link, in quotation marks and letter by letter: “{quoted}”'


def _numbers(messages: Mapping[str, str]) -> Iterator[str]:
    """No two numbers of a tally are called the same, least of all edits and references."""
    names: dict[str, str] = {}
    for key in messages:
        named = key.replace('-about-', '-')
        if '-about-' in key and named in messages and names.setdefault(messages[named], named) != named:
            yield f': {names[messages[named]]!r} and {named!r} are both called “{messages[named]}”'


def _is_quote(char: str) -> bool:
    return bool(char) and (char in '"\'„' or unicodedata.category(char) in ('Pi', 'Pf'))


def _written(parameter: tuple[str, str]) -> str:
    return f'%({parameter[0]}){parameter[1]}'
