#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh unit|page: the tests of the HTML report under node. Exit 77: skipped, and why.
# GB_SOURCE_DIR, GB_BINARY_DIR and GB_WRITE_SAMPLE come from CTest.
set -e
skip() {
    echo "skipped: $1"
    exit 77
}
here=$GB_SOURCE_DIR/tests/browser
node=$(command -v node || command -v nodejs) || skip "node is not installed"
"$node" -e 'process.exit(+process.versions.node.split(".")[0] >= 18 ? 0 : 1)' || skip "node is older than 18"
if [ "$1" = unit ]; then
    exec "$node" --test "$here/unit/"
fi
"$node" -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' ||
    skip "node is older than 20, which playwright-core asks for ($("$node" --version))"
GB_CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
    skip "Chromium is not installed"
command -v npm > /dev/null || skip "npm is not installed"
modules=$GB_BINARY_DIR/browser
mkdir -p "$modules"
if ! cmp -s "$here/package-lock.json" "$modules/package-lock.json" || [ ! -d "$modules/node_modules/axe-core" ]; then
    cp "$here/package.json" "$here/.npmrc" "$modules/"
    cp "$here/package-lock.json" "$modules/package-lock.json"
    (cd "$modules" && timeout 300 npm ci --ignore-scripts > npm.log 2>&1) || {
        rm -f "$modules/package-lock.json"
        skip "npm could not fetch playwright-core and axe-core; see $modules/npm.log"
    }
fi
export GB_CHROMIUM GB_NODE_MODULES=$modules
exec "$node" --test "$here/report.test.mjs"
