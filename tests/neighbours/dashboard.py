"""The Programs & Events Dashboard, as far as somebody can read it who is not logged in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .server import Answer, Call, Route, of_json

__all__ = ['Course', 'Dashboard', 'Enrolled']

STUDENT, INSTRUCTOR = 0, 1
_ROLES = ('Editor', 'Facilitator', 'Campus Volunteer', 'Online Volunteer', 'Wiki Education Staff')


@dataclass(frozen=True)
class Enrolled:
    """Somebody in a course; who has two roles is in it twice."""

    name: str
    central: int | None
    role: int = STUDENT
    references: int = 0
    bytes: int = 0
    registered_at: str | None = '2026-12-01T09:00:00.000Z'


@dataclass
class Course:
    """A course; `more` is what its ``course.json`` says otherwise than most do."""

    slug: str
    users: list[Enrolled] = field(default_factory=list)
    private: bool = False
    edits: int = 0
    articles: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)

    def details(self) -> dict[str, Any]:
        school, _, title = self.slug.replace('_', ' ').partition('/')
        students = [one for one in self.users if one.role == STUDENT]
        characters = sum(one.bytes for one in students)
        return {
            'id': 77,
            'title': title,
            'description': 'A course',
            'start': '2027-01-15T00:00:00.000Z',
            'end': '2027-02-05T23:59:59.000Z',
            'school': school,
            'slug': self.slug,
            'type': 'Editathon',
            'home_wiki': {'id': 1, 'language': 'cs', 'project': 'wikipedia'},
            'character_sum': characters,
            'private': self.private,
            'wikis': [{'language': 'cs', 'project': 'wikipedia'}],
            'article_scoped': False,
            'article_count': self.articles,
            'created_count': '0',
            'edited_count': human(self.articles),
            'edit_count': human(self.edits),
            'student_count': len(students),
            'references_count': human(sum(one.references for one in students)),
            'view_count': '0',
            'character_sum_human': human(characters),
            'updates': {'average_delay': None, 'last_update': None},
            **self.more,
        }


def human(number: int) -> str:
    """As Rails' ``number_to_human``: three significant digits, and a word for thousands."""
    for size, word in ((10**9, ' Billion'), (10**6, ' Million'), (1000, ' Thousand')):
        if number >= size:
            return f'{number / size:.3g}{word}'
    return str(number)


class Dashboard:
    """The Dashboard."""

    def __init__(self, *courses: Course) -> None:
        self.by_slug = {course.slug: course for course in courses}
        self.routes: Sequence[Route] = (
            Route('GET', '/courses/(.*)/course.json', self._course),
            Route('GET', '/courses/(.*)/users.json', self._users),
        )

    def add(self, course: Course) -> None:
        self.by_slug[course.slug] = course

    def lost(self, call: Call) -> Answer:
        return of_json({'message': f'No route matches [{call.method}] "{call.path}"'}, 404)

    def _course(self, call: Call, slug: str) -> Answer:
        course = self._public(slug)
        return of_json({'course': course.details()}, schema='course') if course else self._none(slug)

    def _users(self, call: Call, slug: str) -> Answer:
        course = self._public(slug)
        if not course:
            return self._none(slug)
        return of_json({'course': {'users': [_user(n, one) for n, one in enumerate(course.users, 1)]}}, schema='users')

    def _public(self, slug: str) -> Course | None:
        """The course, None if there is none; a private one is nowhere for who is not in it."""
        course = self.by_slug.get(slug)
        return None if course is None or course.private else course

    @staticmethod
    def _none(slug: str) -> Answer:
        return of_json({'message': f'Course {slug} not found'}, 404)


def _user(number: int, one: Enrolled) -> dict[str, Any]:
    name = quote(one.name.replace(' ', '_'))
    return {
        'character_sum_ms': one.bytes,
        'character_sum_us': 0,
        'character_sum_draft': 0,
        'references_count': one.references,
        'role': one.role,
        'role_description': None,
        'recent_revisions': 0,
        'content_expert': False,
        'program_manager': False,
        'contribution_url': f'https://cs.wikipedia.org/wiki/Special:Contributions/{name}',
        'sandbox_url': f'https://cs.wikipedia.org/wiki/Special:PrefixIndex/User:{name}',
        'global_contribution_url': f'https://guc.toolforge.org/?user={name}',
        'total_uploads': 0,
        'id': number,
        'username': one.name,
        'global_id': one.central,
        'enrolled_at': '2027-01-14T10:00:00.000Z',
        'admin': False,
        'registered_at': one.registered_at,
    }
