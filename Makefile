# The two commands to remember: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check bench bench-quick bench-service bench-page bench-siting bench-peers fix clean

demo: $(READY)
	$(BIN)/planner run scenarios/ordos-99-to-5.yaml

test: check
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Graphs of up to ten million nodes, about 20 minutes; writes docs/performance.md. It leaves out,
# and names, peers that are not installed.
bench: $(READY)
	$(BIN)/python -m benchmarks.travel

bench-quick: $(READY)
	$(BIN)/python -m benchmarks.travel --quick

# Services, slices, loads of Ordos, about a minute; writes its table in docs/performance.md.
bench-service: $(READY)
	$(BIN)/python -m benchmarks.service --write

# The leader page in Chromium, about five minutes; writes its table in docs/performance.md.
bench-page: $(READY)
	$(BIN)/python -m benchmarks.page --write

# Exact siting against spopt with the same solver, about 25 minutes; needs spopt and pulp.
bench-siting: $(READY)
	$(BIN)/python -m benchmarks.siting --write

# One after the other: not every peer can be had for every Python.
bench-peers: $(READY)
	-for peer in edsger igraph networkit networkx pandana routingkit-cch; do \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check $$peer || \
		echo "$$peer cannot be installed for this Python; make bench leaves it out"; \
	done

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find . -name "*.nb[ic]" -delete

# Pinned versions with hashes; the project itself is installed in place, without the network.
$(READY): requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)
