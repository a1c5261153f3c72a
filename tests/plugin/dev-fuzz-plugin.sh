#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: ./dev fuzz-plugin [RUNS]   damages captures at random and loads them in tshark with the sanitized plugin
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset asan >/dev/null
cmake --build --preset asan >/dev/null
GB_SOURCE_DIR=$PWD GB_BINARY_DIR=$PWD/build/asan GB_SANITIZE=ON GB_FUZZ_RUNS=${1:-1000} \
    exec bash tests/end-to-end/plugin_survives.sh
