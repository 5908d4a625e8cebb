"""Configurations as nobody should write them, all of them made up from a seed."""

from __future__ import annotations

from random import Random

from tests.hostile import FRAGMENTS

NAME, END = '1Lib1Ref worklist', '{{1Lib1Ref worklist end}}'
# A tree as no librarian plants it: circles, itself, leaves that are missing, members of every kind.
TREE = {
    'Category:Kruh': '[[Kategorie:Kružnice]]',
    'Category:Kružnice': '[[Kategorie:Kruh]]',
    'Category:Samo': '[[Kategorie:Samo]]',
    'Category:Prázdná': 'nic',
    'Category:Chybí rodič': '[[Kategorie:Neexistující]]',
    'Kniha v kruhu': 'Kniha je kulatá.{{Fakt/dne}} [[Kategorie:Kruh]] [[Kategorie:Samo]]',
    'Kniha //example.org': 'Kniha je <nowiki>{{fakt}} [[X]]</nowiki>.{{Fakt/dne}} [[Kategorie:Kružnice]]',
    'Wikipedie:Smyčka A': '#PŘESMĚRUJ [[Wikipedie:Smyčka B]]',
    'Wikipedie:Smyčka B': '#PŘESMĚRUJ [[Wikipedie:Smyčka A]]',
    'Wikipedie:Odkazy': '* [[Kniha v kruhu]]\n* [[Není]]\n* [[:Kategorie:Kruh]] [[Wikipedie:Odkazy]] [[Soubor:X.jpg]]',
    'Wikipedie:Přesměrovaná': '#PŘESMĚRUJ [[Wikipedie:Odkazy]]',
}  # fmt: skip
CATEGORIES = [
    'Kruh', 'Kružnice', 'Samo', 'Prázdná', 'Neexistující', 'Není zde', 'Knihovny v Praze', 'knihovny_v_Praze', '',
    'Kategorie:Kruh', 'Category:Kruh', '[[:Kategorie:Kruh]]', '[[Kategorie:Kruh]]', ':Kategorie:Kruh', 'category:kruh',
    'Category:Category:Kruh', 'en:Books', 'cs:Kruh', ':en:Category:Books', 'Speciální:Kategorie', 'Special:Log', '..',
    'Soubor:X.jpg', 'Šablona:Fakt', 'Kruh|Samo', '[[Kruh', 'A/./b', 'Wikipedie:', 'Kategorie:', ':', 'Ž' * 130, '#x',
]  # fmt: skip
PAGES = [
    'Wikipedie:Odkazy', 'Wikipedie:Přesměrovaná', 'Wikipedie:Smyčka A', 'Wikipedie:Smyčka B', 'Wikipedie:Není', '#',
    '[[Wikipedie:Odkazy]]', 'Speciální:Poslední změny', 'en:Books', 'm:Main Page', 'Wikipedie:Zkouška/1',
    'Kategorie:Kruh', 'Kniha v kruhu', 'Media:X.jpg', 'https://petscan.wmcloud.org/?psid=123', '[https://x.org y]',
]  # fmt: skip
NUMBERS = [
    '0', '1', '3', '50', '500', '501', '-1', '+5', '1.5', '1e2', '٣', '²', '9' * 400, '0x10', 'mnoho', '1 0', '5 ', '½',
    '{{#expr:1+1}}', '<!-- x -->5', '5<!-- x -->', '00005', '5\n', 'NaN', '∞', '-0',
]  # fmt: skip
VALUES: dict[str, list[str]] = {
    'category': CATEGORIES, 'titles': PAGES, 'depth': NUMBERS, 'limit': NUMBERS, 'per_article': NUMBERS,
    'sort': ['oldest', 'NEWEST', 'title', 'titel', 'oldest,newest', ''],
    'wiki': ['cs', 'CS', 'en', 'meta', 'xx', 'cs.wikipedia.org', 'https://cs.wikipedia.org', '*', ''],
    'kinds': ['tagged', 'unreferenced', 'uncited', 'tagged, uncited', ',', 'všechny', 'tagged;uncited'],
    'campaign': ['1', 'není', '[[1Lib1Ref]]', '#1Lib1Ref', '{{1Lib1Ref campaign}}', 'x' * 300],
}  # fmt: skip
# Fragments that close and open nothing.
TAME = [fragment for fragment in FRAGMENTS if not set(fragment) & set('<>{}|=[]') and '-{' not in fragment]
OUTSIDE = [
    *TAME,
    '~~<nowiki>~~</nowiki>',
    '== a ==',
    '[[X]]',
    "'''x''",
    '{{Neznámá|x=y}}',
    '<ref>x</ref>',
    '<!-- x -->',
    '\r\n\r\n',
]
UNKNOWN = [
    'limi', 'Limit ', 'psid', 'kategorie', '1', '', 'onlyinclude', '[[User:Admin]]', '__proto__', 'x' * 200, 'лимит',
    'summary', 'a.example.org/x', '~~~~', "''limit''", '<b>limit</b>', '%s', '&lt;', 'limit<!-- -->', '\u202elimit',
]  # fmt: skip
STARTS = [NAME] * 12 + [
    '1Lib1Ref_worklist', ' 1Lib1Ref  worklist ', '1Lib1Ref worklist\n', 'Šablona:1Lib1Ref worklist',
    ':Template:1Lib1Ref worklist',
    'template:1Lib1Ref worklist', 'subst:1Lib1Ref worklist', '1lib1Ref worklist', '1Lib1Ref Worklist', f'{NAME}<!---->',
    'safesubst:1Lib1Ref worklist', 'msgnw:1Lib1Ref worklist', '{{1x|1Lib1Ref worklist}}', 'T:1Lib1Ref worklist',
]  # fmt: skip
ENDS = [END] * 11 + [
    '{{1Lib1Ref_worklist_end}}', '{{Šablona:1Lib1Ref worklist end|x}}', '{{1Lib1Ref worklist  end }}', '', '', END * 2,
    '{{1Lib1Ref worklist end', '{{1Lib1Ref worklistend}}', '{{1Lib1Ref worklist/end}}', '{1Lib1Ref worklist end}',
    f'<nowiki>{END}</nowiki>', f'<!-- {END} -->', f'== {END} ==', f'<ref>{END}</ref>', f'{{{{box|{END}}}}}',
    f'{{{{#if:|{END}}}}}', '{{subst:1Lib1Ref worklist end}}', f'\n{{|\n| {END}\n|}}', f'* {END}',
]  # fmt: skip
AROUND = [('', '')] * 20 + [
    ('<ref>', '</ref>'), ('<nowiki>', '</nowiki>'), ('<!--', '-->'), ('{|\n|\n', '\n|}'), ('* ', ''), ('== ', ' =='),
    ('{{box|1=', '}}'), ('{{{1|', '}}}'), ('<includeonly>', '</includeonly>'), ('<noinclude>', '</noinclude>'),
    ('<div>', ''), ('<pre>', '</pre>'), ('[[', ']]'), ('{{', ''), ('', '}}'), ('<nowiki>', ''), ('-{', '}-'),
    ('<onlyinclude>', '</onlyinclude>'), ('<poem>', '</poem>'), (': ', ''), ("'''", "''"), ('{{', '}}'),
]  # fmt: skip
BODIES = [
    '', '\n', '\nstarý seznam\n', '\n{|\n| rozbitá\n', '\n== nadpis ==\n', '<!-- poznámka -->',
    '\n<div class="onelib-error"',
    '\n<div class="onelib-error">x</div>\n<div class="onelib-error">y</div>\n', '\n<p class="onelib-count">',
    '{{', '|}',
    '<nowiki>', '\n== a ==\n== b ==\n', '~~~~',
]  # fmt: skip


