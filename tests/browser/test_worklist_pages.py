"""Worklists as readers get them: in a browser, on a wide screen and a telephone, up to the saved edit."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import unquote, urlsplit

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from onelib import wikis
from tests.fuzz import share
from tests.sandbox.accounts import read_secrets
from tests.sandbox.farm import Farm

from .conftest import run_bot
from .driver import CONTRASTS, Row, open_page, resize, rows, wait

# Which wiki a worklist stands on, its title, and the wiki whose articles it lists.
WORKLISTS = {
    'cs': ('cs', 'Project:1Lib1Ref/Worklist', 'cs'),
    'ka': ('ka', 'Project:1Lib1Ref/Worklist', 'ka'),
    'meta': ('meta', '1Lib1Ref/CEE/Worklist cs', 'cs'),
}
HASHTAG = '#1Lib1Ref'
WIDTHS = (320, 375, 768, 1280)
SKINS = ('vector', 'vector-2022', 'minerva')
READABLE = 4.5

ARTICLE = 'Zkušební čítárna'
LIST_OF_ARTICLES = 'Project:1Lib1Ref/Zkušební články'
OWN_WORKLIST = 'Project:1Lib1Ref/Zkušební seznam'
UNSOURCED = {'Historie': 'Čítárnu otevřel roku 1904 místní spolek.', 'Fondy': 'Dnes má přes dva tisíce svazků.',
             'Sály': 'Má tři sály a zahradu.'}  # fmt: skip
TAG = '{{Doplňte zdroj}}'
PAGES = {
    ARTICLE: '\n\n'.join(
        ["'''Zkušební čítárna''' slouží jen zkouškám.",
         *(f'== {heading} ==\n{text}{TAG}' for heading, text in UNSOURCED.items())]
    ),
    LIST_OF_ARTICLES: f'* [[{ARTICLE}]]',
    OWN_WORKLIST: f'{{{{1Lib1Ref worklist|titles={LIST_OF_ARTICLES}}}}}\n{{{{1Lib1Ref worklist end}}}}',
}  # fmt: skip
REFERENCE = '<ref>Karel Novák: Naše čítárny. Praha 1931, s. 12.</ref>'

# The horizontal extent of a table and of everything in it, and what does not fit into its own box.
EXTENT = """
const viewport = document.documentElement.clientWidth;
return Array.from(document.querySelectorAll('table.onelib-worklist'), table => {
    const everything = [table, ...table.querySelectorAll('*')];
    const name = element => `${element.tagName} ${element.textContent.trim().slice(0, 40)}`;
    const wide = element => {
        const box = element.getBoundingClientRect();
        return box.right > viewport + 0.5 || box.left < -0.5
            || (getComputedStyle(element).display !== 'inline' && element.scrollWidth > element.clientWidth + 1);
    };
    const hidden = mark => {
        const box = mark.getBoundingClientRect();
        return !mark.checkVisibility({opacityProperty: true, visibilityProperty: true})
            || box.height <= 0 || box.width <= 0;
    };
    return {
        right: table.getBoundingClientRect().right,
        viewport,
        outside: everything.filter(wide).map(name),
        marks: table.querySelectorAll('mark').length,
        hidden: Array.from(table.querySelectorAll('mark')).filter(hidden).map(name),
        rows: Array.from(table.querySelectorAll('tr')).filter(row => row.querySelector('td')).length,
    };
});
"""

# How far the page reaches to the right with and without its worklists.
SCROLL_WIDTHS = """
const root = document.documentElement, tables = document.querySelectorAll('table.onelib-worklist');
const before = root.scrollWidth;
tables.forEach(table => { table.style.setProperty('display', 'none', 'important'); });
return [before, root.scrollWidth];
"""

# The text and the summary in MediaWiki's own edit form, if both can be seen.
EDIT_FORM = """
const fields = ['wpTextbox1', 'wpSummary'].map(id => document.getElementById(id));
return fields.every(field => field && field.checkVisibility()) ? fields.map(field => field.value) : null;
"""

HEADING_AT = """
const target = document.getElementById(arguments[0]);
return target && target.closest('h1,h2,h3,h4,h5,h6').querySelector('.mw-headline').textContent;
"""

# The section VisualEditor works on, once it can be typed into; its first heading is '' in the lead.
CAN_SAVE = '.oo-ui-widget-enabled > .ve-ui-toolbar-saveButton'
VISUAL_SECTION = """
const target = window.ve && ve.init && ve.init.target;
const surface = target && target.active && target.getSurface && target.getSurface();
if (!surface || document.querySelector('.ve-init-mw-progressBarWidget')) { return null; }
const root = surface.getView().attachedRoot.$element[0];
const heading = root.querySelector('h1,h2,h3,h4,h5,h6');
return root.isContentEditable || root.querySelector('[contenteditable=true]') || root.closest('[contenteditable=true]')
    ? {number: target.section, heading: heading ? heading.textContent : '', text: root.textContent} : null;
