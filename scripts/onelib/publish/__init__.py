"""The only package that saves a page."""