def page(random: Random) -> str:
    """Up to twenty blocks, each with its own text around it.

    A block that does not pair up takes all others of its page with it: on most pages only the parameters are bad.
    """
    torn = random.random() < 0.35
    blocks = (mangled(random) if torn and random.random() < 0.3 else tame(random) for _ in range(random.randint(1, 20)))
    return '\n'.join(
        f'před {index} {random.choice(OUTSIDE)}\n{block}\nza {index}' for index, block in enumerate(blocks)
    )


def tame(random: Random) -> str:
    """A block that pairs up, whatever its parameters are."""
    parts = ''.join(f'|{_parameter(random)}' for _ in range(random.choice([0, 1, 1, 1, 2, 3, 6])))
    return f'{{{{{random.choice(STARTS[:16])}{parts}}}}}{random.choice(BODIES[:4])}{random.choice(ENDS[:14])}'


def mangled(random: Random) -> str:
    """A block of which nobody knows whether it is one."""
    before, after = random.choice(AROUND)
    parts = ''.join(f'|{_parameter(random, wild=True)}' for _ in range(random.choice([0, 1, 2, 3])))
    start = f'{{{{{random.choice(STARTS)}{parts}{random.choice(["}}"] * 9 + ["}", "", "}}}", "|}}"])}'
    if random.random() < 0.2:
        at = random.randrange(len(start))
        start = start[:at] + random.choice(['', *FRAGMENTS]) + start[at + 1 :]
    return f'{before}{start}{random.choice(BODIES)}{random.choice(ENDS)}{after}'


def _parameter(random: Random, *, wild: bool = False) -> str:
    name = random.choice([*VALUES] * 3 + UNKNOWN)
    value = random.choice(VALUES.get(name, ['x']))
    if random.random() < 0.3:
        value = ''.join(random.choices(FRAGMENTS if wild else TAME, k=random.randint(1, 4))) * random.choice([1, 1, 20])
    return random.choice([f'{name}={value}', f' {name.upper()} = {value} ', f'\n {name}={value}\n', value])
