"""The status job: says how the other jobs are, in the terminal or on pages of Meta."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from pywikibot import config

from onelib.jobs.page_job import PageJob
from onelib.operations import command
from onelib.operations.arguments import ArgumentError, Arguments
from onelib.operations.password import lacking_password
from onelib.operations.record import begun, is_scheduled, recorded
from onelib.operations.report import report
from onelib.operations.schedule import schedule
from onelib.operations.terminal import answer, complain, say
from onelib.outcomes.health import Health, judge, patience
from onelib.outcomes.reasons import Reason
from onelib.outcomes.runs import Run
from onelib.pages import status_messages
from onelib.pages.page_update import BlockContent
from onelib.pages.status import StatusPart
from onelib.readers.blocks import Holder
from onelib.readers.sites import local_title
from onelib.settings import Settings
from onelib.store import Store, StoreError
from onelib.wikitext.blocks import Block

__all__ = ['OPTIONS', 'StatusJob', 'main']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-publish', '-page:TITLE', '-forget:JOB')


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for; give back 1 if something needs the operator or could not be done, else 0."""

    def writes(arguments: Arguments) -> bool:
        # Who only looks must not keep others waiting, nor make a store where there is none.
        return bool(arguments.options.keys() & {'forget', 'publish'})

    return command.prepared('status', arguments, _do, OPTIONS, writes=writes)


def _do(settings: Settings, store: Store, arguments: Arguments) -> int:
    if job := arguments.options.get('forget'):
        return _forget(store, job)
    if arguments.pages and 'publish' not in arguments.options:
        raise ArgumentError('-page goes only with -publish; see -help')
    now = datetime.datetime.now(datetime.UTC)
    own = begun('status', arguments, now)
    publish = 'publish' in arguments.options
    runs = store.runs()
    planned = schedule()
    complaints = _unwell(store, own, [run for run in runs if not run.by_hand], planned)
    for complaint in complaints:
        complain(complaint)
    # On its pages it says nothing of itself: each edit would be news for the next one.
    jobs = [health for health in judge(runs, now, planned) if not publish or health.job != own.job]
    # pywikibot takes <<red>> for a colour, also where somebody has written it on a stop page.
    answer(status_messages.plain(jobs, summed=not complaints).replace('<<', '< <'))
    code = 0
    if publish:
        # Who reads a page that is not kept current any more does not know it; who asks in the terminal has to.
        with recorded(store, own) as record:
            code = record.done(
                report(record.watch(StatusJob(settings, store, now, jobs).run(['meta'], arguments.pages)))
            )
        code = 1 if record.lost else code
    # What others should have mended is said once a day: who publishes every hour would only repeat it.
    alarms = any(health.needs_operator or (health.lasting and not publish) for health in jobs)
    return 1 if code or alarms or complaints else 0


def _unwell(store: Store, own: Run, runs: Sequence[Run], planned: Mapping[str, datetime.timedelta]) -> list[str]:
    """What keeps all jobs from their work, or from telling of it: whoever watches must not take silence for peace."""
    complaints = []
    try:
        if not store.writable and not config.simulate:
            store.probe()
    except StoreError as problem:
        complaints.append(str(problem))
    if lacking := lacking_password():
        complaints.append(f'no job can log in: {lacking}')
    if not runs and is_scheduled(own):
        complaints.append(f'no run of any job is remembered in {store.name}: do they run, and do they have that store?')
    elif is_scheduled(own):
        known = {run.job for run in runs} | {own.job}
        since = own.started - min(run.started for run in runs)
        silent = [job for job, every in planned.items() if job not in known and since > patience(every)]
        if silent:
            complaints.append(
                f'jobs.yaml has {", ".join(silent)}, but no run is remembered: does the scheduler begin it?'
            )
    return complaints


def _forget(store: Store, job: str) -> int:
    known = sum(run.job == job for run in store.runs())
    number = known if config.simulate else store.forget_job(job)
    if not number:
        complain(f'no run of a job {job} is remembered')
        return 1
    say(f'{number} runs of {job} {"would be" if config.simulate else "are"} forgotten')
    return 0


class StatusJob(PageJob):
    """One run over the pages of Meta that say how the jobs are."""

    template = '1Lib1Ref status'

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime, jobs: Sequence[Health]) -> None:
        super().__init__(settings, store, now)
        self.jobs = jobs

    def make(self, block: Block, page: Holder, code: str) -> tuple[BlockContent, Sequence[Reason]]:
        """How the jobs are; whose page it is decides how much is said."""
        site = self.sites.open(code)
        user = f'User:{site.username()}'
        own = f'{page.title}/'.startswith(f'{local_title(site, user)}/')
        return StatusPart(self.jobs, self.now, own, f'{user}/status'), ()
