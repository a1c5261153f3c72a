#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: ./dev bench   time and memory beside tcpdump, tshark, sngrep, capinfos (--quick: smaller captures)
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset release >/dev/null
cmake --build --preset release >/dev/null
exec python3 tests/benchmark/bench.py --build build/release "$@"
