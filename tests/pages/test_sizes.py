"""How large a list or a tally is: as wikitext, and as what MediaWiki makes of it, which has a limit."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

import pytest

from onelib import wikis
from onelib.campaign.ranking import Ranking, Row
from onelib.campaign.rows import SORTS
from onelib.pages.messages import full_date
from onelib.pages.row_calls import call
from onelib.pages.table import ROW
from onelib.pages.worklist import LAYOUTS, MOST_SOUGHT, Form, expansion, render
from onelib.wikitext.statements import Statement
from tests.pages import crowds, tallies
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import DEFAULT_WIKIS

# Words of articles about libraries, titles and headings as long as theirs are.
WORDS = {
    'cs': 'knihovna v Praze byla otevřena roku 1904 a má přes dva tisíce svazků nejstarší rukopis je ze 14. století',
    'uk': 'бібліотека в Києві була відкрита року 1904 і має понад дві тисячі томів найстаріший рукопис є з 14 століття',
    'el': 'η βιβλιοθήκη στην Αθήνα άνοιξε το 1904 και έχει πάνω από δύο χιλιάδες τόμους το παλαιότερο χειρόγραφο είναι',
    'ka': 'ბიბლიოთეკა თბილისში გაიხსნა 1904 წელს და აქვს ორი ათასზე მეტი ტომი უძველესი ხელნაწერი მე-14 საუკუნისაა',
    'sr': 'библиотека у Београду је отворена године 1904 и има преко две хиљаде свезака најстарији рукопис је из 14 в',
    'de': 'die Nationalbibliothek wurde 1904 eröffnet und hat über zweitausend Handschriften darunter Pflichtexemplare',
    'hy': 'գրադարանը Երևանում բացվել է 1904 թվականին և ունի ավելի քան երկու հազար հատոր հնագույն ձեռագիրը 14-րդ',
}
TITLES = {
    'cs': ('Národní knihovna České republiky', 'Klementinum', 'Sbírky a fondy'),
    'uk': ('Національна бібліотека України', 'Книгозбірня', 'Фонди бібліотеки'),
    'el': ('Εθνική Βιβλιοθήκη της Ελλάδος', 'Αναγνωστήριο', 'Ιστορία και συλλογές'),
    'ka': ('საქართველოს ეროვნული ბიბლიოთეკა', 'წიგნსაცავი', 'ისტორია და ფონდები'),
    'sr': ('Народна библиотека Србије', 'Читалиште', 'Историја и збирке'),
    'de': ('Deutsche Nationalbibliothek', 'Handschriftensammlung', 'Bestände und Sondersammlungen'),
    'hy': ('Հայաստանի ազգային գրադարան', 'Ընթերցարան', 'Պատմություն'),
}
LARGEST = {'cs': 60_000, 'de': 60_000} | dict.fromkeys(('uk', 'el', 'sr', 'ka', 'hy'), 110_000)
TODAY = datetime.date(2027, 1, 15)


def rows(code: str, number: int) -> list[Row]:
    """Tagged statements in long paragraphs, one or two an article."""
    made, words, chance = [], WORDS[code].split(), random.Random(code)
    long, short, section = TITLES[code]

    def sentence() -> str:
        return ' '.join(chance.choices(words, k=chance.randint(8, 24))).capitalize() + '.'

    for index in range(number):
        before, text, after = (' '.join(sentence() for _ in range(many)) for many in (4, 1, 4))
        since = datetime.date(2008 + index % 18, 1 + index % 12, 1)
        statement = Statement(
            'tagged', text, f'{before} {text} {after}', len(before) + 1, section, 3, 'Fact', since, str(index)
        )
        title = f'{short if index % 3 else long} {index // 2}'
        made.append(Row(title, statement, 1_234_567 + index))
    return made


def listed(code: str, number: int, form: Form) -> str:
    ranking = Ranking(tuple(rows(code, number)), more=9, limit=number, per_article=2)
    return render(ranking, wiki=wikis.load(code), form=form, today=TODAY)


@pytest.mark.parametrize('layout', LAYOUTS)
@pytest.mark.parametrize('code', WORDS)
def test_a_list_of_a_hundred(code: str, layout: str) -> None:
    size = len(listed(code, 100, Form('', '1Lib1Ref', layout, of=code)).encode())
    assert LARGEST[code] / 2 < size <= LARGEST[code]
    on_meta = Form(code, '1Lib1Ref', layout, lang=code, of=code)
    assert len(listed(code, 100, on_meta).encode()) <= LARGEST[code]


@pytest.mark.parametrize('layout', LAYOUTS)
@pytest.mark.parametrize('host', ['its own', 'meta'])
@pytest.mark.parametrize('code', ['cs', 'uk', 'el', 'ka'])
def test_what_mediawiki_makes_of_five_hundred(farm: Farm, code: str, host: str, layout: str) -> None:
    """Less than half of what it lets templates make, and no more than the bot reckons with."""
    on_meta = host == 'meta'
    form = Form(code if on_meta else '', '1Lib1Ref', layout, lang=code if on_meta else '', of=code)
    text = listed(code, 500, form)
    where = host if on_meta else code
    answer = farm.api(where, action='parse', text=text, contentmodel='wikitext', prop='limitreportdata|text')['parse']
    report = {entry.pop('name'): list(entry.values()) for entry in answer['limitreportdata']}
    made, most = map(int, report['limitreport-postexpandincludesize'])
    nodes, most_nodes = map(int, report['limitreport-ppvisitednodes'])
    assert answer['text'].count('<mark>') == 500
    # Words of another language than the page's are counted three times, and Georgian letters have three bytes.
    assert made < most * (0.57 if on_meta and code == 'ka' else 0.5)
    assert made <= expansion(rows(code, 500), form)
    assert nodes < most_nodes / 5


@pytest.mark.parametrize('host', ['its own', 'meta'])
@pytest.mark.parametrize('code', ['cs', 'el', 'ka'])
def test_what_mediawiki_makes_of_as_many_as_link_to_catalogues(farm: Farm, code: str, host: str) -> None:
    on_meta = host == 'meta'
    form = Form(code if on_meta else '', '1Lib1Ref', 'cards', lang=code if on_meta else '', of=code)
    text = listed(code, MOST_SOUGHT, form)
    where = host if on_meta else code
    answer = farm.api(where, action='parse', text=text, contentmodel='wikitext', prop='limitreportdata|text')['parse']
    report = {entry.pop('name'): list(entry.values()) for entry in answer['limitreportdata']}
    made, most = map(int, report['limitreport-postexpandincludesize'])
    assert answer['text'].count('class="onelib-seek"') == MOST_SOUGHT
    assert made < most / 2
    assert made <= expansion(rows(code, MOST_SOUGHT), form)
    assert 'seek=' not in listed(code, MOST_SOUGHT + 1, form)


@pytest.mark.parametrize('code', crowds.WORDS)
@pytest.mark.parametrize('details', ['', '1Lib1Ref/Edits'])
def test_a_tally_of_a_hundred(code: str, details: str) -> None:
    host, tally = tallies.host(code), crowds.crowd(code, 100)
    for place in (
        host,
        tallies.host('meta'),
        replace(tallies.host('meta'), wiki=wikis.load('meta').speaking_as(host.wiki)),
    ):
        part = tallies.shown(place, {'who': 'all', 'details': details}, tally)
        assert part.length == 100 and set(SORTS) <= set(part.sheet.head)
        # Three bytes a letter, in names, libraries, and the articles of those who are thanked.
        assert 15_000 < len(part.body(place.wiki, TODAY, '').encode()) <= (32_000 if code == 'ka' else 30_000)


@pytest.mark.parametrize('code', ['cs', 'sr', 'ka', 'meta'])
def test_what_mediawiki_makes_of_tallies_of_five_hundred(farm: Farm, code: str) -> None:
    host = tallies.host(code)
    tally = crowds.crowd('cs' if code == 'meta' else code, 500)
    person = next(iter(tally.roster.members))
    for parameters in (
        {'view': 'participants', 'details': '1Lib1Ref/CEE/Results 2027/Edits'},
        {'view': 'articles'},
        {'view': 'draw', 'seed': '4 8 15'},
        {'view': 'edits', 'user': person},
    ):
        part = tallies.shown(host, {'limit': '500'} | parameters, tally)
        text = part.body(host.wiki, TODAY, '')
        answer = farm.api(code, action='parse', text=text, contentmodel='wikitext', prop='limitreportdata')['parse']
        report = {entry.pop('name'): list(entry.values()) for entry in answer['limitreportdata']}
        made, most = map(int, report['limitreport-postexpandincludesize'])
        assert made < most / 2, parameters
        # Words and heads of the block, beside its rows.
        assert made <= part.expansion + 30_000, parameters
        assert int(report['limitreport-ppvisitednodes'][0]) < int(report['limitreport-ppvisitednodes'][1]) / 2


@pytest.mark.parametrize('code', [code for code in DEFAULT_WIKIS if code != 'meta'])
def test_as_many_days_as_a_campaign_can_have(farm: Farm, code: str) -> None:
    """MediaWiki writes only so many different dates on a page."""
    days = [TODAY + datetime.timedelta(days=day) for day in range(366)]
    text = '\n'.join(call(ROW, {'date': day, 'edits': 1}) for day in days)
    answer = farm.api(code, action='parse', text=f'{{|\n{text}\n|}}', contentmodel='wikitext', prop='text')
    shown = answer['parse']['text']
    assert 'class="error"' not in shown
    assert all(f'>{full_date(day, wikis.load(code))}' in shown for day in days)
