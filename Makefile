.DEFAULT_GOAL := help
.PHONY: help run test check messages bench venv dev

PYTHON ?= python3
# Relative on purpose: the folder's own path may hold spaces.
python := .venv/bin/python
pip := $(python) -m pip install --quiet --disable-pip-version-check --require-hashes

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: venv ## run the portal at http://localhost:8000/ (PORT=8001 make run: another port)
	@exec $(python) manage.py serve

test: check ## run everything that must pass: the checks, then all tests
	$(python) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check: dev ## run the quick checks: style, templates, migrations, catalogues
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	find . -path ./.venv -prune -o -path '*/templates/*' -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2 --check
	$(python) manage.py compile_catalogues
	$(python) manage.py makemigrations --check --dry-run

messages: dev ## collect the texts to translate into locale/ (needs GNU gettext)
	$(python) manage.py update_catalogues

bench: dev ## measure search with 20,000 and 200,000 records (some minutes; a database of its own)
	@$(python) -m tests.bench

# Installing is done again only when the pinned list changed.
venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kartu needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@$(python) -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@cmp -s requirements.txt .venv/installed.txt || { \
		echo 'Installing what Kartu needs (the first time: a minute or two) …'; \
		$(pip) -r requirements.txt && cp requirements.txt .venv/installed.txt; }

dev: venv
	@cmp -s requirements-dev.txt .venv/installed-dev.txt || { \
		$(pip) -r requirements-dev.txt && cp requirements-dev.txt .venv/installed-dev.txt; }
