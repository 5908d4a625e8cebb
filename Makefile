# `make` lists the targets. Every one of them may be run again at any time.
SHELL := bash
PYTHON := .venv/bin/python
DUMPS ?=
export PYTHONPATH := scripts:.
# Without what Python keeps of compiled code, each of a thousand runs compiles all of it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo stop pictures test fuzz wiki lint audit pins kills bench clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1	/' | expand -t 16

install: ## install everything that is missing, system packages included
	@tools/bootstrap.sh

demo: install ## start the wikis, run the bot on them once, say where to look; DUMPS=path adds real articles
	@$(PYTHON) -m tests.sandbox demo var/demo $(if $(DUMPS),--dumps "$(DUMPS)")

stop: ## stop the demo's wikis
	@if [ -x $(PYTHON) ] && [ -e var/demo ]; then $(PYTHON) -m tests.sandbox stop var/demo; fi

pictures: demo ## take the pictures of docs/ anew, of the demo; in var/pictures: all languages, skins and screens
	@$(PYTHON) -m tests.browser.pictures var/demo docs/pictures var/pictures

test: install ## run all tests
	@echo "Running the tests, some fourteen minutes on two idle cores" >&2
	@$(PYTHON) -m pytest -n 4 --dist loadfile --no-loadscope-reorder

fuzz: install ## the tests with generated input again, with seventeen times as much of it
	@ONELIB_FUZZ=17 $(PYTHON) -m pytest -p no:cacheprovider $$(grep -rlE 'from tests.fuzz' tests --include='test_*.py')

wiki: install ## what a wiki lacks, or a first data file for a new one: CODE=mt says which, FROM=address of its api.php
	@$(PYTHON) -m tools.wiki "$(CODE)" $(if $(FROM),--from "$(FROM)")

lint: install ## check style, types, layers, and the packages that the bot runs with: licences, known vulnerabilities
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-logo
	@for script in tools/job tools/*.sh .ci/run; do bash -n "$$script" || exit; done
	@$(PYTHON) -m piplicenses --packages $$(sed -n 's/==.*//p' requirements.txt) >/dev/null
	@$(MAKE) --no-print-directory audit

# Of packages that it has no data on pip-audit says that no vulnerability is known, and ends with 0.
audit: install ## ask whether a package that the bot runs with has a known vulnerability
	@said=$$($(PYTHON) -m pip_audit -r requirements.txt --no-deps --disable-pip --progress-spinner off 2>&1); \
	case "$$said" in \
		*'Fix Versions'*) echo "$$said" >&2; exit 1;; \
		*'Skip Reason'*) echo "NOT AUDITED: $$(grep -c 'could not be audited' <<<"$$said") packages that pip-audit" \
			'has no data on; ask it where PyPI can be reached' >&2;; \
		*'No known vulnerabilities found'*) echo 'Audited: no known vulnerabilities' >&2;; \
		*) echo "NOT AUDITED: pip-audit could not ask: $${said##*$$'\n'}" >&2;; \
	esac

pins: install ## write requirements.txt anew: the newest versions in setup.cfg's ranges
	@$(PYTHON) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra mariadb --extra oauth \
		--annotation-style line --no-emit-index-url --no-emit-find-links --custom-compile-command 'make pins' \
		--output-file requirements.txt setup.cfg

kills: install ## scans of dumps and indexes while their workers are killed, five times as often as in the tests; SEED=number
	@ONELIB_FUZZ=5 ONELIB_SEED=$(or $(SEED),0) $(PYTHON) -m pytest -p no:cacheprovider -k killed \
		tests/jobs/test_scan_parts.py tests/jobs/test_scan_index.py tests/jobs/test_scan_cluster.py

bench: install ## measure the finder, the comparison of references and a campaign; DUMPS=path takes other articles
	@$(PYTHON) -m tests.bench $(if $(DUMPS),"$(DUMPS)")

clean: stop ## stop the demo and remove everything that these targets made
	@rm -rf var .venv build dist *.egg-info scripts/*.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find scripts tests families tools -name __pycache__ -type d -prune -exec rm -rf {} +
