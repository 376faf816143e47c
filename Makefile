# Everything there is to type. `make help` lists it.
# PORT and SODOAN_DATA are honoured, from the environment or as `make demo PORT=8010`.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo run test test-pg15 fuzz crash check bench lock format browser

unexport PYTHONDONTWRITEBYTECODE # caching byte code halves the start of everything

BIN := .venv/bin
# The first Python that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Not built yet, moved since, or its Python is gone: build it anew.
STALE := $(shell [ "$$(cat .venv/.place 2>/dev/null)" = "$$(pwd -P)" ] && \
	$(BIN)/python -c '' 2>/dev/null || echo stale)
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate $(if $(UPGRADE),--upgrade)

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

setup: .venv/.dev ## create or refresh .venv from the locked dependencies

demo: .venv/.base ## a filled demonstration: database, web and worker; Ctrl-C stops everything
	@$(BIN)/sodoan demo

run: .venv/.dev ## web and worker for developers: readable errors, reload on change
	@DJANGO_SETTINGS_MODULE=config.settings.dev $(BIN)/sodoan run --reload

test: .venv/.dev browser ## every test, the stories in a real browser included
	$(BIN)/python -m pytest -n 2 --dist worksteal

fuzz: .venv/.dev ## every page against all kinds of rubbish in addresses and forms (minutes)
	SODOAN_FUZZ=1 $(BIN)/python -m pytest -n 2 tests/access/test_hostile_queries.py

crash: .venv/.dev ## worker and database server killed amid imports, undoing, reports, mail (minutes)
	SODOAN_CRASH=1 $(BIN)/python -m pytest tests/imports/test_imports_crash.py tests/imports/test_imports_kill.py \
		tests/reports/test_reports_kill.py tests/mails/test_mails_kill.py

test-pg15: .venv/.dev browser ## the same tests on the PostgreSQL 15 of this machine
	$(BIN)/python -m tests.config.older_server -n 2

check: .venv/.dev ## lint, types, import order, templates, migrations, architecture
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	find sodoan -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} +
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest tests/architecture

bench: .venv/.dev ## our figures beside their limit references
	$(BIN)/python -m bench

format: .venv/.dev ## put code and templates in order
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .
	-find sodoan -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

lock: .venv/.dev ## compile requirements/*.txt from *.in (UPGRADE=1: newest versions)
	cd requirements && ../$(COMPILE) base.in --output-file base.txt
	cd requirements && ../$(COMPILE) dev.in --output-file dev.txt

browser: .venv/.dev
	@$(BIN)/python -m tests.stories.browser

ifeq ($(STALE),stale)
.PHONY: .venv/.place
endif
.venv/.place:
	@[ -n "$(PYTHON)" ] || { echo "Cần Python 3.11 trở lên; máy này chưa có." >&2; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Không tạo được .venv. Trên Debian, Ubuntu: cài gói python3-venv rồi chạy lại." >&2; exit 1; }
	@# The console command: no build step, so nothing is fetched beyond the lock.
	@pwd -P > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sodoan.pth"
	@printf '%s\n' '#!/bin/sh' 'exec "$$(dirname "$$(readlink -f "$$0")")/python" -P -m sodoan "$$@"' > $(BIN)/sodoan
	@chmod +x $(BIN)/sodoan
	@pwd -P > $@

.venv/.base: requirements/base.txt .venv/.place
	@echo "Cài thư viện (một lần)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.base
	@echo "Cài thư viện cho người phát triển (một lần)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
