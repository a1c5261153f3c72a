#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Instructions per SIP message, counted by callgrind on a small capture, against the number kept in
# instructions.txt: more than a tenth above fails. Counts depend on the compiler, the C library and
# the processor's vectors, so a number is kept for each set of them; without one the test is skipped
# (77) and says what to add.
#   instructions.sh SOURCE-DIR BUILD-DIR GBTRAFFIC [--record]
# gbanalyze is built with release flags in BUILD-DIR, once; later runs only build what changed.
set -euo pipefail
source_dir=$1 build_dir=$2 gbtraffic=$3 record=${4:-}
table=$source_dir/tests/benchmark/instructions.txt

skip() { echo "skipped: $*"; exit 77; }
command -v valgrind >/dev/null || skip "no valgrind"
[ "$(uname -m)" = x86_64 ] || skip "numbers are kept for x86_64"

compiler=$(gcc -dumpfullversion 2>/dev/null) || skip "no gcc"
vectors=$(grep -qw avx2 /proc/cpuinfo && echo avx2 || echo sse2)
key="gcc-$compiler $(ldd --version | sed -n '1s/.* /glibc-/p') $vectors"
kept=$(sed -n "s/^$key //p" "$table")
[ -n "$kept" ] || [ "$record" = --record ] || skip "no number is kept for $key"

log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
if ! { CC=gcc CFLAGS='' cmake -S "$source_dir" -B "$build_dir" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        -DGB_PLUGIN=OFF -DBUILD_TESTING=OFF && cmake --build "$build_dir" --target gbanalyze; } >"$log/build" 2>&1; then
    cat "$log/build"
    exit 1
fi
"$gbtraffic" --devices 30 --tcp 10 --ipv6 10 --faults 5 --catalog 10 --passwords "$log/devices.csv" \
    "$log/traffic.pcap" >"$log/made"
messages=$(sed -n 's/^\([0-9]*\) SIP messages.*/\1/p' "$log/made")
valgrind --tool=callgrind --callgrind-out-file=/dev/null "$build_dir/analyzer/gbanalyze" -q --no-html \
    --json "$log/report.json" --passwords "$log/devices.csv" "$log/traffic.pcap" >"$log/out" 2>"$log/counted" ||
    { cat "$log/counted"; exit 1; }
total=$(sed -n 's/.*Collected : //p' "$log/counted")
[ -n "$messages" ] && [ -n "$total" ] || { cat "$log/made" "$log/counted"; exit 1; }
now=$((total / messages))

if [ "$record" = --record ]; then
    { grep -v "^$key " "$table" || true; echo "$key $now"; } >"$log/table"
    cp "$log/table" "$table"
    echo "$key: $now instructions per message kept"
    exit 0
fi
echo "$key: $now instructions per message, $kept kept"
[ "$now" -le $((kept + kept / 10)) ] || { echo "more than a tenth above; profile, or keep it with --record"; exit 1; }
