# Kamu SM eğitim programı panosu: `make run` sunar, `make test` her şeyi sınar.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STORE := $(or $(EGITIM_STORE),data/egitim.duckdb)
HOST ?= 127.0.0.1
PORT ?= 8050
BOS ?= $(EGITIM_BOS)

# Debian keeps venv in a package of its own; root may fetch it.
VENV_OF_DEBIAN = test "$$(id -u)" = 0 && apt-get -qq update && apt-get -qq install -y python3-venv >/dev/null && $(PYTHON) -m venv .venv
# With WHEELS=folder nothing is asked from a network: see `make wheelhouse`.
OFFLINE = $(if $(WHEELS),--no-index --find-links $(WHEELS))
PIP_INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes $(OFFLINE)
# Each core has its own stores and PostgreSQL; more than four only wait for the disk. A browser needs the cores itself.
ON_EVERY_CORE = -n auto --maxprocesses 4 --dist worksteal

.NOTPARALLEL:
.PHONY: run test check lint browser postgres outside demo backup lock static wheelhouse install-offline sbom
.DELETE_ON_ERROR:

run: $(BIN)/.run static
	@test -n "$(BOS)" || test -e "$(STORE)" || $(BIN)/python -m dashboard demo --once
	@EGITIM_BOS=$(BOS) exec $(BIN)/python app.py --host $(HOST) --port $(PORT)

test: $(BIN)/.dev static browser postgres outside lint
	$(BIN)/pytest $(ON_EVERY_CORE) -m "not browser"
	$(BIN)/pytest -m browser

check: $(BIN)/.dev static lint
	$(BIN)/pytest -q $(ON_EVERY_CORE) -m "not browser and not slow"

lint: $(BIN)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: $(BIN)/.dev
	@$(BIN)/python tests/chromium.py

postgres: $(BIN)/.dev
	@$(BIN)/python -m tests.postgres

# Others' programs that look at sealed papers.
outside: $(BIN)/.dev
	@$(BIN)/python -m tests.outside

demo: $(BIN)/.run
	@$(BIN)/python -m dashboard demo

backup: $(BIN)/.run
	@$(BIN)/python -m dashboard backup

static: $(BIN)/.run
	@$(BIN)/python -m dashboard.static

# Everything an installation without a network needs, for this Python and this kind of machine.
wheelhouse: $(BIN)/.run
	@rm -rf build/wheelhouse
	@$(BIN)/pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.txt -d build/wheelhouse
	@$(BIN)/python -m dashboard.static fetch build/wheelhouse || true
	@echo "Ağsız kurulumun paketleri: build/wheelhouse"

# A clean environment out of such a folder alone.
install-offline:
	@test -d "$(WHEELS)" || { echo "Paketlerin klasörünü verin: make install-offline WHEELS=build/wheelhouse" >&2; exit 2; }
	@rm -rf .venv build/static && mkdir -p build
	@cp $(WHEELS)/*.tgz build/ 2>/dev/null || true
	@$(MAKE) --no-print-directory static WHEELS=$(WHEELS)

# The parts list in the form of CycloneDX: what is locked (with hashes), what is installed in ENV (with licences).
ENV ?= .venv
sbom: $(BIN)/.dev
	@mkdir -p build/sbom
	@$(BIN)/cyclonedx-py requirements --output-reproducible -o build/sbom/requirements.cdx.json requirements.txt
	@$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o build/sbom/environment.cdx.json $(ENV)
	@echo "Parça listeleri: build/sbom"

# The environment is made once; packages are installed again only when a lock file has changed.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 ya da üstü bulunamadı." >&2; exit 1; }
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; $(VENV_OF_DEBIAN); } \
	  || { rm -rf .venv; echo "Sanal ortam kurulamadı; önce python3-venv paketini kurun." >&2; exit 1; }

$(BIN)/.run: requirements.txt | $(BIN)/python
	@echo "Paketler kuruluyor (ilk kez bir iki dakika sürer)…"; $(PIP_INSTALL) -r requirements.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt | $(BIN)/python
	@echo "Paketler kuruluyor (ilk kez bir iki dakika sürer)…"; $(PIP_INSTALL) -r requirements-dev.txt
	@touch $(BIN)/.run $@

# Exact versions with hashes, without the address of any index. `make lock UP=--upgrade` moves them.
LOCK = build/lock/bin/uv pip compile --universal --generate-hashes --no-header $(UP)
lock: | $(BIN)/python
	@test -x build/lock/bin/uv || { $(PYTHON) -m venv build/lock && build/lock/bin/pip install -q --disable-pip-version-check uv; }
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
