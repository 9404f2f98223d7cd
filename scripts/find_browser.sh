#!/usr/bin/env bash
# The browser tests need Chromium: install it where that is possible, else say what is left out.
set -euo pipefail

command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
else
    echo "Chromium is missing: the browser tests will be skipped. On Debian: sudo apt-get install chromium"
fi
