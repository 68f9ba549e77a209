PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run check test test-wordpress train evaluate bench clean

run: $(READY)  ## set up, then collect, assess and write tables from the embedded newsroom
	$(BIN)/netralitas run --demo

check: $(READY)  ## lint, format, types
	$(BIN)/ruff check pipeline tests benchmarks docs/reference.py
	$(BIN)/ruff format --check pipeline tests benchmarks docs/reference.py
	$(BIN)/mypy

test: check  ## set up, then pass all tests
	$(BIN)/python -m pytest -n auto

test-wordpress: $(READY)  ## collect from a real WordPress (Debian's packages, root)
	NETRALITAS_WORDPRESS=1 $(BIN)/python -m pytest tests/collect/test_wordpress.py

train: $(READY)  ## make models/default from corpus/articles
	$(BIN)/netralitas train --name starter --out models/default

evaluate: $(READY)  ## cross-validate on the corpus, each writer left out in turn
	$(BIN)/netralitas evaluate

bench: $(READY)  ## every benchmark this machine has what it needs for, one after the other; some questions: ONLY="gate desk"
	$(BIN)/python benchmarks/bench.py $(ONLY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) out build dist
