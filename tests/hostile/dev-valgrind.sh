#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: ./dev valgrind [CAPTURE...]   memcheck over the samples and the hostile captures of the fuzz corpus,
# dev:                               with every output; fails on a wrong access, an undefined value, a leak
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v valgrind >/dev/null || { echo "dev: valgrind is missing; install valgrind" >&2; exit 1; }
build=build/debug
mkdir -p $build
cmake --preset debug >$build/configure.log
cmake --build --preset debug --target gbanalyze >$build/build.log || { tail -20 $build/build.log; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
captures=("$@")
[ $# -gt 0 ] || captures=(samples/*.pcap* tests/fuzz/corpus/capture/*)
failed=0
n=0
for capture in "${captures[@]}"; do
    rc=0
    # Exit 2 is a refusal: the corpus holds what is no capture.
    nice -n 5 valgrind -q --suppressions=tests/hostile/valgrind.supp --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        $build/analyzer/gbanalyze -q "$capture" -p samples/devices.csv -o "$work/r.html" --json "$work/r.json" \
        --csv "$work/r.csv" --events "$work/r.ndjson" >"$work/log" 2>&1 || rc=$?
    n=$((n + 1))
    case $rc in
        0 | 1 | 2) ;;
        *) echo "FAILED: $capture"; head -20 "$work/log"; failed=1 ;;
    esac
done
echo "$n captures, $([ $failed = 0 ] && echo nothing found || echo FAILED)"
exit $failed
