#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Outputs are there whole or not at all: a full disk, a kill and a closed pipe harm no older report
# and leave nothing behind; Ctrl-C reports what was read.
set -u
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
sample=$GB_SOURCE_DIR/samples/register-keepalive.pcap
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C.UTF-8 LANGUAGE=
failed=0

check() { # check NAME COMMAND...
    local name=$1
    shift
    "$@" || { echo "FAILED: $name"; failed=1; }
}
old_reports() {
    mkdir -p out
    for f in r.html r.json r.csv r.ndjson; do echo "old $f" >"out/$f"; done
}
untouched() { # the four old reports, and nothing else
    [ "$(ls -A out | tr '\n' ' ')" = "r.csv r.html r.json r.ndjson " ] &&
        for f in r.html r.json r.csv r.ndjson; do [ "$(cat "out/$f")" = "old $f" ] || return 1; done
}
outputs=(-o out/r.html --json out/r.json --csv out/r.csv --events out/r.ndjson)

# ---- all is well
"$gbanalyze" -q "$sample" "${outputs[@]}" 2>/dev/null && [ -z "$(ls -A out 2>/dev/null)" ] && check "a folder is not made up" false
mkdir -p out
check "a run" "$gbanalyze" -q "$sample" "${outputs[@]}"
check "four outputs" test "$(ls -A out | wc -l)" = 4
check "quiet is quiet" test -z "$("$gbanalyze" -q "$sample" --no-html 2>&1)"
"$gbanalyze" "$sample" --no-html >o 2>e
check "the summary goes to standard output" test -s o -a ! -s e
"$gbanalyze" "$sample" --no-html --json - >o 2>e
check "or to standard error" sh -c 'head -c1 o | grep -q "{" && test -s e'
check "no colour, no bar without a terminal" sh -c '! grep -q "$(printf "\033")" o e'
(cd out && "$gbanalyze" -q "$sample") && check "the report's default name" test -s out/register-keepalive.html
rm -f out/register-keepalive.html
(umask 027 && "$gbanalyze" -q "$sample" -o out/r.html)
check "the mode is the umask's" test "$(stat -c %a out/r.html)" = 640
cat "$sample" | "$gbanalyze" -q - --no-html --json out/stdin.json
check "standard input" grep -q '"sip_messages"' out/stdin.json
rm -rf out

# ---- the disk is full
old_reports
rc=0
(ulimit -f 1; exec "$gbanalyze" -q "$sample" "${outputs[@]}") 2>e || rc=$?
check "a file that can't grow: exit 2 (was $rc)" test $rc = 2
check "one line" test "$(wc -l <e)" = 1
check "nothing harmed" untouched
if unshare -m true 2>/dev/null; then
    rc=0
    unshare -m bash -c 'mkdir small; mount -t tmpfs -o size=8k none small; echo old >small/r.html
        "$0" -q "$1" -o small/r.html 2>e; rc=$?; ls -A small >left; cat small/r.html >content; exit $rc' \
        "$gbanalyze" "$sample" || rc=$?
    check "a full file system: exit 2 (was $rc)" test $rc = 2
    check "it is told so" grep -q "no space left" e
    check "the old report stands" test "$(cat left content | tr '\n' ' ')" = "r.html old "
else
    echo "not tried: a full file system (mounting one needs root)"
fi

# ---- killed while it reads: standard input stays open
mkfifo pipe
start() { # a run that waits for more, its outputs open
    set -m
    "$gbanalyze" - "${outputs[@]}" <pipe >o 2>e &
    pid=$!
    set +m
    exec 3>pipe
    cat "$sample" >&3
    for _ in $(seq 200); do
        [ "$(find "/proc/$pid/fd" -lname "*/out/*" 2>/dev/null | wc -l)" -ge 4 ] && break
        sleep 0.05
    done
}
for signal in TERM HUP KILL; do
    old_reports
    start
    kill -$signal $pid
    rc=0
    wait $pid 2>/dev/null || rc=$?
    exec 3>&-
    check "SIG$signal ends it by the signal (was $rc)" test $rc = $((128 + $(kill -l $signal)))
    check "nothing harmed by SIG$signal" untouched
    rm -rf out
done

# ---- Ctrl-C: the report of what was read
old_reports
start
kill -INT $pid
tail -c +25 "$sample" >&3 # more packets: they are not read any more
exec 3>&-
rc=0
wait $pid || rc=$?
check "interrupted is analysed (was $rc)" test $rc = 0
check "it says so" grep -q '^gbanalyze: interrupted' e
check "in the report too" grep -q '"interrupted": true' out/r.json
check "as a finding" grep -q '"capture.interrupted"' out/r.json
check "the report is new" sh -c '! grep -qx "old r.html" out/r.html'
check "nothing else stands there" test "$(ls -A out | wc -l)" = 4

# ---- the reader of standard output has seen enough
old_reports
rc=0
for _ in 1 2 3; do cat "$sample"; done >many # a pcap with junk behind it will do
( "$gbanalyze" -q "$sample" --no-html --csv out/r.csv --events - 2>e; echo $? >rc ) | true
check "a closed pipe ends it by SIGPIPE or not at all (was $(cat rc))" grep -qE '^(141|0)$' rc
check "without a word" test ! -s e

exit $failed
