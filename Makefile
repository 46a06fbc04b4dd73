# Most people need make run and make test only; the rest is for developers.
# Every generated file is in .venv/ or var/.

PORT ?= 8000
PY := .venv/bin/python
SETUP := sh scripts/setup

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-dev run test proofs mutants bench lint types requirements screenshots

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-22s%s\n", $$1, $$2 }'

setup: ## create .venv and var/, install the requirements
	@$(SETUP) requirements.txt

setup-dev: setup
	@$(SETUP) requirements-dev.txt
	@if $(PY) -m tests.servers chromium >/dev/null; then $(SETUP) requirements-browser.txt; fi

run: setup ## set up on first use, fill the sample, serve on 127.0.0.1 [PORT=8000]
	@exec $(PY) manage.py up --port $(PORT)

test: setup-dev ## run every test in its short form
	@exec $(PY) -m tests.everything

proofs: setup-dev ## run the long forms of the tests; write docs/proofs.md
	@exec $(PY) -m tests.everything --proofs

mutants: setup-dev ## plant faults and see which tests find them [MODULE=rules]
	@$(SETUP) requirements-mutants.txt
	@exec $(PY) -m scripts.mutants $(if $(MODULE),--module $(MODULE))

bench: setup-dev ## compare with a bare Django application; write docs/benchmarks.md [ONLY=S6,S11]
	@exec $(PY) -m benchmarks $(if $(ONLY),--only $(ONLY))

lint: setup-dev ## run ruff and djlint
	@$(PY) -m tests.everything --lint

types: setup-dev ## run mypy with Django's types
	@$(PY) -m tests.everything --types

requirements: setup ## pin requirements*.in anew, with hashes
	@$(SETUP) --pin

screenshots: setup-dev ## make the images of README.md and docs/
	@exec $(PY) -m scripts.screenshots
