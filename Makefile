# Each target sets up what it needs by itself: the packages of requirements.txt in .venv, renewed when that file changes.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
EXTRAS := $(VENV)/extras
SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname)))

.DEFAULT_GOAL := help
.PHONY: help run test quick browser format messages picture bench clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 20

run: $(READY) ## open the app in a browser
	@echo "Starting the app: its address follows, Ctrl+C stops it."
	@$(BIN)/streamlit run app.py --server.headless=$(if $(SCREEN),false,true)

test: $(EXTRAS) browser ## check style, types and all tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

quick: $(EXTRAS) ## the same, less the slow tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 -m "not slow and not browser"

format: $(READY) ## put imports and layout in order
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

messages: $(READY) ## collect what is to be translated into locale/
	$(BIN)/python scripts/messages.py

picture: $(READY) browser ## take docs/picture.png anew
	$(BIN)/python scripts/take_picture.py

bench: $(EXTRAS) browser ## time everything that has a floor against it (JSON)
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/doubt.py
	$(BIN)/python benchmarks/team.py
	$(BIN)/python benchmarks/comparison.py
	$(BIN)/python benchmarks/serving.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/screens.py
	$(BIN)/python benchmarks/documents.py

clean: ## remove everything that the targets above made
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.txt
	@PYTHON=$(PYTHON) VENV=$(VENV) scripts/set_up.sh
	@touch $@

$(EXTRAS): requirements-extras.txt $(READY)
	@echo "Installing what is not needed to run the app, and is tested all the same"
	@$(BIN)/pip install --quiet --requirement requirements-extras.txt
	@touch $@

browser:
	@scripts/find_browser.sh
