# Needs Python 3.11 or newer with its venv module, and nothing else: the rest comes into .venv,
# from the hashed lock. Paths are relative, because the path of this folder may hold spaces.

SUITABLE = import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))

# Each candidate is run, not only looked for: a version manager's shim may be there and refuse.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c '$(SUITABLE)' 2>/dev/null && echo "$$python" && break; done)

PIP_INSTALL = .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check
COMPILE = .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header

.DEFAULT_GOAL = help
.PHONY: help environment run test bench check check-lock lock upgrade clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

environment: .venv/installed ## make .venv from the lock, or bring it up to date

run: environment ## ingest seeds/ and serve on http://127.0.0.1:8000
	@.venv/bin/hemeroteca ingest seeds
	@exec .venv/bin/hemeroteca serve

# The command is started often, and each start takes a fifth longer without its bytecode.
test: environment ## run every test on all cores, with branch coverage
	@PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest --cov --numprocesses auto --dist worksteal

bench: environment ## measure the speed of extraction, of ingest, of grouping what was said, of search, of the server, also under a mixed load, and of an archive in PostgreSQL
	@.venv/bin/python -m bench.extraction
	@.venv/bin/python -m bench.ingest
	@.venv/bin/python -m bench.near_copies
	@.venv/bin/python -m bench.linking
	@.venv/bin/python -m bench.kills
	@.venv/bin/python -m bench.writers
	@.venv/bin/python -m bench.reindexing
	@.venv/bin/python -m bench.commits
	@.venv/bin/python -m bench.statements
	@.venv/bin/python -m bench.search
	@.venv/bin/python -m bench.serving
	@.venv/bin/python -m bench.mixed
	@.venv/bin/python -m bench.postgres

check: environment check-lock ## formatting, lint, types, layers, dependencies, lock
	@echo "Formatting and lint"
	@.venv/bin/ruff format --check --output-format concise .
	@.venv/bin/ruff check --output-format concise .
	@echo "Types"
	@.venv/bin/mypy
	@echo "Layers"
	@.venv/bin/lint-imports --no-logo
	@echo "Dependencies"
	@.venv/bin/deptry .

# Resolving again from the pins that are there changes nothing, unless pyproject.toml has changed.
check-lock: .venv/locked
	@echo "Lock"
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT \
		&& cp requirements-dev.lock "$$scratch" \
		&& $(call compile_into,"$$scratch") \
		&& for lock in requirements-dev.lock requirements.lock; do \
			diff "$$lock" "$$scratch/$$lock" \
				|| { echo "$$lock does not match pyproject.toml: run 'make lock'" >&2; exit 1; }; \
		done
	@if grep -nE '://|^-' requirements-dev.lock requirements.lock; then \
		echo "These lines name where packages come from; a lock names only what they are" >&2; exit 1; \
	fi

lock: .venv/locked ## bring the lock in line with pyproject.toml, keeping versions
	@$(call compile_into,.)

upgrade: UPGRADE = --upgrade
upgrade: lock ## the same, with the newest versions

clean: ## remove the environment and what the tools left; the archive in var/ stays
	@rm -rf .venv build dist htmlcov .coverage .coverage.* \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find app bench migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The runtime lock starts as a copy of the other, so that both pin the same versions.
compile_into = $(COMPILE) $(UPGRADE) --group dev --output-file $(1)/requirements-dev.lock \
	&& cp $(1)/requirements-dev.lock $(1)/requirements.lock \
	&& $(COMPILE) --output-file $(1)/requirements.lock

# The environment holds exactly the lock: a lock that changed makes it anew. So does a folder that
# was moved (the scripts in .venv/bin hold its path) and a Python that is gone.
ifneq ($(shell [ "$$(cat .venv/locked 2>/dev/null)" = "$$(pwd -P)" ] && .venv/bin/python -c '' && echo fits),fits)
.PHONY: .venv/locked
endif

.venv/locked: requirements-dev.lock
	@"$(PYTHON)" -c '$(SUITABLE)' 2>/dev/null || { printf '%s\n' >&2 \
		"Hemeroteca needs Python 3.11 or newer with its venv module, and found none." \
		"On Debian and Ubuntu: apt install python3-venv" \
		"To name one that is elsewhere: make PYTHON=/path/to/python3 ..."; exit 1; }
	@echo "Making .venv with $$("$(PYTHON)" --version) from the lock; the first time takes a minute"
	@"$(PYTHON)" -m venv --clear .venv
	@$(PIP_INSTALL) --no-deps --require-hashes -r requirements-dev.lock
	@pwd -P > $@

.venv/installed: .venv/locked pyproject.toml app/__init__.py
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