"""


def open_worklist(
    browser: webdriver.Chrome, farm: Farm, name: str, skin: str = 'vector-2022', theme: str = ''
) -> list[Row]:
    host, title, _ = WORKLISTS[name]
    open_page(browser, f'{farm.url}/{host}/index.php', title, useskin=skin, theme=theme)
    found = rows(browser)
    assert found, f'no worklist on {browser.current_url}'
    return found


def tag_pattern(code: str) -> re.Pattern[str]:
    """Any citation-needed tag of a wiki, by any of its names."""
    inline = wikis.load(code).templates['inline']
    names = [name for template, redirects in inline.items() for name in (template, *redirects)]
    either = '|'.join(re.escape(name).replace(r'\ ', '[ _]') for name in names)
    return re.compile(rf'\{{\{{\s*(?:{either})\s*[|}}]', re.IGNORECASE)


def heading_of(farm: Farm, code: str, wikitext: str) -> str:
    """The heading at the beginning of a text, as MediaWiki shows it; '' if it begins with something else."""
    first = wikitext.lstrip().split('\n', 1)[0]
    sections = farm.api(code, action='parse', text=first, prop='sections', contentmodel='wikitext')
    lines = [re.sub(r'<[^>]*>', '', section['line']) for section in sections['parse']['sections']]
    return lines[0] if lines else ''


def is_summary(summary: str, section: str) -> bool:
    """Whether it is the hashtag alone, or after MediaWiki's own comment on the section."""
    return bool(re.fullmatch(rf'(/\* {re.escape(section)} \*/ ?)?{HASHTAG}', summary))


def text_of(farm: Farm, code: str, title: str) -> str:
    return last_revision(farm, code, title)['slots']['main']['content']


def last_revision(farm: Farm, code: str, title: str) -> dict:
    answer = farm.api(code, titles=title, prop='revisions', rvprop='user|comment|content', rvslots='main')
    return answer['query']['pages'][0]['revisions'][0]


def log_in(browser: webdriver.Chrome, farm: Farm, code: str) -> None:
    open_page(browser, f'{farm.url}/{code}/index.php', 'Special:UserLogin')
    browser.find_element(By.ID, 'wpName1').send_keys('Librarian')
    password = read_secrets(farm.directory)['accounts']['Librarian']
    browser.find_element(By.ID, 'wpPassword1').send_keys(password, Keys.ENTER)
    wait(browser, lambda _: user_name(browser) == 'Librarian', 'being logged in')


def user_name(browser: webdriver.Chrome) -> str | None:
    return browser.execute_script('return window.mw && mw.config.get("wgUserName")')


def follow(browser: webdriver.Chrome, href: str) -> None:
    """Click on a link of the open page."""
    [link] = [link for link in browser.find_elements(By.TAG_NAME, 'a') if link.get_property('href') == href]
    link.click()


def shown(browser: webdriver.Chrome, selector: str) -> WebElement:
    """The element, as soon as it is visible."""

    def visible(_: webdriver.Chrome) -> WebElement | None:
        try:
            return next((found for found in browser.find_elements(By.CSS_SELECTOR, selector)
                         if found.is_displayed() and found.is_enabled()), None)  # fmt: skip
        except StaleElementReferenceException:
            return None

    return wait(browser, visible, selector)


def at_the_tag(browser: webdriver.Chrome) -> WebElement:
    """The text of the editor with the tag selected: what is typed comes in its place."""
    box = shown(browser, '#wpTextbox1')
    browser.execute_script(
        'const [box, tag] = arguments; box.focus();'
        'box.setSelectionRange(box.value.indexOf(tag), box.value.indexOf(tag) + tag.length)',
        box,
        TAG,
    )
    return box


@pytest.fixture(scope='module')
def own_worklist(filled: Farm) -> Farm:
    """The farm with an article that may be changed, and a worklist of that article alone."""
    for title, text in PAGES.items():
        filled.api('cs', action='edit', title=title, text=text)
    run_bot(filled, '-wiki:cs', f'-page:{OWN_WORKLIST}')
    return filled


