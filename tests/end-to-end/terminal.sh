#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# On a terminal: colours unless NO_COLOR or a dumb one, lines no wider than it, and a progress bar
# that is erased. script(1) plays the terminal.
set -u
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
sample=$GB_SOURCE_DIR/samples/wrong-password.pcap
passwords=$GB_SOURCE_DIR/samples/devices.csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
command -v script >/dev/null || { echo "skipped: script(1) is not there"; exit 77; }
unset NO_COLOR
export LC_ALL=C.UTF-8 LANGUAGE= TERM=xterm
failed=0
escape=$(printf '\033')

check() {
    local name=$1
    shift
    "$@" || { echo "FAILED: $name"; cat -v screen | head -20; failed=1; }
}
run() { script -qec "stty cols 72; $1" /dev/null </dev/null >screen; }

run "'$gbanalyze' '$sample' -p '$passwords' --no-html"
check "colours" grep -q "$escape\[[0-9;]*m" screen
run "NO_COLOR=1 '$gbanalyze' '$sample' -p '$passwords' --no-html"
check "no colours with NO_COLOR" sh -c "! grep -q '$escape' screen"
run "NO_COLOR= '$gbanalyze' '$sample' -p '$passwords' --no-html"
check "an empty NO_COLOR does not count" grep -q "$escape" screen
run "TERM=dumb '$gbanalyze' '$sample' -p '$passwords' --no-html"
check "no colours on a dumb terminal" sh -c "! grep -q '$escape' screen"
check "no line is wider" sh -c 'test "$(tr -d "\r" <screen | wc -L)" -le 72'
run "TERM=dumb '$gbanalyze' '$sample' -p '$passwords' --no-html --lang zh"
check "nor in Chinese" sh -c 'test "$(tr -d "\r" <screen | wc -L)" -le 72'
check "it is in Chinese" grep -q "设备" screen

# A capture that takes its time.
slow="(cat '$sample'; sleep 1; tail -c +25 '$sample'; sleep 0.2; tail -c +25 '$sample') | '$gbanalyze' -"
run "$slow --no-html"
check "a bar" grep -qE "$escape\[K(\[#|[0-9]+ s)" screen
check "which is erased" sh -c "tr '\r' '\n' <screen | grep -A1 '[0-9] s\$' | grep -q '^$escape\[K'"
run "$slow --no-html -q"
check "quiet is quiet" test ! -s screen
exit $failed
