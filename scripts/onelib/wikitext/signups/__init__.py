"""Who signed up: the people on a sign-up page."""

from onelib.wikitext.signups.mentions import Mentions, mentions
from onelib.wikitext.signups.people import Participant, SignUpPage, UnclearLine
from onelib.wikitext.signups.reader import parse, read
from onelib.wikitext.signups.timestamps import signed_on

__all__ = ['Mentions', 'Participant', 'SignUpPage', 'UnclearLine', 'mentions', 'parse', 'read', 'signed_on']
