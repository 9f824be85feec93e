# Two commands matter: make run, make test. Everything they need is made in .venv/ and var/.
PYTHON_IN := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help install run test lint fmt bench evaluate css constraints stop

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: ## the set-up alone, into .venv/
	@scripts/environment run test

run: ## start everything on this machine (PORT=8000), Ctrl-C stops it
	@scripts/environment run
	@FOLLOWUP_SAMPLE=$${FOLLOWUP_SAMPLE:-1} exec $(PYTHON_IN) manage.py run --with-parent

test: lint ## lint, then every test, browser tests included
	@scripts/chromium
	@scripts/dovecot
	$(PYTHON_IN) -m pytest -n 2 $(ARGS)

lint: ## style, types and templates, changing nothing
	@scripts/environment run test
	$(PYTHON_IN) -m ruff check .
	$(PYTHON_IN) -m ruff format --check .
	find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --check
	FOLLOWUP_SAMPLE=1 $(PYTHON_IN) -m mypy

fmt: ## bring code and templates into shape
	@scripts/environment run test
	$(PYTHON_IN) -m ruff check --fix .
	$(PYTHON_IN) -m ruff format .
	find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade

bench: ## measure speed; prints one table for each script in tests/bench/
	@scripts/environment run test
	@for script in tests/bench/bench_*.py; do \
	  test -e "$$script" || { echo "There are no benchmarks yet."; exit 0; }; \
	  echo "== $$script"; PYTHONPATH=. $(PYTHON_IN) "$$script" || exit 1; \
	done

evaluate: ## measure how well calls are read (ARGS="--engine rules --engine model")
	@scripts/environment run
	@$(PYTHON_IN) manage.py evaluate $(ARGS)

css: ## compile static/css/app.css (needs Node; the output is committed)
	npm ci --ignore-scripts --no-audit --no-fund
	npm run css

constraints: ## pin everything that requirements*.txt pull in
	@scripts/environment run test
	$(PYTHON_IN) -m uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --output-file constraints.txt requirements-dev.txt

stop: ## stop an embedded database that was left running
	@FOLLOWUP_SAMPLE=1 $(PYTHON_IN) manage.py db stop
