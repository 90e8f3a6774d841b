# Warraq: `make run` serves the sample archive, `make test` runs the tests.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin

.PHONY: run test lint bench quality messages clean

run: $(VENV)/.installed
	$(BIN)/warraq --home .warraq demo --port $(PORT)

test: $(VENV)/.installed-test
	$(BIN)/pytest

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# Figures, not judgements: speed beside what it compares to, in one run.
bench: $(VENV)/.installed-quality
	$(BIN)/pytest -m bench -s --no-header -q

# Retrieval and translation on the evaluation sets, against the pinned floors.
quality: $(VENV)/.installed-quality
	$(BIN)/pytest -m quality -s --no-header -q

# Brings the list of messages of the interface up to date; new ones wait for their Arabic.
messages: $(VENV)/.installed
	$(BIN)/pybabel -q extract -F pyproject.toml -k message -k Note -k plural_note:1,2 \
		--no-location --sort-output --omit-header -o web/translations/messages.pot .
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
		-w 100 -l ar -i web/translations/messages.pot -o web/translations/ar.po
	rm web/translations/messages.pot

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Warraq needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
		{ echo "$(PYTHON) has no venv module; on Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[semantic]'
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

$(VENV)/.installed-lint: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[lint]'
	@touch $@

$(VENV)/.installed-quality: $(VENV)/.installed-test
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[quality]'
	@touch $@

clean:
	rm -rf $(VENV) .warraq .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
