# `make` lists the targets. Every one of them may be run again at any time.
SHELL := bash
PYTHON := .venv/bin/python
DUMPS ?=
# Python without the ending that says so.
TOOLS := tools/audit tools/licences
export PYTHONPATH := scripts:.

.PHONY: help install demo stop pictures test fuzz wiki lint pins bench clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1	/' | expand -t 16

install: ## install everything that is missing, system packages included
	@tools/bootstrap.sh

demo: install ## start the wikis, run the bot on them once, say where to look; DUMPS=path adds real articles
	@$(PYTHON) -m tests.sandbox demo var/demo $(if $(DUMPS),--dumps "$(DUMPS)")

stop: ## stop the demo's wikis
	@if [ -x $(PYTHON) ] && [ -e var/demo ]; then $(PYTHON) -m tests.sandbox stop var/demo; fi

pictures: demo ## take the pictures of docs/ anew, of the demo
	@$(PYTHON) -m tests.browser.pictures var/demo docs/pictures

test: install ## run all tests
	@echo "Running the tests, a quarter of an hour on two cores" >&2
	@$(PYTHON) -m pytest -n 4 --dist loadfile --no-loadscope-reorder

fuzz: install ## the tests with generated input again, with seventeen times as much of it
	@ONELIB_FUZZ=17 $(PYTHON) -m pytest -p no:cacheprovider $$(grep -rlE 'from tests.fuzz' tests --include='test_*.py')

wiki: install ## what a wiki lacks, or a first data file for a new one: CODE=mt says which, FROM=address of its api.php
	@$(PYTHON) -m tools.wiki "$(CODE)" $(if $(FROM),--from "$(FROM)")

lint: install ## check style, types, and the packages that the bot runs with: licences, known vulnerabilities
	@$(PYTHON) -m ruff check . $(TOOLS)
	@$(PYTHON) -m ruff format --check --quiet . $(TOOLS)
	@$(PYTHON) -m mypy --strict -p onelib -p tools.wiki
	@$(PYTHON) -m mypy --strict --scripts-are-modules $(TOOLS)
	@for script in tools/job tools/*.sh .ci/run; do bash -n "$$script" || exit; done
	@$(PYTHON) tools/licences
	@$(PYTHON) -m pip_audit --requirement requirements.txt --no-deps --disable-pip --format json --progress-spinner off \
		2>/dev/null | $(PYTHON) tools/audit

pins: install ## write requirements.txt anew: the newest versions in setup.cfg's ranges
	@$(PYTHON) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra mariadb --extra oauth \
		--annotation-style line --no-emit-index-url --no-emit-find-links --custom-compile-command 'make pins' \
		--output-file requirements.txt setup.cfg

bench: install ## measure the finder, the comparison of references and a campaign; DUMPS=path takes other articles
	@$(PYTHON) -m tests.bench $(if $(DUMPS),"$(DUMPS)")

clean: stop ## stop the demo and remove everything that these targets made
	@rm -rf var .venv build dist *.egg-info scripts/*.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find scripts tests families tools -name __pycache__ -type d -prune -exec rm -rf {} +
