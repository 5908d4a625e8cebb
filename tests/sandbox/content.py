"""What is on the wikis of a farm before anybody edits them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from . import mediawiki

CONTENT = Path(__file__).resolve().parent / "content"
WORKLIST = re.compile(r"\{\{\s*1Lib1Ref worklist\s*[|}]", re.IGNORECASE)
WORKLIST_PAGE = "Project:1Lib1Ref/Worklist"
EMPTY_WORKLIST = "{{1Lib1Ref worklist}}\n{{1Lib1Ref worklist end}}\n"

INLINE_TAG = '{{{1|}}}<sup class="noprint">[?]</sup>'
BANNER = '<div class="noprint" style="border:1px solid #a2a9b1;padding:.5em">[?] {{PAGENAME}}</div>'


def written_pages(wiki: str) -> dict[str, str]:
    """The pages in content/<wiki>/; a file's name is the percent-encoded title."""
    files = sorted((CONTENT / wiki).glob("*.wiki"))
    return {unquote(file.name.removesuffix(".wiki")): file.read_text(encoding="utf-8") for file in files}


def template_pages(wiki: str, written: dict[str, str]) -> dict[str, str]:
    """The wiki's own tags and banners where nobody wrote them, and the redirects people use."""
    from onelib import wikis

    try:
        kinds = wikis.load(wiki).templates
    except (KeyError, LookupError, FileNotFoundError):
        return {}
    pages: dict[str, str] = {}
    for kind, templates in kinds.items():
        for name, redirects in templates.items():
            pages[f"Template:{name}"] = INLINE_TAG if kind == "inline" else BANNER
            for redirect in redirects:
                pages[f"Template:{redirect}"] = f"#REDIRECT [[Template:{name}]]"
    return {title: text for title, text in pages.items() if title not in written}


def pages(wiki: str) -> dict[str, str]:
    """Every page of a wiki: templates first, so that the pages after them find their categories at once."""
    written = written_pages(wiki)
    everything = template_pages(wiki, written) | onelib_pages(wiki) | written
    return dict(sorted(everything.items(), key=lambda page: not page[0].startswith("Template:")))


def onelib_pages(wiki: str) -> dict[str, str]:
    """The bot's own on-wiki templates."""
    from onelib import templates

    return dict(templates.pages(wiki))


def worklist_pages(wiki: str) -> list[str]:
    """Titles of the pages that ask for a worklist."""
    return [title for title, text in written_pages(wiki).items() if WORKLIST.search(text)]


def main_page(wiki: str) -> str:
    """Links to everything a visitor may want to see first."""
    lines = [f"'''{wiki}''' — [[Special:AllPages]] · [[Special:RecentChanges]]", ""]
    lines += [f"* [[{title}]]" for title in worklist_pages(wiki)]
    others = [code for code in mediawiki.DEFAULT_WIKIS if code != wiki]
    lines += ["", " · ".join(f"[[:{code}:|{code}]]" for code in others)]
    return "\n".join(lines)
