# The commands of this project. Each does the set-up it needs; a second run of the same set-up costs nothing.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.complete

# An environment does not survive a move of the checkout: its programs name the old place.
$(shell [ "$$(cat $(STAMP) 2>/dev/null)" = "$$(pwd)" ] || rm -f $(STAMP))

.DEFAULT_GOAL := help
.PHONY: help setup packages browser demo stop clean test lint format docs requirements

help: ## show these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 14

setup: packages $(STAMP) ## Debian packages and Python environment

packages:
	@PYTHON="$(PYTHON)" install/debian_packages.sh

$(STAMP): requirements.txt requirements-setup.txt pyproject.toml install/python_environment.py | packages
	@$(PYTHON) install/python_environment.py
	@pwd > $@

demo: setup ## set up, start everything, deliver the demo files, show what each login sees
	@$(BIN)/python demo/demo.py

stop: ## stop what `make demo` started; deliveries stay
	@if [ -x $(BIN)/woonkluis ]; then $(BIN)/woonkluis down; fi

clean: ## stop everything and delete all that was made here: data, environment, caches
	@if [ -x $(BIN)/woonkluis ]; then \
		$(BIN)/woonkluis down --delete-everything --yes; \
		for state in .woonkluis-test/*/; do \
			WOONKLUIS_STATE_DIR=$$state $(BIN)/woonkluis down --delete-everything --yes; \
		done; \
	fi
	@rm -rf .venv .woonkluis-test .pytest_cache .mypy_cache .ruff_cache .import_linter_cache dbt/target dbt/logs
	@rm -rf plugins/*.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

browser: packages
	@PYTHON="$(PYTHON)" install/debian_packages.sh chromium

test: setup browser ## all tests, in a cluster of their own; also while the demo runs
	@$(BIN)/python -m pytest -n 3 --no-loadscope-reorder

lint: setup ## style, types, SQL, and which room imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --disable-progress-bar --templater placeholder sql
	$(BIN)/sqlfluff lint --disable-progress-bar dbt

format: setup ## let the tools rewrite what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar --quiet --templater placeholder sql
	$(BIN)/sqlfluff fix --disable-progress-bar --quiet dbt

docs: setup ## description of every model and column, in .woonkluis/dbt/target/static_index.html
	@$(BIN)/woonkluis up --database-only
	@$(BIN)/python -c "from woonkluis.platform.migrate import run_dbt; run_dbt('docs', 'generate', '--static')"

requirements: setup ## resolve requirements.in again, keeping the versions that still fit
	@$(PYTHON) install/python_environment.py resolve
