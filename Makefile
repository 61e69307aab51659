.DEFAULT_GOAL := help
.PHONY: help run test test-slow quick dates mutants attack picture previews check messages sbom lock bench venv dev

PYTHON ?= python3
# Relative on purpose: the folder's own path may hold spaces.
python := .venv/bin/python
# The lists are complete: nothing is resolved again, so whatever appears in a registry tomorrow changes nothing here.
pip := $(python) -m pip --disable-pip-version-check
pytest := $(python) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations 10
install := $(pip) install --quiet --no-deps --require-hashes --only-binary :all:
compile := .venv/bin/uv pip compile --quiet $(if $(UPGRADE),--upgrade)

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: venv ## run the portal at http://localhost:8000/ (PORT=8001 make run: another port)
	@exec $(python) manage.py serve

# On CI everything, and what the tests reach is counted, which slows them; elsewhere what can be had in ten minutes.
test: check ## run everything that must pass: the checks, then the tests (on CI the slow ones too)
	$(if $(CI),TEST_BUDGET_FACTOR=4) $(pytest) $(if $(CI),--cov --cov-report=term:skip-covered --no-cov-on-fail,-m 'not slow')

test-slow: check ## run the tests that `make test` leaves out
	$(pytest) -m slow

quick: check ## run, within a minute, the tests nearest to what changed since main (no browser, no running site)
	$(python) -m tests.quick

dates: dev ## run the tests on other days than today (needs libfaketime; half an hour)
	$(python) -m tests.dates

mutants: dev ## break one line after the other and see that the nearest tests notice (20 minutes)
	$(python) -m tests.mutants

attack: dev ## load and faults against the production stack, on the loopback (Caddy where there is one; ten minutes)
	$(python) -m tests.attack

picture: dev ## draw docs/floors.svg from the imports of the code
	$(python) -m tests.floors

previews: dev ## draw the pictures beside forwarded links (static/previews)
	$(python) -m tests.previews

check: dev ## run the quick checks: style, templates, migrations, catalogues
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	find . -path ./.venv -prune -o -path '*/templates/*' -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2 --check
	$(python) manage.py compile_catalogues
	$(python) manage.py makemigrations --check --dry-run

messages: dev ## collect the texts to translate into locale/ (needs GNU gettext)
	$(python) manage.py update_catalogues

sbom: dev ## write sbom.cdx.json, the list of packages for whoever looks for known holes (CycloneDX)
	$(python) -m tests.sbom

lock: .venv/bin/uv ## write the lists of packages anew from pyproject.toml (UPGRADE=1: with the newest releases)
	$(compile) pyproject.toml --output-file requirements.txt
	$(compile) --group dev --constraints requirements.txt --output-file requirements-dev.txt

bench: dev ## measure lists (with wrk), growth from 1,000 to 100,000 records, and search (half an hour; databases of its own)
	@$(python) -m tests.bench

# Made anew when the list changed: it holds what the list names and nothing of before. `pip check` tells what was forgotten.
venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kartu needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@$(python) -c 'import pip' 2>/dev/null && cmp -s requirements.txt .venv/installed.txt || { \
		echo 'Installing what Kartu needs (the first time: a minute or two) …'; \
		$(PYTHON) -m venv --clear .venv && \
		$(install) -r requirements.txt && $(pip) check && cp requirements.txt .venv/installed.txt; }

dev: venv
	@cmp -s requirements-dev.txt .venv/installed-dev.txt || { \
		$(install) -r requirements-dev.txt && $(pip) check && cp requirements-dev.txt .venv/installed-dev.txt; }

# Not `dev`: the lists that are about to be written anew may be the ones that cannot be installed.
.venv/bin/uv:
	@$(MAKE) dev
