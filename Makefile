# make run    index the sample articles, ask the sample question, serve on 127.0.0.1:8000 (PORT=… for another port)
# make test   lint, types, layers, tests and the evaluation gate
# make help   the rest

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
DATA   ?= dateline-data
CASES  ?= eval/data/sample

.DEFAULT_GOAL := help
.PHONY: help run serve test check lint types unit gate eval eval-pin reliability safety bench lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

run: $(VENV)/run.done  ## index the sample, ask the sample question, serve
	@$(BIN)/dateline --data $(DATA) serve --sample --port $(PORT)

serve: $(VENV)/run.done  ## serve what is in DATA
	@$(BIN)/dateline --data $(DATA) serve --port $(PORT)

test: check unit gate  ## everything that must pass before a commit

check: lint types  ## the checks that run nothing

lint: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports

types: $(VENV)/dev.done
	$(BIN)/mypy

unit: $(VENV)/dev.done
	$(BIN)/python -m pytest -m "not slow"

gate: $(VENV)/dev.done  ## the shipped set must reach its floors, with the real encoder
	@$(BIN)/dateline --data $(DATA) eval eval/data/sample --gate eval/data/gate.json

eval: $(VENV)/run.done  ## run CASES (a .jsonl file, or a folder with its own articles) and report in runs/
	@$(BIN)/dateline --data $(DATA) eval $(CASES) --out runs/$(notdir $(CASES))

eval-pin: $(VENV)/run.done  ## raise the floors of the gate to what the sample set reaches now
	@$(BIN)/dateline --data $(DATA) eval eval/data/sample --gate eval/data/gate.json --pin

reliability: $(VENV)/dev.done  ## the long runs: kill loops, damaged files
	$(BIN)/python -m pytest -m slow

safety: $(VENV)/dev.done  ## all hostile texts through every place where words are shown, in Chromium
	SAFETY_EVERY=1 $(BIN)/python -m pytest -s tests/safety

bench: $(VENV)/run.done  ## speed and memory as ratios to their floors
	$(BIN)/python -m eval.bench

lock: $(VENV)/dev.done  ## pin versions and hashes again
	$(BIN)/python -m pip install -q uv
	printf 'torch ; python_version < "3"\n' > requirements/.no-torch
	for part in run dev; do $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  --no-emit-index-url --no-emit-find-links --override requirements/.no-torch requirements/$$part.in -o requirements/$$part.txt; done
	rm requirements/.no-torch

clean:  ## remove what the above made, the index included
	rm -rf $(VENV) $(DATA) runs build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# torch comes on its own and without a hash: which build fits (CPU or CUDA) is for the machine's package index to say.
$(VENV)/run.done: requirements/run.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check "torch>=2.9,<2.14"
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.done: $(VENV)/run.done requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	touch $@
