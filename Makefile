# Every target works in a fresh clone: the first one makes .venv, later ones reuse it.
#   make demo    score the two examples (installs only what scoring needs)
#   make test    everything: lint, types, import contract, catalogues, all tests
#   make check   the quick part of it, without the tests
#   make bench   measure, and print the table
#   make docs    write docs/reference anew from the code

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs java catalogues clean

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
CATALOGUES := $(wildcard src/semaforo/locale/*/*.po)
COMPILED := src/semaforo/locale/es/LC_MESSAGES/semaforo.mo

help:
	@sed -n 's/^#   //p' Makefile

# pip comes last into a new environment, so a half-made one is made again.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; PYTHON=... names another one." >&2; exit 1; }
	$(PYTHON) -m venv .venv || { echo "On Debian, python3-venv is needed too." >&2; exit 1; }

# Without build isolation, constraints.txt rules over the build as well.
.venv/installed: pyproject.toml constraints.txt hatch_build.py | $(BIN)/pip
	@echo "Installing into .venv ..."
	$(PIP) hatchling babel
	$(PIP) --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	@echo "Installing the development tools into .venv ..."
	$(PIP) --no-build-isolation --editable '.[spark,dev]'
	@touch $@

$(COMPILED): $(CATALOGUES) | .venv/installed
	$(BIN)/python hatch_build.py

catalogues: $(COMPILED)

demo: .venv/installed catalogues
	$(BIN)/semaforo demo

check: .venv/installed-dev catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q tests/house/test_catalogues.py

test: check java
	$(BIN)/pytest

# Spark runs on Java 17 or newer.
java:
	@command -v java >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Java 17 for Spark ..."; \
	    mkdir -p /usr/share/man/man1; \
	    apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	    apt-get -qq install --yes --no-install-recommends openjdk-17-jre-headless </dev/null >/dev/null; \
	  else \
	    echo "The Spark tests need Java 17: install openjdk-17-jre-headless, then run make again." >&2; \
	    exit 1; \
	  fi; }

bench: .venv/installed-dev catalogues java
	$(BIN)/python -m bench

docs: .venv/installed-dev catalogues
	$(BIN)/python -m docs.generate

clean:
	rm -rf .venv build dist out .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf .import_linter_cache src/semaforo/locale/*/LC_MESSAGES
