# Everything a person does with this repository. `make help` lists it.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
# Without it the first start compiles two thousand files, and so does every start where Python may not write them.
export UV_COMPILE_BYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test bench lock clean compiled

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(BIN)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Seriktes needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.run: $(BIN)/uv requirements/run.txt pyproject.toml Makefile
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m seriktes_analytics.assignment.warm
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

# Our own files, as far as they have changed; the packages are compiled when they are installed.
compiled: $(VENV)/.run
	@$(BIN)/python -m compileall -q src

setup: $(VENV)/.run compiled ## Install everything from the lock file into .venv

run: setup ## Fill the demonstration, serve it on http://127.0.0.1:8000
	$(BIN)/seriktes serve --demo

test: $(VENV)/.dev ## Check everything, on SQLite and on PostgreSQL
	$(BIN)/python -m tests.check

bench: $(VENV)/.dev compiled ## Measure, each figure as a ratio against a yardstick of the same run
	$(BIN)/python -m tests.postgres $(BIN)/seriktes bench

lock: $(VENV)/.dev ## Renew the lock files from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group build pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group build --group dev --extra s3 pyproject.toml -o requirements/dev.txt

clean: ## Remove what can be made again (not the data under var/)
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
