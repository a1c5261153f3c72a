#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# No password, no candidate and no HA1 reaches any output, whatever the language, and no error
# message either.
set -u
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
samples=$GB_SOURCE_DIR/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0
n=0

# "123456" is found in frame numbers and IDs, so that password is swapped for its HA1 below.
grep -v '^#' "$samples/devices.csv" | tail -n +2 | cut -d, -f2 | grep -v '^123456$' >secrets
printf 'candidate-one\ncandidate-two\n' >candidates
cat candidates >>secrets
cat "$samples"/*.txt | grep -oE 'realm="[^"]*"' | sed 's/.*="//; s/"$//' | sort -u >realms
grep -v '^#' "$samples/devices.csv" | tail -n +2 | grep -v '^\*' >rows
while IFS=, read -r user password _; do
    while read -r realm; do
        printf '%s:%s:%s' "$user" "$realm" "$password" | md5sum | cut -d' ' -f1
    done <realms
done <rows >>secrets
sort -u secrets -o secrets
[ "$(wc -l <secrets)" -ge 10 ] || { echo "FAILED: no secrets to look for"; exit 1; }

look() {
    n=$((n + 1))
    if grep -qaiFf secrets "$@"; then
        echo "FAILED: a secret stands in an output of $capture:"
        grep -aioFf secrets "$@" | sort | uniq -c | head
        failed=1
    fi
}

for capture in "$samples"/*.pcap; do
    for lang in en zh; do
        "$gbanalyze" "$capture" -p "$samples/devices.csv" --also-try candidates --lang $lang --detail all \
            -o r.html --json r.json --csv r.csv --events r.ndjson >out 2>err || { cat err; failed=1; }
        look r.html r.json r.csv r.ndjson out err
    done
done

# A row that is refused is named by its line, not by what it holds.
printf 'device_id,password\n34020000001320000001,cam-2-secret\n34020000001320000001,cam-3-secret\n' >twice.csv
printf 'device_id,password\n34020000001320000001,"cam-2-secret"x\n' >quote.csv
printf 'device_id,password,ha1\n34020000001320000001,cam-2-secret,cam-3-secret\n' >ha1.csv
for rows in twice quote ha1; do
    capture=$rows.csv
    "$gbanalyze" "$samples/unregister.pcap" --no-html -p $rows.csv >out 2>err
    look out err
done
echo "$n runs, $(wc -l <secrets) secrets"
exit $failed
