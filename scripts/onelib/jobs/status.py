"""The status job: says how the other jobs are, in the terminal or on pages of Meta."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pywikibot

from onelib.jobs.page_job import PageJob
from onelib.operations import command
from onelib.operations.arguments import Arguments
from onelib.operations.record import begun, recorded
from onelib.operations.report import report
from onelib.outcomes.health import Health, judge
from onelib.outcomes.results import Result
from onelib.pages import status_messages
from onelib.pages.page_update import BlockContent
from onelib.pages.status import StatusPart
from onelib.settings import Settings
from onelib.store import Store
from onelib.wikitext.blocks import Block

__all__ = ['OPTIONS', 'StatusJob', 'main']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-publish', '-page:TITLE', '-forget:JOB')


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for; give back 1 if something needs a person or could not be done, else 0."""

    def writes(asked: Arguments) -> bool:
        # Who only looks must not keep others waiting, nor make a store where there is none.
        return bool(asked.options.keys() & {'forget', 'publish'})

    return command.prepared('status', arguments, _do, OPTIONS, writes=writes)


def _do(settings: Settings, store: Store, asked: Arguments) -> int:
    if job := asked.options.get('forget'):
        return _forget(store, job)
    now = datetime.datetime.now(datetime.UTC)
    own = begun('status', asked, now)
    publish = 'publish' in asked.options
    # On its pages it says nothing of itself: each edit would be news for the next one.
    jobs = [health for health in judge(store.runs(), now) if not publish or health.job != own.job]
    # pywikibot takes <<red>> for a colour, also where somebody has written it on a stop page.
    pywikibot.stdout(status_messages.plain(jobs).replace('<<', '< <'))
    code = 0
    if publish:
        # Who reads a page that is not kept current any more does not know it; who asks in the terminal has to.
        with recorded(store, own) as record:
            code = record.done(report(record.watch(StatusJob(settings, store, now, jobs).run(['meta'], asked.page))))
    return 1 if code or any(health.needs_person for health in jobs) else 0


def _forget(store: Store, job: str) -> int:
    number = store.forget_job(job)
    if not number:
        pywikibot.error(f'no run of a job {job} is remembered')
        return 1
    pywikibot.info(f'{number} runs of {job} are forgotten')
    return 0


class StatusJob(PageJob):
    """One run over the pages of Meta that say how the jobs are."""

    template = '1Lib1Ref status'

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime, jobs: Sequence[Health]) -> None:
        super().__init__(settings, store, now)
        self.jobs = jobs
        self._own = False

    def serve(self, page: pywikibot.Page, code: str) -> Result:
        """Bring all blocks of one page up to date; whose page it is decides what they say."""
        bot = pywikibot.Page(page.site, self._user(page.site)).title()
        self._own = page.title() == bot or page.title().startswith(f'{bot}/')
        return super().serve(page, code)

    def make(self, block: Block, code: str) -> tuple[BlockContent, str]:
        """How the jobs are."""
        details = f'{self._user(self.sites.open(code))}/status'
        return StatusPart(self.jobs, self.now, self._own, details), ''

    def _user(self, site: pywikibot.site.APISite) -> str:
        return f'User:{site.username()}'
