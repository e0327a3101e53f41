#!/bin/sh
# Renews the lock files: exact versions and hashes for every system and Python that Evener runs on.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url "$@"
}
compile pyproject.toml --output-file requirements.lock
compile pyproject.toml --extra dev --output-file requirements-dev.lock
