#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The JSON, CSV, events and summaries of every sample are those in tests/golden. After a change
# that is meant, GB_UPDATE_GOLDEN=1 writes them anew: read the difference before committing it.
set -u
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
golden=$GB_SOURCE_DIR/tests/golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$GB_SOURCE_DIR/samples"
export LC_ALL=C.UTF-8 LANGUAGE= TZ=UTC
failed=0
n=0
[ "${GB_UPDATE_GOLDEN:-}" ] && mkdir -p "$golden"
[ -d "$golden" ] || { echo "skipped: there are no golden files yet"; exit 77; }

same() { # same FILE NAME: FILE is what was made, NAME its golden file
    n=$((n + 1))
    if [ "${GB_UPDATE_GOLDEN:-}" ]; then
        cp "$1" "$golden/$2"
    elif ! diff -u "$golden/$2" "$1" | head -60 >"$work/diff" || [ -s "$work/diff" ]; then
        cat "$work/diff"
        failed=1
    fi
}

for capture in *.pcap; do
    name=${capture%.pcap}
    for run in 1 2; do
        "$gbanalyze" "$capture" -p devices.csv --also-try also-try.lst --no-html --json "$work/$run.json" --csv "$work/$run.csv" \
            --events "$work/$run.ndjson" --lang en >"$work/$run.out" || { echo "FAILED: $name"; failed=1; }
    done
    for kind in json csv ndjson; do
        cmp "$work/1.$kind" "$work/2.$kind" || { echo "FAILED: $name: two runs, two outputs"; failed=1; }
    done
    "$gbanalyze" "$capture" -p devices.csv --also-try also-try.lst --no-html --lang zh >"$work/zh.txt"
    "$gbanalyze" "$capture" -p devices.csv --also-try also-try.lst --no-html --lang en >"$work/en.txt"
    sed -i 's/"name": "gbanalyze", "version": "[^"]*"/"name": "gbanalyze", "version": "-"/' "$work/1.json"
    same "$work/1.json" "$name.json"
    same "$work/1.csv" "$name.csv"
    same "$work/1.ndjson" "$name.ndjson"
    same "$work/en.txt" "$name.en.txt"
    same "$work/zh.txt" "$name.zh.txt"
done
echo "$n files"
[ "$n" -ge 150 ] || failed=1
exit $failed
