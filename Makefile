# The commands of this repository. `make help` lists them. The work is done by scripts under tools/, because make
# cannot handle a folder with a space in its name.
.DEFAULT_GOAL := help
.PHONY: help demo test check format lock bench docs screenshots clean

PORT ?=
ARGS ?=

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-12s %s\n' "$$name" "$$what"; done

demo: ## Serve a sample company; PORT=8123 chooses the port
	@sh tools/setup.sh run
	@exec .venv/bin/evener demo $(if $(PORT),--port $(PORT)) $(ARGS)

test: check ## Check the code, then run every test on SQLite and on PostgreSQL; ARGS="-k gate" for some of them
	@.venv/bin/python -m tools.chromium --install
	@.venv/bin/python -m tools.test $(ARGS)

check: ## Lint, format, types, import order, house rules, missing migrations
	@sh tools/setup.sh dev
	@.venv/bin/python -m tools.check

format: ## Format the code and sort its imports
	@sh tools/setup.sh dev
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

docs: ## Write the tables in docs/ that come from the code
	@sh tools/setup.sh dev
	@.venv/bin/python -m tools.settings_table
	@.venv/bin/python -m tools.api_table

screenshots: ## Take the pictures in docs/ again; ARGS="board deal" for some of them
	@sh tools/setup.sh dev
	@.venv/bin/python -m tools.chromium --install
	@.venv/bin/python -m tools.screenshots $(ARGS)

lock: ## Renew the lock files from pyproject.toml; ARGS="--upgrade" for newer packages
	@sh tools/setup.sh dev
	@sh tools/lock.sh $(ARGS)

bench: ## Measure speed with 100,000 deals on both databases
	@sh tools/setup.sh dev
	@.venv/bin/python -m bench $(ARGS)

clean: ## Remove .venv and what tools keep; data/ stays
	@rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