def own_row(browser: webdriver.Chrome, farm: Farm, section: str) -> Row:
    """The row of a section of our article; its worklist stays open."""
    open_page(browser, f'{farm.url}/cs/index.php', OWN_WORKLIST)
    [row] = [row for row in rows(browser) if row.section == section]
    assert (row.title, row.statement) == (ARTICLE, UNSOURCED[section])
    return row


@pytest.mark.parametrize('name', WORKLISTS)
def test_editor_opens_at_the_section_with_the_hashtag(browser: webdriver.Chrome, filled: Farm, name: str) -> None:
    code = WORKLISTS[name][2]
    tag = tag_pattern(code)
    for row in share(open_worklist(browser, filled, name), 2):
        browser.get(row.editor)
        assert urlsplit(browser.current_url).path.startswith(f'/{code}/'), row
        text, summary = wait(browser, lambda _: browser.execute_script(EDIT_FORM), 'the text editor')

        assert heading_of(filled, code, text) == row.section, row
        if not row.section:
            assert text_of(filled, code, row.title).startswith(text.strip()), row
        assert tag.search(text), row
        for word in re.findall(r'\w{4,}', row.statement):
            assert word in text, row
        assert is_summary(summary, row.section), row


def test_reference_is_saved_with_the_hashtag(browser: webdriver.Chrome, own_worklist: Farm) -> None:
    log_in(browser, own_worklist, 'cs')
    follow(browser, own_row(browser, own_worklist, 'Fondy').editor)
    box = at_the_tag(browser)
    box.send_keys(REFERENCE)
    shown(browser, '#wpSave').click()
    wait(browser, lambda _: not browser.find_elements(By.ID, 'wpTextbox1'), 'the saved page')

    revision = last_revision(own_worklist, 'cs', ARTICLE)
    assert revision['user'] == 'Librarian'
    assert is_summary(revision['comment'], 'Fondy')
    assert UNSOURCED['Fondy'] + REFERENCE in revision['slots']['main']['content']


def test_on_a_telephone_a_source_takes_few_taps(browser: webdriver.Chrome, own_worklist: Farm) -> None:
    """From the list to the saved footnote: what is tapped is counted, what is typed is the footnote alone."""
    taps = []

    def tap(element: WebElement, below: float = 0) -> None:
        taps.append(element.tag_name)
        webdriver.ActionChains(browser).scroll_to_element(element).perform()
        webdriver.ActionChains(browser).move_to_element_with_offset(element, 0, round(below)).click().perform()

    with own_worklist.configured('cs', wgDefaultSkin='minerva'):
        log_in(browser, own_worklist, 'cs')
        resize(browser, 375)
        href = own_row(browser, own_worklist, 'Sály').editor
        [link] = [link for link in browser.find_elements(By.TAG_NAME, 'a') if link.get_property('href') == href]
        tap(link)
        box = shown(browser, '#wpTextbox1')
        # Below the last line, where the cursor goes to the end: the tag stands there.
        tap(box, box.size['height'] / 2 - 8)
        behind = len(box.get_property('value').partition(TAG)[2])
        webdriver.ActionChains(browser).send_keys(Keys.BACKSPACE * (len(TAG) + behind), REFERENCE).perform()
        assert UNSOURCED['Sály'] + REFERENCE in box.get_property('value')
        tap(shown(browser, '#wpSave'))
        wait(browser, lambda _: not browser.find_elements(By.ID, 'wpTextbox1'), 'the saved page')
    revision = last_revision(own_worklist, 'cs', ARTICLE)
    assert (revision['user'], revision['comment']) == ('Librarian', f'/* Sály */ {HASHTAG}')
    assert UNSOURCED['Sály'] + REFERENCE in revision['slots']['main']['content']
    assert len(taps) <= 6, taps


@pytest.mark.parametrize('name', WORKLISTS)
def test_visual_editor_opens_at_the_section(browser: webdriver.Chrome, filled: Farm, name: str) -> None:
    found = open_worklist(browser, filled, name)
    in_sections = [row for row in found if row.section]
    # VisualEditor takes seconds to load: one row for a section, one for an introduction.
    for row in in_sections[-1:] + [row for row in found if not row.section][:1]:
        browser.get(row.visual)
        opened = wait(browser, lambda _: browser.execute_script(VISUAL_SECTION), 'VisualEditor')
        assert opened['number'] == str(row.section_number), row
        assert opened['heading'] == row.section, row
        for word in re.findall(r'\w{4,}', row.statement):
            assert word in opened['text'], row


