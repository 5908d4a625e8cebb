# `make` lists the targets. Every one of them may be run again at any time.
SHELL := bash
PYTHON := .venv/bin/python
DUMPS ?=
export PYTHONPATH := scripts:.

.PHONY: help install demo stop test fuzz lint bench clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1	/' | expand -t 16

install: ## install everything that is missing, system packages included
	@tools/bootstrap.sh

demo: install ## start the wikis, run the bot on them once, say where to look; DUMPS=path adds real articles
	@$(PYTHON) -m tests.sandbox demo var/demo $(if $(DUMPS),--dumps "$(DUMPS)")

stop: ## stop the demo's wikis
	@if [ -x $(PYTHON) ] && [ -e var/demo ]; then $(PYTHON) -m tests.sandbox stop var/demo; fi

test: install ## run all tests
	@echo "Running the tests, some ten minutes" >&2
	@$(PYTHON) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

fuzz: install ## the tests with generated input again, with seventeen times as much of it
	@ONELIB_FUZZ=17 $(PYTHON) -m pytest -p no:cacheprovider $$(grep -rlE 'from tests.fuzz' tests --include='test_*.py')

lint: install ## check style and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy --strict -p onelib

bench: install ## measure the finder, the comparison of references and a campaign; DUMPS=path takes other articles
	@$(PYTHON) -m tests.bench $(if $(DUMPS),"$(DUMPS)")

clean: stop ## stop the demo and remove everything that these targets made
	@rm -rf var .venv build dist *.egg-info scripts/*.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find scripts tests families tools -name __pycache__ -type d -prune -exec rm -rf {} +
