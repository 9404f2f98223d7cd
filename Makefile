# Each target sets up what it needs by itself: packages in .venv, renewed when their list changes. The app runs on those of
# requirements.txt; everything else needs those of requirements-tests.txt and requirements-extras.txt, too.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
TESTS := $(VENV)/tests
SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname)))

.DEFAULT_GOAL := help
.PHONY: help run test quick browser format messages pictures bench audit sbom clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 20

run: $(READY) ## open the app in a browser
	@echo "Starting the app: its address follows, Ctrl+C stops it."
	@$(BIN)/streamlit run app.py --server.headless=$(if $(SCREEN),false,true)

test: $(TESTS) browser ## check style, types and all tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

quick: $(TESTS) ## the same, less the slow tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 -m "not slow and not browser"

format: $(TESTS) ## put imports and layout in order
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

messages: $(READY) ## collect what is to be translated into locale/
	$(BIN)/python scripts/messages.py

pictures: $(TESTS) browser ## take pictures of every page, and those of docs/ anew
	$(BIN)/python scripts/take_pictures.py

bench: $(TESTS) browser ## time everything that has a floor against it (JSON)
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/doubt.py
	$(BIN)/python benchmarks/team.py
	$(BIN)/python benchmarks/comparison.py
	$(BIN)/python benchmarks/serving.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/screens.py
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/documents.py

audit: $(TESTS) ## look for known vulnerabilities in all packages (asks a service outside)
	@$(BIN)/python scripts/audit.py

sbom: $(TESTS) ## list all packages in sbom.json (CycloneDX)
	$(BIN)/python -m cyclonedx_py environment --output-reproducible --pyproject pyproject.toml -o sbom.json

clean: ## remove everything that the targets above made
	rm -rf $(VENV) pictures .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.txt
	@PYTHON=$(PYTHON) VENV=$(VENV) scripts/set_up.sh
	@touch $@

$(TESTS): requirements-tests.txt requirements-extras.txt $(READY)
	@echo "Installing what checks the app, and what it can do without and is tested all the same"
	@$(BIN)/pip install --quiet --requirement requirements-tests.txt --requirement requirements-extras.txt
	@touch $@

browser:
	@scripts/find_browser.sh
