"""The only package that saves a page."""

from onelib.publish.publisher import Draft, Publisher

__all__ = ['Draft', 'Publisher']
