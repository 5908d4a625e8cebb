"""What all tests share: a farm of real wikis, a database server, and pywikibot without anyone's own settings."""

from __future__ import annotations

import os

os.environ.setdefault('PYWIKIBOT_NO_USER_CONFIG', '2')

from tests.sandbox.fixtures import farm, mariadb
from tests.stores import place, places

__all__ = ['farm', 'mariadb', 'place', 'places']