def test_visual_editor_saves_with_the_hashtag(browser: webdriver.Chrome, own_worklist: Farm) -> None:
    log_in(browser, own_worklist, 'cs')
    follow(browser, own_row(browser, own_worklist, 'Historie').visual)
    wait(browser, lambda _: browser.execute_script(VISUAL_SECTION), 'VisualEditor')

    # It opens its save dialog only for a page that was changed; what is typed while it gets ready is lost.
    def typed(_: webdriver.Chrome) -> list[WebElement]:
        if not (buttons := browser.find_elements(By.CSS_SELECTOR, CAN_SAVE)):
            with suppress(StaleElementReferenceException):
                shown(browser, '.ve-ce-surface .ve-ce-paragraphNode').click()
                webdriver.ActionChains(browser).send_keys(Keys.END, ' Psáno na klávesnici.').pause(1).perform()
        return buttons

    wait(browser, typed, 'a changed page')
    shown(browser, CAN_SAVE).click()
    summary = shown(browser, '.ve-ui-mwSaveDialog-summary textarea')
    wait(browser, lambda _: summary.get_property('value'), 'a summary')
    assert is_summary(summary.get_property('value'), 'Historie')

    shown(browser, '.ve-ui-mwSaveDialog .oo-ui-processDialog-actions-primary a').click()
    wait(browser, lambda _: 'klávesnici' in text_of(own_worklist, 'cs', ARTICLE), 'the saved page')
    revision = last_revision(own_worklist, 'cs', ARTICLE)
    assert revision['user'] == 'Librarian'
    assert is_summary(revision['comment'], 'Historie')


@pytest.mark.parametrize(
    ('skin', 'width'),
    # The newer Vector of the farm is not made for telephones, without any list.
    [(skin, width) for skin in SKINS for width in WIDTHS if skin != 'vector-2022' or width > 500],
)
def test_worklist_fits_the_screen(browser: webdriver.Chrome, filled: Farm, skin: str, width: int) -> None:
    resize(browser, width)
    for name in WORKLISTS:
        open_worklist(browser, filled, name, skin)
        [table] = browser.execute_script(EXTENT)
        assert width - 20 <= table['viewport'] <= width
        assert table['right'] <= table['viewport'], name
        assert table['outside'] == [], name
        assert table['marks'] == table['rows'], name
        assert table['hidden'] == [], name
        with_table, without_table = browser.execute_script(SCROLL_WIDTHS)
        assert with_table == without_table, name


@pytest.mark.parametrize('name', WORKLISTS)
def test_line_above_says_how_much_there_is(browser: webdriver.Chrome, filled: Farm, name: str) -> None:
    found = open_worklist(browser, filled, name)
    line = browser.find_element(By.CLASS_NAME, 'onelib-count').text
    numbers = [int(number) for number in re.findall(r'\d+', line)]
    articles = len({row.article for row in found})
    if numbers[:2] != [len(found), articles]:
        # There are more: how many of them are shown stands behind the date.
        assert numbers[0] > len(found) and numbers[1] >= articles and len(found) in numbers[2:], line


@pytest.mark.parametrize('night', [False, True], ids=['day', 'night'])
@pytest.mark.parametrize('skin', SKINS)
def test_text_is_readable(browser: webdriver.Chrome, filled: Farm, skin: str, night: bool) -> None:
    for name in WORKLISTS:
        found = open_worklist(browser, filled, name, skin, 'night' if night else '')
        contrasts = browser.execute_script(CONTRASTS)
        seen = [tag for tag, _, _ in contrasts]
        assert seen.count('MARK') == len(found)
        assert seen.count('TH') >= 3
        assert seen.count('TD') >= len(found)
        assert [text for text in contrasts if text[2] < READABLE] == [], name


@pytest.mark.parametrize('name', WORKLISTS)
def test_links_lead_to_the_article_and_its_section(browser: webdriver.Chrome, filled: Farm, name: str) -> None:
    code = WORKLISTS[name][2]
    found = open_worklist(browser, filled, name)
    for href, title in sorted({(row.article, row.title) for row in found}):
        browser.get(href)
        assert browser.current_url.startswith(f'{filled.url}/{code}/wiki/'), href
        shown_title = browser.execute_script('return mw.config.get("wgTitle")')
        assert (shown_title, browser.execute_script('return mw.config.get("wgArticleId") > 0')) == (title, True)
    anchors = sorted({(row.anchor, row.title, row.section) for row in found if row.section})
    assert anchors
    for href, title, section in anchors:
        browser.get(href)
        address = urlsplit(browser.current_url)
        assert unquote(address.path) == f'/{code}/wiki/{title.replace(" ", "_")}', href
        assert browser.execute_script(HEADING_AT, unquote(address.fragment)) == section, href
