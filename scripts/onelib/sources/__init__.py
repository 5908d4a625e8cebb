"""What we ask the wikis: blocks, candidates, articles.  Only here and in publish.py is there a Site."""
