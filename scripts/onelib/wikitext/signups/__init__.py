"""Who signed up: the people on a sign-up page."""

from onelib.wikitext.signups.people import Participant, SignUpPage, UnclearLine
from onelib.wikitext.signups.reader import parse, read

__all__ = ['Participant', 'SignUpPage', 'UnclearLine', 'parse', 'read']
