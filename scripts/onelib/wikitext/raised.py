"""Superscripts and subscripts in plain text: ``10<sup>9</sup>`` is 10⁹, and never the number 109."""

from __future__ import annotations

import re

__all__ = ['lowered', 'mark', 'show']

_TAG = re.compile(r'<(/?)(sup|sub)(?:\s[^<>]*)?>', re.IGNORECASE)
# They stand for the tags while links and entities between them are made plain: no text has them.
_MARKS = {('', 'sup'): '\U0010fff0', ('/', 'sup'): '\U0010fff1', ('', 'sub'): '\U0010fff2', ('/', 'sub'): '\U0010fff3'}
_INNER = re.compile('\U0010fff0([^\U0010fff0-\U0010fff3]*)\U0010fff1|\U0010fff2([^\U0010fff0-\U0010fff3]*)\U0010fff3')
_ANY = re.compile('[\U0010fff0-\U0010fff3]')
# Marks of tags and footnotes, which may stand within.
_PRIVATE = re.compile('[\U000f0000-\U0010ffff]')
_DEEPEST = 4

_SUPERSCRIPT = dict(
    zip(
        '0123456789+-–−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′*',
        '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′*',
        strict=True,
    )
)
_SUBSCRIPT = dict(
    zip('0123456789+-–−=()aehijklmnoprstuvxβγρφχ', '₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ', strict=True)
)
_LOWERED = str.maketrans({raised: plain for table in (_SUBSCRIPT, _SUPERSCRIPT) for plain, raised in table.items()})
_RAISED = re.compile(f'[{"".join(map(chr, _LOWERED))}]')


def mark(text: str) -> str:
    """The text with marks in place of <sup> and <sub>."""
    return _TAG.sub(lambda tag: _MARKS[tag[1], tag[2].lower()], text) if '<s' in text or '<S' in text else text


def show(text: str) -> str:
    """The text with superscripts and subscripts in place of what stands between marks."""
    for _ in range(_DEEPEST):
        if not _ANY.search(text):
            return text
        text = _INNER.sub(_shown, text)
    return _ANY.sub('', text)


def lowered(text: str) -> str:
    """The text with plain characters in place of superscripts and subscripts."""
    return text.translate(_LOWERED) if _RAISED.search(text) else text


def _shown(found: re.Match[str]) -> str:
    sign, table, content = ('^', _SUPERSCRIPT, found[1]) if found[1] is not None else ('_', _SUBSCRIPT, found[2])
    words = _PRIVATE.sub('', content).strip()
    if all(char in table for char in words):
        return ''.join(table.get(char, char) for char in content)
    before = found.string[max(0, found.start() - 1) : found.start()]
    if not (before.isalnum() or before in (')', ']')) or words.startswith('['):
        return content  # it stands alone, or is the mark of a footnote
    if before.isdigit() and words.isalpha():
        return content  # the 17th
    return sign + (content if words.isalnum() else f'({content})')
