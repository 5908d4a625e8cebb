"""Dates in citation-needed tags, in every form that these wikis use."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext.dates import parse

FORMS = [
    ('en', ['May 2019'], (2019, 5, 1)),
    ('en', ['may 2019'], (2019, 5, 1)),
    ('en', ['Sept 2012'], (2012, 9, 1)),
    ('en', ['15 March 2011'], (2011, 3, 15)),
    ('en', ['March 15, 2011'], (2011, 3, 15)),
    ('en', ['2011-03-15'], (2011, 3, 15)),
    ('en', ['October 1, 2008'], (2008, 10, 1)),
    ('cs', ['20190501174531'], (2019, 5, 1)),
    ('cs', ['20190501'], (2019, 5, 1)),
    ('cs', ['květen 2019'], (2019, 5, 1)),
    ('cs', ['května 2019'], (2019, 5, 1)),
    ('cs', ['KVĚTEN 2019'], (2019, 5, 1)),
    ('cs', ['červen 2019'], (2019, 6, 1)),
    ('cs', ['července 2019'], (2019, 7, 1)),
    ('cs', ['v červenci 2019'], (2019, 7, 1)),
    ('cs', ['v září 2010'], (2010, 9, 1)),
    ('cs', ['12. ledna 2015'], (2015, 1, 12)),
    ('cs', ['1. 2. 2015'], (2015, 2, 1)),
    ('cs', ['1.2.2015'], (2015, 2, 1)),
    ('cs', ['May 2019'], (2019, 5, 1)),
    ('sk', ['15. mája 2014'], (2014, 5, 15)),
    ('sk', ['október 2014'], (2014, 10, 1)),
    ('sk', ['v októbri 2014'], (2014, 10, 1)),
    ('pl', ['2020-01'], (2020, 1, 1)),
    ('pl', ['2020-01-17'], (2020, 1, 17)),
    ('pl', ['styczeń 2020'], (2020, 1, 1)),
    ('pl', ['stycznia 2020'], (2020, 1, 1)),
    ('pl', ['w październiku 2020'], (2020, 10, 1)),
    ('pl', ['marzec 2009'], (2009, 3, 1)),
    ('pl', ['maj 2009'], (2009, 5, 1)),
    ('bg', ['3', '01', '2018'], (2018, 1, 3)),
    ('bg', ['2008', '04', '08'], (2008, 4, 8)),
    ('bg', ['08', '04', '2008'], (2008, 4, 8)),
    ('bg', ['май 2016'], (2016, 5, 1)),
    ('bg', ['7 юли 2016 г.'], (2016, 7, 7)),
    ('uk', ['жовтень 2014'], (2014, 10, 1)),
    ('uk', ['жовтня 2014'], (2014, 10, 1)),
    ('uk', ['у листопаді 2014'], (2014, 11, 1)),
    ('uk', ['лютий 2020'], (2020, 2, 1)),
    ('uk', ['5 лютого 2020'], (2020, 2, 5)),
    ('sr', ['02. 2014.'], (2014, 2, 1)),
    ('sr', ['2. 2014.'], (2014, 2, 1)),
    ('sr', ['15. 02. 2014.'], (2014, 2, 15)),
    ('sr', ['мај 2017'], (2017, 5, 1)),
    ('sr', ['децембра 2017.'], (2017, 12, 1)),
    ('el', ['Μάιος 2012'], (2012, 5, 1)),
    ('el', ['Μαΐου 2012'], (2012, 5, 1)),
    ('el', ['7 Ιουνίου 2012'], (2012, 6, 7)),
    ('el', ['ΙΟΥΛΙΟΣ 2012'], (2012, 7, 1)),
    ('el', ['07/2012'], (2012, 7, 1)),
    ('el', ['15/07/2012'], (2012, 7, 15)),
    ('hu', ['2013 májusából'], (2013, 5, 1)),
    ('hu', ['2013. május'], (2013, 5, 1)),
    ('hu', ['2013. május 4.'], (2013, 5, 4)),
    ('hu', ['2013. 05. 04.'], (2013, 5, 4)),
    ('hu', ['2013-05'], (2013, 5, 1)),
    ('hu', ['szeptember 2013'], (2013, 9, 1)),
    ('el', [unicodedata.normalize('NFD', '3 Μαΐου 2012')], (2012, 5, 3)),
    ('hu', ['2013 júliusáig'], (2013, 7, 1)),
    ('cs', ['v červnu 2019'], (2019, 6, 1)),
    ('ka', ['მაისი 2011'], (2011, 5, 1)),
    ('ka', ['2011 წლის მაისი'], (2011, 5, 1)),
    ('ka', ['ივნისის 2011'], (2011, 6, 1)),
    ('ka', ['ივლისი 2011'], (2011, 7, 1)),
    ('de', ['2010-08'], (2010, 8, 1)),
    ('de', ['März 2010'], (2010, 3, 1)),
    ('ru', ['27 августа 2012'], (2012, 8, 27)),
    ('ru', ['2012-08-27'], (2012, 8, 27)),
    ('ro', ['octombrie 2015'], (2015, 10, 1)),
    ('hr', ['listopad 2015'], (2015, 10, 1)),
    ('cs', ['listopad 2015'], (2015, 11, 1)),
    ('en', [' May 2019 '], (2019, 5, 1)),
    ('en', ['', 'May 2019', ''], (2019, 5, 1)),
    ('en', ['reason', '5 May 2019'], (2019, 5, 5)),
    # A day that the month does not have, or the American order, is a slip, not nonsense.
    ('en', ['31 June 2019'], (2019, 6, 1)),
    ('en', ['06/25/2019'], (2019, 6, 25)),
    ('cs', ['20190532'], (2019, 5, 1)),
    ('cs', ['20191301'], (2019, 1, 13)),
]


@pytest.mark.parametrize(('code', 'values', 'date'), FORMS)
def test_forms(code: str, values: list[str], date: tuple[int, int, int]) -> None:
    assert parse(values, wikis.load(code)) == datetime.date(*date)


@pytest.mark.parametrize('code', wikis.codes())
def test_every_month_in_every_form(code: str) -> None:
    """A form that two months of a wiki share cannot be told apart."""
    wiki = wikis.load(code)
    for form in ('names', 'genitive'):
        for number, name in enumerate(wiki.months[form], 1):
            assert parse([f'{name} 2014'], wiki) == datetime.date(2014, number, 1), name
            assert parse([f'5 {name} 2014'], wiki) == datetime.date(2014, number, 5), name


@pytest.mark.parametrize('code', ['cs', 'ka', 'uk'])
def test_english_months_are_known_everywhere(code: str) -> None:
    """Tags come with translated articles."""
    names = (
        *('January', 'February', 'March', 'April', 'May', 'June'),
        *('July', 'August', 'September', 'October', 'November', 'December'),
    )
    for number, name in enumerate(names, 1):
        for written in (name, name[:3]):
            assert parse([f'{written} 2014'], wikis.load(code)) == datetime.date(2014, number, 1), written


@pytest.mark.parametrize(
    'value',
    [
        '', ' ', '?', 'nikdy', 'May', 'květen', '5', '17', '2019', '13/2019', '2019-13', 'Mai', '¹²', '٢٠١٩',
        'May 1999', '1848-03-15', '15. května 1848', '20000101', 'lorem 2019 ipsum', '0000-00-00', '2019-00',
        '999999999999999999999', '20190501174531999', '2019²', 'date', '{{CURRENTMONTH}} {{CURRENTYEAR}}', '00 00 0000',
    ],
)  # fmt: skip
def test_nonsense_is_no_date(value: str) -> None:
    assert parse([value], wikis.load('cs')) is None


@given(
    st.lists(
        st.lists(st.sampled_from(['2019', '20', '05', '1', '-', '/', '.', '|', ' ', 'May', 'květen', 'ž', '٣', '²']))
        .map(''.join)
        .flatmap(lambda text: st.just(text) | st.text().map(lambda more: text + more))
    )
)
def test_nothing_raises(values: list[str]) -> None:
    date = parse(values, wikis.load('cs'))
    assert date is None or 2001 <= date.year < 2100


@given(st.dates(datetime.date(2001, 1, 1), datetime.date(2099, 12, 31)), st.sampled_from(wikis.codes()))
def test_dates_come_back(date: datetime.date, code: str) -> None:
    wiki = wikis.load(code)
    month = wiki.months['genitive'][date.month - 1]
    for written in (
        f'{date:%Y%m%d}',
        f'{date:%Y%m%d}235959',
        f'{date:%Y-%m-%d}',
        f'{date.day}. {date.month}. {date.year}',
        f'{date.day} {month} {date.year}',
        f'{date.year}. {month} {date.day}.',
    ):
        assert parse([written], wiki) == date, written
    assert parse([str(date.day), str(date.month), str(date.year)], wiki) == date


def test_what_is_left_of_a_word_of_one_letter_names_no_month() -> None:
    """İyn and İyl, June and July in Gagauz, both begin with one once they are small letters."""
    assert parse(['İyn 2014'], wikis.load('gag')) is parse(['i 2014'], wikis.load('gag')) is None
