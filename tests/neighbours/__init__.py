"""The services of other people beside the wikis, on loopback, as they describe themselves.

>>> with Neighbours(events := Events(), dashboard := Dashboard()) as neighbours:
...     events.add(Event(1234, participants=[Registered('Ана', 7)]))
...     neighbours.break_at(3, faults.status(500))
...     requests.get(f'{neighbours.address}w/rest.php/campaignevents/v0/event_registration/1234')

Each service is a module with a class that has `Route`; what it answers is checked against ``schemas.yaml``. None of
this has met the real services: it is written after the description and the code that they publish.
"""

from .contributions import Contributions
from .dashboard import Course, Dashboard, Enrolled
from .events import Event, Events, Registered
from .server import Answer, Call, Neighbours, Route, of_json
from .worklists import Worklists

__all__ = [
    'Answer',
    'Call',
    'Contributions',
    'Course',
    'Dashboard',
    'Enrolled',
    'Event',
    'Events',
    'Neighbours',
    'Registered',
    'Route',
    'Worklists',
    'of_json',
]
