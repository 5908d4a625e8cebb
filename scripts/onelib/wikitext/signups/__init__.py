"""Who signed up: the people on a sign-up page."""

from onelib.wikitext.signups.reader import Participant, parse

__all__ = ['Participant', 'parse']
