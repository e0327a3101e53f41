#!/bin/sh
# Renews the lock files: exact versions and hashes for every system and Python that Evener runs on.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url "$@"
}
# What is tested is what is served: the tests' tools hold some packages below their newest version.
compile pyproject.toml --extra dev --output-file requirements-dev.lock
compile pyproject.toml --constraint requirements-dev.lock --output-file requirements.lock
