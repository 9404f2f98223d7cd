#!/usr/bin/env bash
# Make the virtual environment and install the pinned packages into it.
set -euo pipefail

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.11" >&2
    exit 1
}
if ! "$PYTHON" -c 'import ensurepip' 2>/dev/null; then
    echo "Python cannot make virtual environments here. On Debian: apt-get install python3-venv" >&2
    exit 1
fi
echo "Installing the packages of requirements.txt into $VENV (a minute or so, only when that file changes) ..."
"$PYTHON" -m venv "$VENV"
"$VENV/bin/pip" install --quiet --disable-pip-version-check --requirement requirements.txt
