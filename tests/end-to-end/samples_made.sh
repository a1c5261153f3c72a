#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every capture in samples/ is what gbtranscript makes of the transcript beside it, has a row in the
# tables of samples (English and Chinese), and no capture lacks its transcript.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$GB_SOURCE_DIR/samples"
n=0
for transcript in *.txt; do
    name=${transcript%.txt}
    [ "$name" = CMakeLists ] && continue
    "$GB_BINARY_DIR/samples/gbtranscript" "$transcript" "$out/$name.pcap"
    cmp "$out/$name.pcap" "$name.pcap" || { echo "$name.pcap is not what its transcript says: make the target 'samples'"; exit 1; }
    for table in README.md README.zh-CN.md; do
        grep -q "^| \[$name\]($name.txt) |" $table || { echo "samples/$table has no row for $name"; exit 1; }
    done
    n=$((n + 1))
done
for capture in *.pcap; do
    [ -f "${capture%.pcap}.txt" ] || { echo "$capture has no transcript"; exit 1; }
done
echo "$n samples"
[ "$n" -ge 30 ]
