# The portal's commands. `make help` lists them. A step is repeated only when the file that it depends on has changed.

PYTHON_VENV := .venv/bin/python
DJADE := .venv/bin/djade
PIP_INSTALL := $(PYTHON_VENV) -m pip install -qq --require-hashes --requirement
NODE_PATH_FIRST := PATH="$(CURDIR)/.venv/bin:$$PATH"
LOOK := static/built/portal.css
LOOK_SOURCES := $(shell find static -type f -not -path 'static/built/*')
# Settings with which the deploy check reads the production settings; nothing is connected to.
PRODUCTION := DJANGO_SETTINGS_MODULE=hwe_portal.settings.production ALLOWED_HOSTS=portal.example.org \
	SECRET_KEY=0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ FIELD_KEY=0123456789 \
	DATABASE_URL=postgres://portal@localhost/portal BROKER_URL=redis://localhost/0 CACHE_URL=redis://localhost/1
# A process takes the next file whenever it is through with one, so that what is made once for a file is made once;
# tests/conftest.py puts the longest first.
IN_PARALLEL := --numprocesses 2 --dist loadfile --no-loadscope-reorder
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run administrator test check format attacks bench pictures services

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run: .venv/.pango $(LOOK) ## Start the portal at http://localhost:8000/ (PORT, DATABASE_URL, BROKER_URL, EMAIL_URL, DEMO=no)
	@exec $(PYTHON_VENV) manage.py run

administrator: .venv/.runtime ## Make the first administrator: make administrator EMAIL=you@example.org NAME="Your Name"
	@$(PYTHON_VENV) manage.py first_administrator "$(EMAIL)" --name "$(NAME)"

test: services .venv/.pango $(LOOK) ## Run the suite: the marked part on SQLite, then all of it on PostgreSQL and Redis
	@$(PYTHON_VENV) hwe_portal/setup/machine.py chromium
	TEST_STACK=embedded $(PYTHON_VENV) -m pytest $(IN_PARALLEL) --quiet -m embedded
	$(PYTHON_VENV) -m pytest $(IN_PARALLEL)

check: .venv/.development .venv/.pango ## Run the gate: format, lint, layers, types, migrations, deploy check
	$(PYTHON_VENV) -m ruff format --check --quiet .
	$(PYTHON_VENV) -m ruff check --quiet .
	git ls-files -z 'templates/*.html' '*/templates/*.html' | xargs -0 $(DJADE) --check
	.venv/bin/lint-imports --no-cache
	$(PYTHON_VENV) -m mypy
	$(PYTHON_VENV) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PYTHON_VENV) manage.py check --deploy --fail-level WARNING

format: .venv/.development ## Put Python files and templates into the project's form
	@$(PYTHON_VENV) -m ruff format .
	@$(PYTHON_VENV) -m ruff check --fix .
	@git ls-files -z 'templates/*.html' '*/templates/*.html' | xargs -0 $(DJADE)

attacks: services .venv/.pango $(LOOK) ## Run the fault and attack scripts, which wait and time
	@$(PYTHON_VENV) hwe_portal/setup/machine.py chromium
	TEST_STACK=embedded $(PYTHON_VENV) -m pytest -m embedded tests/attacks
	$(PYTHON_VENV) -m pytest tests/attacks

bench: services .venv/.pango $(LOOK) ## Measure; prints ratios and writes var/bench.json
	@$(PYTHON_VENV) -m tests.bench

pictures: services .venv/.pango $(LOOK) ## Take the pictures of the README anew from the running portal
	PICTURES=$(CURDIR)/docs/pictures $(PYTHON_VENV) -m pytest --quiet tests/journeys/test_pictures.py

services: .venv/.development
	@$(PYTHON_VENV) -m tests.services || $(PIP_INSTALL) requirements-services.txt

.venv/bin/python:
	@sh hwe_portal/setup/virtual-environment.sh

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Installing the libraries."
	@$(PIP_INSTALL) requirements.txt
	@touch $@

.venv/.development: requirements-dev.txt .venv/.runtime
	@echo "Installing what the tests and the gate need."
	@$(PIP_INSTALL) requirements-dev.txt
	@touch $@

.venv/.pango: hwe_portal/setup/machine.py .venv/.runtime
	@$(PYTHON_VENV) hwe_portal/setup/machine.py pango
	@touch $@

# Node 20 or newer builds the look; where the machine has none, one comes from the Python package index.
.venv/.node: requirements-node.txt | .venv/bin/python
	@node -e 'process.exit(parseInt(process.versions.node) < 20)' 2>/dev/null && npm --version >/dev/null || $(PIP_INSTALL) requirements-node.txt
	@touch $@

node_modules/.installed: package.json package-lock.json .npmrc .venv/.node
	@echo "Installing what builds the look."
	@$(NODE_PATH_FIRST) npm ci --ignore-scripts --silent
	@touch $@

$(LOOK): node_modules/.installed $(LOOK_SOURCES)
	@echo "Building the look."
	@$(NODE_PATH_FIRST) npm run build --silent
	@touch $@
