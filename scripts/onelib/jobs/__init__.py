"""The jobs: each lets data flow from the wikis through the house and back.  Scripts only call them."""
