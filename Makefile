# For everybody: make run, make test. The rest is for those who change the code.
# Everything that is made here lies in .venv/ and var/.

PORT ?= 8000
PY := .venv/bin/python
SETUP := sh scripts/setup

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-dev run test proofs bench lint types requirements screenshots

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-22s%s\n", $$1, $$2 }'

setup: ## make .venv and var/, install what Hubsite stands on
	@$(SETUP) requirements.txt

setup-dev: setup
	@$(SETUP) requirements-dev.txt
	@if $(PY) -m tests.servers chromium >/dev/null; then $(SETUP) requirements-browser.txt; fi

run: setup ## set up on first use, fill the sample, serve on 127.0.0.1 [PORT=8000]
	@exec $(PY) manage.py up --port $(PORT)

test: setup-dev ## every test in its short form
	@exec $(PY) -m tests.everything

proofs: setup-dev ## the long forms of the tests; figures to docs/proofs.md
	@exec $(PY) -m tests.everything --proofs

bench: setup-dev ## what pages cost beside bare Django; figures to docs/benchmarks.md
	@exec $(PY) -m benchmarks.pages --write

lint: setup-dev ## ruff and djlint
	@$(PY) -m tests.everything --lint

types: setup-dev ## mypy with Django's types
	@$(PY) -m tests.everything --types

requirements: setup ## pin requirements*.in again, with hashes
	@$(SETUP) --pin

screenshots: setup-dev ## the pictures in README.md and docs/
	@exec $(PY) -m scripts.screenshots
