#!/bin/sh
# Makes .venv: `setup.sh run` with what Evener needs, `setup.sh dev` with what working on it needs as well.
# Running it again does nothing while the lock files, pyproject.toml and this folder's path are the same.
set -eu
cd "$(dirname "$0")/.."

want=${1:-run}
case $want in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "Usage: tools/setup.sh run|dev" >&2; exit 2 ;;
esac

stamp=.venv/.ready
made_in=.venv/.made-in
state=$(cat requirements.lock requirements-dev.lock pyproject.toml tools/setup.sh tools/uv.txt | cksum)

# What was set up for `dev` serves `run` as well.
if [ -x .venv/bin/python ] && [ "$(cat $made_in 2>/dev/null)" = "$PWD" ]; then
    case $(cat $stamp 2>/dev/null) in
        "dev $state" | "$want $state") .venv/bin/python -c "" 2>/dev/null && exit 0 ;;
    esac
fi

stop() {
    echo "$*" >&2
    exit 1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# A folder that was moved keeps its old path in every script: make it anew. One made elsewhere by hand is used.
if [ -x .venv/bin/python ] && .venv/bin/python -c "import pip" 2>/dev/null; then
    [ ! -e $made_in ] || [ "$(cat $made_in)" = "$PWD" ] || rm -rf .venv
else
    rm -rf .venv
fi

if [ ! -e .venv ]; then
    python=$(find_python) ||
        stop "Evener needs Python 3.11 or newer. Install it with: sudo apt install python3 python3-venv"
    "$python" -c "import ensurepip, venv" 2>/dev/null ||
        stop "Python's venv module is missing. Install it with: sudo apt install python3-venv"
    echo "Setting up .venv (once, about a minute) …"
    "$python" -m venv .venv || { rm -rf .venv; stop "Python could not make .venv in $PWD."; }
else
    echo "Bringing .venv up to date …"
fi
rm -f $stamp

# A company's own certificate stands among the system's; uv looks only at those it brings unless told so.
[ ! -e /etc/ssl/certs/ca-certificates.crt ] || export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"

with_uv() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/uv.txt &&
        .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r $lock &&
        .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps -e .
}

with_pip() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $lock &&
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
}

if ! with_uv; then
    echo "uv could not install the packages; trying pip, which is slower …" >&2
    with_pip || stop "The packages could not be installed. Check the network, or pip's settings (pip config list), and run this again."
fi

# Compiled once here, also where Python may not or must not do it by itself: a start takes a third of the time.
.venv/bin/python -m compileall -q src >/dev/null || true

printf '%s' "$PWD" >$made_in
printf '%s' "$want $state" >$stamp
