"""Where sentences end, in the languages of the farm: each case is a list of the sentences that a reader sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext.sentences import CELL_BREAK, LINE_BREAK, around_each, split

CASES = {
    'cs': [
        ['Knihovna byla založena roku 1781.', 'Dnes je muzeem.'],
        ['Narodil se 15. května 1848 v Praze.', 'Zemřel r. 1910.'],
        ['Má tzv. barokní sál.', 'Je v něm např. Kodex vyšehradský.'],
        ['Za vlády Karla IV. byl most dostavěn.', 'Stojí dodnes.'],
        ['Ve 14. století zde sídlil biskup.', 'Ve 2. polovině 15. století sídlo zaniklo.'],
        ['Prof. J. V. Novák přednášel na UK.', 'Jeho žákem byl Ing. arch. Karel Hora.'],
        ['„Kdo jsi?“ zeptal se král.', 'Nikdo neodpověděl.'],
        ['Měří 3,5 m a váží cca 1.200 kg.', 'Patří k největším.'],
        ['Otevřeno je od 8.30 do 17.00 hod. každý den.', 'Vstup je volný.'],
        ['Kdy se to stalo?', 'Nikdo neví!', 'A přece…'],
        ['Sídlí v ul. Karlově č. p. 190.', 'Ředitelem je Mgr. Petr Kroupa, Ph.D.', 'Nástupce není znám.'],
        ['Vyšlo 1. 1. 2001.', 'Druhé vydání je z 3. dubna 2004.'],
    ],
    'sk': [
        ['Univerzitná knižnica vznikla v r. 1919.', 'Sídli v Bratislave.'],
        ['Narodil sa 15. mája 1848.', 'Zomrel 3. júna 1910 vo Viedni.'],
        ['Ide o tzv. katalóg.', 'Obsahuje napr. staré tlače, mapy a pod.', 'Je verejný.'],
        ['V 19. storočí prišla revolúcia.', 'Trvala dva roky.'],
        ['Ľ. Štúr bol poslancom.', 'M. R. Štefánik generálom.'],
        ['„Čo je to?“ spýtala sa.', 'Mlčali.'],
        ['Meria 12,5 m, t. j. najviac v okolí.', 'Je chránený.'],
        ['Sv. Cyril a sv. Metod prišli roku 863.', 'Založili školu.'],
        ['Kniha má 300 str. a 20 obr. v prílohe.', 'Vyšla v Martine.'],
        ['Bola to prvá knižnica?', 'Áno!', 'A najväčšia…'],
    ],
    'pl': [
        ['Biblioteka powstała w 1747 r. w Warszawie.', 'Założyli ją bracia Załuscy.'],
        ['Zbiory obejmują m.in. rękopisy, tj. kodeksy.', 'Są dostępne.'],
        ['Znajduje się przy ul. Długiej 5.', 'Czynna jest od godz. 9.00 do 17.30.'],
        ['Prof. J. Kowalski i dr hab. A. Nowak wydali książkę pt. Dzieje.', 'Była popularna.'],
        ['Urodził się 15 maja 1848 r.', 'Zmarł w 1910 r.', 'Pochowano go w Krakowie.'],
        ['Tzw. biblioteka św. Anny liczyła ok. 5 tys. tomów.', 'Spłonęła.'],
        ['W XIX w. zbiory wywieziono.', 'Wróciły w 1921 r. po traktacie.'],
        ['Jan III Sobieski kupił np. atlas.', 'Ks. Piotr Skarga go opisał.'],
        ['„Czy to prawda?” – zapytał.', 'Nikt nie odpowiedział.'],
        ['Ma 3,5 mln woluminów.', 'To najwięcej w kraju!'],
        ['Początki sięgają I w. n.e. i Rzymu.', 'Źródeł brak…'],
        ['W 1910 r. Jan Kowalski wydał powieść.', 'Od 15 maja 1912 r. Anna Nowak ją tłumaczyła.'],
        ['Dowodził nim płk. Nowak i mjr. Wilk.', 'W XVI w. Wawel spłonął.'],
    ],
    'uk': [
        ['Бібліотека заснована 1840 р. в Києві.', 'Нині це музей.'],
        ['Народився 15 травня 1848 р.', 'Помер у 1910 році.'],
        ['Т. Г. Шевченко жив у Петербурзі.', 'Там він писав.'],
        ['Це т. зв. золотий фонд.', 'Він містить рукописи, карти тощо.', 'Доступ вільний.'],
        ['Розташована на вул. Володимирській, 62.', 'Відкрита з 9.00 до 17.30.'],
        ['Має понад 3,5 млн. томів і 20 тис. карт.', 'Це найбільше зібрання.'],
        ['У XIX ст. її розширили.', 'У 20-х рр. XX ст. закрили.'],
        ['«Що це?» — спитав він.', 'Ніхто не відповів.'],
        ['Місто виникло у V ст. до н. е. на березі моря.', 'Його зруйновано.'],
        ['Див. також працю акад. Вернадського.', 'Вона вийшла друком.'],
        ['Невже?', 'Так!', 'Кінець…'],
        ['У XVI ст. Іван Федоров друкував книги.', 'Ними торгували ген. Шульга та архієп. Йосип.'],
    ],
    'sr': [
        ['Библиотека је основана 1832. године.', 'Налази се у Београду.'],
        ['Рођен је 15. маја 1848. у Новом Саду.', 'Умро је 1910.', 'Сахрањен је у Београду.'],
        ['Има нпр. старе рукописе и др. збирке.', 'Отворена је.'],
        ['Основао ју је проф. др Јован Цвијић.', 'Био је и акад. Српске академије.'],
        ['Ј. Ј. Змај је писао песме.', 'Био је лекар.'],
        ['У 19. веку је проширена.', 'Срушена је 6. априла 1941.'],
        ['Narodna biblioteka je osnovana 1832. godine.', 'Nalazi se u ul. Skerlićevoj br. 1.'],
        ['„Шта је то?“, упита он.', 'Нико не одговори.'],
        ['Краљ Александар I Карађорђевић је дошао на тзв. отварање.', 'Говорио је кратко.'],
        ['Висока је 12,5 м и стара 3.000 година.', 'Заштићена је.'],
        ['Црква Св. Саве је на Врачару.', 'Изграђена је у XX веку.'],
    ],
    'el': [
        ['Η βιβλιοθήκη ιδρύθηκε το 1832.', 'Σήμερα είναι μουσείο.'],
        ['Πότε ιδρύθηκε;', 'Κανείς δεν ξέρει.'],
        ['Γεννήθηκε στις 15 Μαΐου 1848.', 'Πέθανε το 1910 στην Αθήνα.'],
        ['Ο Γ. Σεφέρης ήταν ποιητής.', 'Πήρε το Νόμπελ το 1963.'],
        ['Ιδρύθηκε τον 5ο αι. π.Χ. στην Αθήνα.', 'Καταστράφηκε το 86 π.Χ.', 'Ξαναχτίστηκε αργότερα.'],
        ['Έχει περ. 3,5 εκατ. τόμους, δηλ. τους περισσότερους.', 'Είναι ανοιχτή.'],
        ['Είπε «Τι είναι αυτό;» και έφυγε.', 'Δεν γύρισε.'],
        ['Ανοίγει στις 8:30 π.μ. κάθε μέρα.', 'Κλείνει στις 5:00 μ.μ.'],
        ['Ο Κωνσταντίνος ΙΑ΄ έπεσε στη μάχη.', 'Η Πόλη χάθηκε!'],
        ['Βρίσκεται στη λεωφ. Κηφισίας 12.', 'Ο αρ. τηλεφώνου άλλαξε.'],
        ['Ο Αγ. Νικόλαος χτίστηκε τότε.', 'Έμεινε μισός…'],
    ],
    'hu': [
        ['A könyvtárat 1802-ben alapították.', 'Ma múzeum.'],
        ['1848. március 15-én nyílt meg.', 'Alapítója gróf Széchényi Ferenc.'],
        ['Született 1848. május 15.', 'Meghalt Bécsben.'],
        ['A kb. 3,5 millió kötet pl. kódexeket tartalmaz.', 'Nyilvános.'],
        ['IV. Béla király alapította.', 'Az 5. században még nem állt.'],
        ['Dr. Kovács János ill. Szabó I. vezette.', 'Utóbbi 1990-ben nyugdíjba ment.'],
        ['„Mi ez?” – kérdezte.', 'Senki sem felelt.'],
        ['A Fő u. 12. szám alatt áll.', 'Nyitva 8.30-tól 17.00-ig.'],
        ['Kr. e. 30-ban foglalták el.', 'A város elpusztult!'],
        ['Az ún. Corvinák elvesztek.', 'Vajon hol vannak?', 'Nem tudni…'],
        ['A 19. sz. végén bővítették, vö. a 3. fejezettel.', 'Azóta változatlan.'],
    ],
    'ka': [
        ['ბიბლიოთეკა 1846 წელს დაარსდა.', 'დღეს ის მუზეუმია.'],
        ['დაიბადა 1848 წ. თბილისში.', 'გარდაიცვალა 1910 წელს.'],
        ['ქალაქი ძვ. წ. V საუკუნეში აშენდა.', 'ის დაინგრა.'],
        ['ი. ჭავჭავაძე მწერალი იყო.', 'მან გაზეთი დააარსა.'],
        ['როდის დაარსდა?', 'არავინ იცის!'],
        ['ფონდში დაახლ. 3,5 მლნ. ტომია.', 'ის საჯაროა.'],
        ['ეს არის ე. წ. ოქროს ფონდი.', 'მას იცავენ.'],
        ['მდებარეობს ქ. თბილისში.', 'ღიაა 9:00-დან 17:30-მდე.'],
        ['„რა არის ეს?“ იკითხა მან.', 'პასუხი არ იყო.'],
        ['წმ. ნინო აქ ცხოვრობდა.', 'ეკლესია დგას…'],
    ],
    'bg': [
        ['Библиотеката е основана през 1856 г. в Свищов.', 'Днес е музей.'],
        ['Роден е на 15 май 1848 г.', 'Умира през 1910 година.'],
        ['Това е т.нар. читалище, т.е. библиотека.', 'То е първото.'],
        ['Намира се на ул. Раковски 134 в гр. София.', 'Отворена е от 9.00 до 17.30 ч. всеки ден.'],
        ['Проф. Иван Шишманов и д-р К. Стоилов го подкрепят.', 'Хр. Ботев му пише.'],
        ['Има ок. 3,5 млн. тома, напр. ръкописи.', 'Достъпът е свободен.'],
        ['През XIX в. е разширена.', 'През 20-те г. е закрита.'],
        ['„Какво е това?“, попита той.', 'Никой не отговори.'],
        ['Градът е основан през V в. пр.н.е. от гърци.', 'Разрушен е!'],
        ['Св. Климент преподава тук.', 'Учениците му са 3500…'],
        ['Църквата „Св. Неделя“ е висока 31 м и дълга 30,5 м.', 'Пострадала е през 1925 г.'],
    ],
    'hy': [
        ['Գրադարանը հիմնվել է 1919 թ. Երևանում։', 'Այն մեծ է։'],
        ['Այն մեծ քաղաք է:', 'Այնտեղ ապրում են մարդիկ:'],
        ['Բացվում է 9:30 և փակվում 17:00-ին:', 'Մուտքն ազատ է։'],
    ],
    'ru': [
        ['В 1905—1910 гг. Иванов строил мост.', 'Его сменил ген. Петров.'],
        ['В XIX в. Москва горела.', 'Тогда проф. Сидоров её описал.'],
    ],
    'en': [
        ['The library was founded in 1602.', 'It is a museum now.'],
        ['Dr. J. R. Smith taught at St. John’s College.', 'He died in 1910.'],
        ['It holds e.g. maps, i.e. charts, etc. in boxes.', 'They are rare.'],
        ['The U.S. Congress paid $3.5 million.', 'Nobody complained!'],
        ['“What is it?” he asked.', 'Nobody answered.'],
        ['It opens at 8.30 a.m. every day.', 'It closes at 5 p.m.'],
        ['Who wrote it?', 'Mr. William Caxton did.', 'Perhaps…'],
        ['He said: “It is mine.” Then he left.'],
        ['See vol. 3, pp. 12–15.', 'No. 7 is missing.'],
        ['George W. Bush visited on Jan. 15, 2004.', 'He stayed an hour.'],
    ],
}


def around(text: str, at: int, wiki: Wiki) -> tuple[int, int]:
    return around_each(text, (at,), wiki)[at]


def sentences(text: str, code: str) -> list[str]:
    return [text[start:end] for start, end in split(text, wikis.load(code))]


def wrong(code: str) -> list[list[str]]:
    return [found for case in CASES[code] if (found := sentences(' '.join(case), code)) != case]


@pytest.mark.parametrize('code', CASES)
def test_at_least_eight_of_ten_are_right_in_each_language(code: str) -> None:
    assert len(wrong(code)) * 10 <= 2 * len(CASES[code]), wrong(code)


def test_at_least_nine_of_ten_are_right() -> None:
    mistakes = {code: wrong(code) for code in CASES}
    assert sum(map(len, mistakes.values())) * 10 <= sum(map(len, CASES.values())), mistakes


TEXT = st.lists(
    st.sampled_from(
        [
            'Praha', 'je', 'A.', 'r.', '15.', 'květen', '1848.', 'tzv.', '?', '!', '…', ';', '„Ano.“', '(', ')', ' ',
            '  ', 'IV.', '.', '..', LINE_BREAK, CELL_BREAK, '\u00a0', '։', '😀', 'e\u0301', '\u200f', 'ა.', 'Ωμέγα;',
        ]
    )
    | st.text(max_size=5)
).map(' '.join)  # fmt: skip


@given(TEXT, st.sampled_from([*CASES, 'be-tarask', 'hy', 'meta']))
def test_sentences_hold_the_whole_text_in_order(text: str, code: str) -> None:
    at = 0
    for start, end in split(text, wikis.load(code)):
        assert not text[at:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        assert CELL_BREAK not in text[start:end]
        at = end
    assert not text[at:].strip()


@given(TEXT, st.data(), st.sampled_from([*CASES]))
def test_a_tag_belongs_to_one_sentence(text: str, data: st.DataObject, code: str) -> None:
    at = data.draw(st.integers(0, len(text)))
    start, end = around(text, at, wikis.load(code))
    assert 0 <= start <= end <= len(text)
    assert bool(text[start:end].strip()) == bool(text.strip())


@pytest.mark.parametrize(
    ('before', 'after', 'sentence'),
    [
        ('Stojí v Praze. Založena 1781.', ' Dnes je muzeem.', 'Založena 1781.'),
        ('Stojí v Praze. Založena 1781', '. Dnes je muzeem.', 'Založena 1781.'),
        ('Stojí v Praze. Založena 1781. ', 'Dnes je muzeem.', 'Založena 1781.'),
        ('Stojí v Praze. Založena', ' 1781. Dnes je muzeem.', 'Založena 1781.'),
        ('', 'Stojí v Praze. Založena 1781.', 'Stojí v Praze.'),
        ('Napsal to Karel V.', ' Dnes je slavný.', 'Napsal to Karel V.'),
        (f'Praha{LINE_BREAK}Brno', f'{LINE_BREAK}Plzeň', 'Brno'),
        (f'Praha{CELL_BREAK}1781', f'{CELL_BREAK}muzeum', '1781'),
        ('Opravdu?', ' Ano.', 'Opravdu?'),
    ],
)
def test_which_sentence_a_tag_belongs_to(before: str, after: str, sentence: str) -> None:
    text = before + after
    start, end = around(text, len(before), wikis.load('cs'))
    assert text[start:end] == sentence


@pytest.mark.parametrize(
    ('code', 'parts', 'expected'),
    [
        # A tag or footnote behind an abbreviation, an ordinal or an initial ends the sentence for what follows, too.
        ('uk', ['Слов’яни жили там у V ст.', ' Тут було князівство Само.', ''], [
            'Слов’яни жили там у V ст.', 'Тут було князівство Само.']),
        ('uk', ['Місто згадано у XVI ст', '. До нас воно не дійшло.'], [
            'Місто згадано у XVI ст.', 'До нас воно не дійшло.']),
        ('cs', ['Vládl mu Karel IV.', ' Jan Hus to viděl.'], ['Vládl mu Karel IV.', 'Jan Hus to viděl.']),
        ('ru', ['Мост строили в 1905 г.', ' Иванов его видел.'], ['Мост строили в 1905 г.', 'Иванов его видел.']),
        ('ka', ['ქალაქი აშენდა V ს.', ' ის დაინგრა.'], ['ქალაქი აშენდა V ს.', 'ის დაინგრა.']),
        ('hy', ['Հիմնվել է 1919 թ.', ' Այն մեծ է։'], ['Հիմնվել է 1919 թ.', 'Այն մեծ է։']),
        ('el', ['Χτίστηκε τον 5ο αι.', ' Ο Γ. Σεφέρης το είδε.'], ['Χτίστηκε τον 5ο αι.', 'Ο Γ. Σεφέρης το είδε.']),
        # They do not where it is plain that it goes on.
        ('uk', ['Місто виникло у V ст.', ' до н. е. на березі.'], ['Місто виникло у V ст. до н. е. на березі.']),
        ('cs', ['Narodil se 15.', ' května 1848', ' v Praze.'], ['Narodil se 15. května 1848 v Praze.']),
        ('pl', ['Powstała w 1747 r.', ', a spłonęła', ' w 1944 r. Dziś stoi.'], [
            'Powstała w 1747 r., a spłonęła w 1944 r.', 'Dziś stoi.']),
    ],
)  # fmt: skip
def test_tags_and_footnotes_end_sentences(code: str, parts: list[str], expected: list[str]) -> None:
    text = ''.join(parts)
    marks = [len(''.join(parts[:number])) for number in range(1, len(parts))]
    assert [text[start:end] for start, end in split(text, wikis.load(code), marks)] == expected


def test_georgian_letters_have_no_case() -> None:
    """A small first letter says nothing there, and joins sentences elsewhere."""
    assert len(sentences('ბიბლიოთეკა დაარსდა. დღეს მუზეუმია.', 'ka')) == 2
    assert sentences('Je zde… a tam.', 'cs') == ['Je zde… a tam.']
    assert sentences('Žil od r. 1781 do sv. války.', 'cs') == ['Žil od r. 1781 do sv. války.']


@pytest.mark.parametrize('code', CASES)
def test_many_tags_in_a_paragraph_are_each_about_what_they_are_about_alone(code: str) -> None:
    text = ' '.join(' '.join(case) for case in CASES[code])
    places = [at for at in range(len(text) + 1) if text[at : at + 1] in (' ', '')]
    alone = {at: around(text, at, wikis.load(code)) for at in places}
    assert around_each(text, places, wikis.load(code)) == alone


@given(st.text('ab.A „“()"\u2028'), st.sets(st.integers(0, 40)))
def test_a_tag_belongs_to_one_sentence_that_begins_before_it(text: str, places: set[int]) -> None:
    wanted = {at for at in places if at <= len(text)}
    found = around_each(text, wanted, wikis.load('cs'))
    assert found.keys() == wanted
    assert all(0 <= start <= end <= len(text) for start, end in found.values())


@pytest.mark.parametrize(
    ('lines', 'code', 'expected'),
    [
        # A line goes on as in a verse, behind a comma or with a small letter.
        (['Sedí vrána,', 'Novák se ptá.'], 'cs', ['Sedí vrána,|Novák se ptá.']),
        (['Sedí vrána', 'na střeše.'], 'cs', ['Sedí vrána|na střeše.']),
        (['Sedí vrána', '„na střeše.“'], 'cs', ['Sedí vrána|„na střeše.“']),
        (['Sedí vrána', 'Na střeše.'], 'cs', ['Sedí vrána', 'Na střeše.']),
        (['Sedí vrána.', 'na střeše.'], 'cs', ['Sedí vrána.', 'na střeše.']),
        (['Je jaro.', 'Sedí vrána,', 'a zpívá. Je léto.'], 'cs', ['Je jaro.', 'Sedí vrána,|a zpívá.', 'Je léto.']),
        (['ზის ყვავი', 'სახურავზე.'], 'ka', ['ზის ყვავი', 'სახურავზე.']),
        (['ზის ყვავი,', 'სახურავზე.'], 'ka', ['ზის ყვავი,|სახურავზე.']),
    ],
)
def test_lines_of_a_verse(lines: list[str], code: str, expected: list[str]) -> None:
    assert [found.replace(LINE_BREAK, '|') for found in sentences(LINE_BREAK.join(lines), code)] == expected
    # The cells of a row are each their own.
    assert len(sentences(CELL_BREAK.join(lines), code)) >= len(lines)
