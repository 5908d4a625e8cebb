"""What readers see as one: paragraphs, items of lists, rows of tables, captions."""

from __future__ import annotations

import pytest

from onelib import wikis
from onelib.wikitext.passages import Passage, split
from onelib.wikitext.sentences import CELL_BREAK


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('', []),
        (' \n\n ', []),
        ('a\nb\n\nc\n \nd', ['paragraph a/b', 'paragraph c', 'paragraph d']),
        # Headings, rules, lines that begin with a space.
        ('a\n== b ==\nc', ['paragraph a', 'heading  b ', 'paragraph c']),
        ('a\n----b\nc\n---d', ['paragraph a', 'line b', 'paragraph c/---d']),
        (' a\nb\n c\n\n d', ['line a', 'paragraph b/ c', 'line d']),
        # Lists: each item is one passage, a definition is one with its term.
        ('a\n* b\n** c\n#d\nd', ['paragraph a', 'item  b', 'item  c', 'item d', 'paragraph d']),
        ('; a : b', ['item  a ', 'item  a  ·  b']),
        (';a\n:b\n:c\n\n:d', ['item a', 'item a · b', 'item a · c', 'item d']),
        (';a\nb\n:c', ['item a', 'paragraph b', 'item c']),
        (':a\n*:b', ['item a', 'item b']),
        (';a\n*b\n:c', ['item a', 'item b', 'item c']),
        (';[[a:b]] {{c:d}} https://e : f', ['item [[a:b]] {{c:d}} https://e ', 'item [[a:b]] {{c:d}} https://e  ·  f']),
        (';a]:b', ['item a]', 'item a] · b']),
        (';<b c=":">d:e', ['item <b c=":">d', 'item <b c=":">d · e']),
        # Tables: a row is one passage, the cells are told apart, and their attributes are not shown.
        ('a\n{| class="x"\n|+ b\n|-\n! c !! d || e\n|-\n| f || g !! h\n| i\n|}\nj', [
            'paragraph a', 'block  b', 'row  c  ·  d  ·  e', 'row  f  ·  g !! h ·  i', 'paragraph j']),
        ('{|\n| style="x" | a || [[b|c]]\n|+ style="y" | d\n|}', ['row  a  ·  [[b|c]]', 'block  d']),
        ('{|\n| a\nb\n\nc\n* d\n|}', ['row  a/b', 'block c', 'item  d']),
        ('{|\n|\n{|\n| a\n|}\n| b\n|} c\n\nd\n| e', ['row  a', 'row  b', 'paragraph  c', 'paragraph d/| e']),
        (':{|\n| a\n|}\n| b\n! c', ['row  a', 'paragraph | b/! c']),
        # Tags that begin and end a block.
        ('a<div>b</div>c', ['paragraph a', 'block b', 'paragraph c']),
        ('<div><blockquote>a</blockquote>b</div></div>c', ['block a', 'block b', 'paragraph c']),
        ('a<p>b<li>c</li><span>d</span>', ['paragraph a', 'paragraph b', 'paragraph c', 'paragraph <span>d</span>']),
        ('a<hr>b<DIV class="x">c<divx>', ['paragraph a', 'paragraph b', 'block c<divx>']),
        # Pictures: their captions come first.
        ('a [[Soubor:b.jpg|thumb|200px|c [[d|e]] f]] g', ['caption c [[d|e]] f', 'paragraph a  g']),
        ('[[File:a.jpg|b [[Soubor:c.jpg|d]] e]]', ['caption b  e', 'caption d']),
        # What is said behind the caption, or instead of one, is how the picture is shown.
        ('[[File:a.jpg|thumb|c d|alt=e]][[Soubor:a.jpg|b|lewo]][[Soubor:a.jpg|e|250px|link=]]', [
            'caption c d', 'caption b', 'caption e']),
        ('[[Soubor:a.jpg|b|náhled|x200px]] [[Soubor:a.jpg|thumb|c|праворуч|upright=1.2|100пкс]]', [
            'caption b', 'caption c']),
        ('[[Soubor:a.jpg|thumb|250px|alt=x]] [[Soubor:a.jpg|b|]]', ['caption b']),
        ('[[Soubor:a.jpg|E = mc|links]] [[Soubor:a.jpg|15 px wide]]', ['caption E = mc', 'caption 15 px wide']),
        # What is open in a cell ends with it.
        ('{|\n| <center>a\n| b\n|}\nc', ['block a', 'row  b', 'paragraph c']),
        ('<div>\n{|\n|\n<div>a\n|-\n| b\n|}\nc\n</div>d', ['block a', 'row  b', 'block c', 'paragraph d']),
        ('[[Soubor:a.jpg]] b [[c|d]]', ['line b [[c|d]]']),
        ('[[:Soubor:a.jpg|b]] [[c|d [[Soubor:e.jpg|f]]]]', [
            'paragraph [[:Soubor:a.jpg|b]] [[c|d [[Soubor:e.jpg|f]]]]']),
        ('a]] [[Soubor:b.jpg|c]] [[d', ['caption c', 'paragraph a]]  [[d']),
        ('[[Soubor:a.jpg|[[b|c]]|d]][[Soubor:e.jpg|f]]', ['caption d', 'caption f']),
    ],
)  # fmt: skip
def test_split(text: str, expected: list[str]) -> None:
    found = [
        f'{passage.kind} {passage.text}'.replace('\n', '/').replace(CELL_BREAK, '·')
        for passage in split(text, wikis.load('cs'))
    ]
    assert found == expected


def test_a_passage_is_a_value() -> None:
    assert split('a', wikis.load('cs')) == [Passage('paragraph', 'a')]
