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

# ---- the verdict stands at the top, in the table and on the device's page, in both languages
for name in keepalive-gap tcp-closed; do # one device; several
    "$gbanalyze" -q "$GB_SOURCE_DIR/samples/$name.pcap" -o v.html --json v.json
    for lang in en zh; do
        key=verdict
        [ $lang = zh ] && key=verdict_zh
        sentence=$(grep -o -m1 "\"$key\": \"[^\"]*\"" v.json | cut -d'"' -f4)
        check "$name: a verdict in $lang" test -n "$sentence"
        times=$(grep -oF "<span lang=\"$lang\">$sentence</span>" v.html | wc -l)
        check "$name: the verdict in $lang stands three times (was $times)" test "$times" = 3
    done
done

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

# ---- Ctrl-C while it waits for more that does not come
old_reports
start
kill -INT $pid # standard input stays open and silent
rc=0
wait $pid || rc=$?
exec 3>&-
check "interrupted while waiting is analysed (was $rc)" test $rc = 0
check "it says so" grep -q '^gbanalyze: interrupted' e
check "what came before is reported" grep -q '"sip_messages": 5' out/r.json
check "and not called cut short" sh -c '! grep -q "capture.truncated" out/r.json && grep -q "\"truncated\": false" out/r.json'

# ---- a second Ctrl-C ends it at once: hold the writing up by a FIFO that nobody reads
old_reports
mkfifo slow
set -m
"$gbanalyze" - -q --json slow --csv out/r.csv <pipe >o 2>e &
pid=$!
set +m
exec 3>pipe 4<>slow
cat "$sample" >&3
for _ in $(seq 200); do
    [ "$(find "/proc/$pid/fd" -lname "*/out/*" 2>/dev/null | wc -l)" -ge 1 ] && break
    sleep 0.05
done
kill -STOP $pid
kill -INT $pid
kill -TERM $pid
kill -CONT $pid
rc=0
wait $pid 2>/dev/null || rc=$?
exec 3>&- 4>&-
check "SIGTERM after Ctrl-C ends it by the signal (was $rc)" test $rc = 143
check "nothing harmed" untouched

# ---- the reader of standard output has seen enough: a pipe whose reader is gone, for each output
old_reports
mkfifo gone
for output in --html --json --csv --events summary; do
    case $output in
        --html) what=(-o - --csv out/r.csv) ;;
        summary) what=(--no-html) ;;
        --csv) what=(--no-html --csv - --json out/r.json) ;;
        *) what=(--no-html "$output" - --csv out/r.csv) ;;
    esac
    quiet=-q
    [ "$output" = summary ] && quiet=--lang=en
    exec 6<>gone 7>gone 6<&-
    rc=0
    (trap '' PIPE; exec "$gbanalyze" $quiet "$sample" "${what[@]}" >&7 2>e) || rc=$?
    check "$output: a pipe nobody reads, SIGPIPE ignored: exit 2 (was $rc)" test $rc = 2
    check "$output: one line" test "$(grep -c . e)" = 1
    rc=0
    ("$gbanalyze" $quiet "$sample" "${what[@]}" >&7 2>e) || rc=$?
    check "$output: a pipe nobody reads ends it by SIGPIPE (was $rc)" test $rc = 141
    check "$output: without a word" test ! -s e
    check "$output: nothing else harmed" untouched
    exec 7>&-
    rc=0
    "$gbanalyze" $quiet "$sample" "${what[@]}" >/dev/full 2>e || rc=$?
    check "$output: a full device: exit 2 (was $rc)" test $rc = 2
    check "$output: a full device is told" grep -q "no space left" e
    check "$output: nothing else harmed" untouched
done
for word in --help --version; do
    rc=0
    "$gbanalyze" $word >/dev/full 2>e || rc=$?
    check "$word to a full device: exit 2 (was $rc)" test $rc = 2
done

# ---- the folder vanishes while it reads
old_reports
start
mv out away
exec 3>&-
rc=0
wait $pid || rc=$?
check "the folder is gone: exit 2 (was $rc)" test $rc = 2
check "it is told in one line" test "$(wc -l <e)" = 1
mv away out
check "the old reports stand" untouched

# ---- targets of other kinds
rm -rf out
old_reports
mv out/r.html real.html
ln -s ../real.html out/r.html
ln -s nowhere/at-all.json out/dangling.json
check "through a symbolic link" "$gbanalyze" -q "$sample" -o out/r.html
check "the link stays one" test -L out/r.html
check "the file behind it is new" sh -c '! grep -qx "old r.html" real.html'
rc=0
"$gbanalyze" -q "$sample" --no-html --json out/dangling.json 2>e || rc=$?
check "a link into no folder is refused (was $rc)" test $rc = 2
mkdir out/nowhere
check "a link to no file yet" "$gbanalyze" -q "$sample" --no-html --json out/dangling.json
check "makes that file" test -L out/dangling.json -a -s out/nowhere/at-all.json
ln -s loop.json out/loop.json
rc=0
"$gbanalyze" -q "$sample" --no-html --json out/loop.json 2>e || rc=$?
check "a link to itself is refused (was $rc)" test $rc = 2
name=$'out/a\nb\033[31m\xe2\x80\xae.html'
check "a name with a line end and escapes" "$gbanalyze" -q "$sample" -o "$name"
"$gbanalyze" --lang en "$sample" -o "$name" >o
check "is shown on one line, without them" sh -c '! grep -q "$(printf "\033")" o && [ "$(tail -n 1 o | grep -c "^report: .*html$")" = 1 ]'
mkfifo out/fifo
cat out/fifo >from-fifo &
reader=$!
check "into a FIFO" "$gbanalyze" -q "$sample" --no-html --json out/fifo
wait $reader
check "it is whole" grep -q '"sip_messages": 5' from-fifo
check "the FIFO stays" test -p out/fifo
"$gbanalyze" -q "$sample" --no-html --json /dev/stdout >o
check "into /dev/stdout" grep -q '"sip_messages": 5' o
check "nothing hidden is left" sh -c '[ -z "$(find . -name ".gbanalyze-*")" ]'

exit $failed
