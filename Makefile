# Every command of this repository. `make` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEV := .venv/.dev
CODE := observability services slos alerts dashboards tests bench

.PHONY: help
help: ## List the commands.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

.PHONY: generate
generate: $(RUNTIME) ## Write out/ from the definitions.
	@$(BIN)/o11y generate

.PHONY: check
check: $(RUNTIME) ## Tell whether out/ is up to date and free of findings.
	@$(BIN)/o11y check

.PHONY: diff
diff: $(RUNTIME) ## Say what a change of the definitions means.
	@$(BIN)/o11y diff

.PHONY: test
test: $(DEV) tools style types layers ## Prove everything, with the real tools (minutes).
	$(BIN)/pytest -n 2 -m "not slow and not long"
	$(BIN)/o11y check
	$(BIN)/o11y test

.PHONY: test-full
test-full: test slow ## `test`, and the slow proofs: wheel, accuracy, mutants (under an hour).

.PHONY: test-long
test-long: $(DEV) tools ## Every kind of rule on every ruler, and every attack (over an hour).
	$(BIN)/pytest -n 2 -m long

.PHONY: slow
slow: $(DEV) tools
	$(BIN)/pytest -n 2 --dist loadfile -m "slow and not long"
	$(BIN)/python bench/mutation.py --limit 60 --trust --need 95  # a sample; `make bench` tries all
	$(BIN)/python bench/accuracy.py

.PHONY: demo
demo: $(DEV) tools ## Watch every alert of the estate fire, on this machine (a quarter of an hour).
	$(BIN)/python -m tests.demo

.PHONY: style
style: $(DEV)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

.PHONY: types
types: $(DEV)
	$(BIN)/mypy
	$(BIN)/pyright

.PHONY: layers
layers: $(DEV)
	$(BIN)/lint-imports --no-cache

.PHONY: fix
fix: $(DEV) ## Format the code and mend what can be mended.
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

.PHONY: docs
docs: $(DEV) ## Write the pages of docs/ that are generated.
	$(BIN)/python -m observability.cli.reference docs/cli.md
	$(BIN)/python -m observability.cli.model docs/model.md
	$(BIN)/python -m observability.cli.lints docs/lints.md

.PHONY: bench
bench: $(DEV) tools ## Measure start-up, generating, accuracy, the bill, the mutation score.
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/generate.py
	$(BIN)/python bench/accuracy.py
	$(BIN)/python bench/rule_bill.py --series 4 40 400
	$(BIN)/python bench/mutation.py --limit 160 --trust

.PHONY: wheel
wheel: $(DEV) ## Build the wheel into dist/.
	$(BIN)/python -m build --wheel

.PHONY: tools
tools:
	@.ci/setup tools

.PHONY: clean
clean: ## Take away the virtual environment and the caches.
	rm -rf .venv .o11y dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(RUNTIME): pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) .ci/setup runtime
	@touch $@

$(DEV): pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) .ci/setup dev
	@touch $@ $(RUNTIME)
