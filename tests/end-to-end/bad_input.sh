#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What can't be used ends in exit code 2 and exactly one line on standard error that says what is
# wrong and what to do; nothing goes to standard output, no file appears.
set -u
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
samples=$GB_SOURCE_DIR/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here" "$work/in"
cd "$work/here"
export LC_ALL=C.UTF-8 LANGUAGE=
failed=0
n=0

# refuse NAME PATTERN ARGUMENT...: PATTERN is what the line must hold.
refuse() {
    local name=$1 pattern=$2 rc=0
    shift 2
    n=$((n + 1))
    "$gbanalyze" "$@" >"$work/out" 2>"$work/err" </dev/null || rc=$?
    if [ "$rc" != 2 ] || [ "$(wc -l <"$work/err")" != 1 ] || [ -s "$work/out" ] ||
        ! grep -q '^gbanalyze: ' "$work/err" || ! grep -qE -- "$pattern" "$work/err" ||
        [ -n "$(ls -A)" ]; then
        echo "FAILED: $name: exit $rc, standard error:"
        cat "$work/err"
        ls -A
        rm -rf "$work/here/"{*,.[!.]*}
        failed=1
    fi
}

good=$samples/register-keepalive.pcap
printf 'device_id,password\n34020000001320000001,a\n34020000001320000001,b\n' >"$work/in/twice.csv"
printf 'device_id,password\n34020000001320000001,"a\n' >"$work/in/quote.csv"
printf 'device_id,password\n,a\n' >"$work/in/no-id.csv"
printf 'device_id,password\n34020000001320000001,\n' >"$work/in/no-password.csv"
printf 'device_id,password\n\377\377,a\n' >"$work/in/bytes.csv"
: >"$work/in/empty.pcap"
printf '\324\303\262\241\002\000\004\000\000\000' >"$work/in/begun.pcap"
printf 'Mary had a little lamb, and it was no capture at all.\n' >"$work/in/text.pcap"
cp "$good" "$work/in/copy.pcap"
cp "$samples/devices.csv" "$work/in/good.csv"
ln -s copy.pcap "$work/in/link.pcap"

refuse "no capture" "no capture named" -q
refuse "an unknown option" "--colour: .*--help" --colour "$good"
refuse "a value is missing" "--json: " "$good" --json
refuse "a bad time" "--since noon: " --since noon "$good"
refuse "two outputs to standard output" "only one" "$good" --json - --csv -
refuse "the report and another" "only one" "$good" -o - --events -
refuse "a missing capture" "nowhere.pcap: " nowhere.pcap
refuse "the same in Chinese" "nowhere.pcap：文件不存在" --lang zh nowhere.pcap
refuse "text in Chinese" "text.pcap：不是 pcap" --lang zh "$work/in/text.pcap"
refuse "an empty file in Chinese" "empty.pcap：是空文件" --lang zh "$work/in/empty.pcap"
refuse "a cut one in Chinese" "begun.pcap：pcap 抓包在文件头内" --lang zh "$work/in/begun.pcap"
refuse "a folder as capture" "$work/in: " "$work/in"
refuse "text as capture" "text.pcap: " "$work/in/text.pcap"
refuse "an empty file as capture" "empty.pcap: " "$work/in/empty.pcap"
refuse "a pcap cut inside its header" "begun.pcap: is a pcap capture cut inside its header" "$work/in/begun.pcap"
refuse "no capture on standard input" "" -
refuse "a good and a bad capture" "text.pcap: " "$good" "$work/in/text.pcap"
refuse "missing passwords" "none.csv: " -p none.csv "$good"
refuse "a folder as passwords" "in: " -p "$work/in" "$good"
refuse "a second row for a device" "twice.csv:3: " -p "$work/in/twice.csv" "$good"
refuse "broken quoting" "quote.csv:[23]: " -p "$work/in/quote.csv" "$good"
refuse "a row without an id" "no-id.csv:2: " -p "$work/in/no-id.csv" "$good"
refuse "a row without a password" "no-password.csv:2: " -p "$work/in/no-password.csv" "$good"
refuse "bytes in no encoding" "bytes.csv:2: " -p "$work/in/bytes.csv" "$good"
refuse "missing candidates" "none.txt: " --also-try none.txt "$good"
refuse "a report into a missing folder" "none/r.html: " -o none/r.html "$good"
refuse "JSON into a missing folder" "none/r.json: " --json none/r.json "$good"
refuse "the folder is looked at before the capture" "none/r.json: " --json none/r.json "$work/in/text.pcap"
refuse "a folder as output" "is a folder" --csv "$work/in" "$good"
refuse "an output that is the capture" "copy.pcap: .*input" --json "$work/in/copy.pcap" "$work/in/copy.pcap"
refuse "an output that is the capture by a link" "input" --json "$work/in/link.pcap" "$work/in/copy.pcap"
refuse "an output that is the passwords" "input" -o "$work/in/good.csv" -p "$work/in/good.csv" "$good"
refuse "two outputs to one file" "two outputs" --json x --csv ./x "$good"
refuse "a full disk" "/dev/full: no space" --json /dev/full "$good"
refuse "a name with a line end stays on one line" "U\+000A" "$(printf 'a\nb.pcap')"
cmp -s "$good" "$work/in/copy.pcap" || { echo "FAILED: an input was changed"; failed=1; }

# An unwritable folder can't be made for root: then somebody else is asked.
mkdir -m 555 "$work/locked"
if [ "$(id -u)" != 0 ]; then
    refuse "a folder one may not write to" "locked/r.html: no permission" -o "$work/locked/r.html" "$good"
elif setpriv --reuid=65534 --clear-groups test -r "$good" -a -x "$gbanalyze" 2>/dev/null; then
    chmod 755 "$work"
    real=$gbanalyze
    chmod 777 "$work/out" "$work/err"
    as_nobody() { setpriv --reuid=65534 --clear-groups "$real" "$@"; }
    gbanalyze=as_nobody
    refuse "a folder one may not write to" "locked/r.html: no permission" -o "$work/locked/r.html" "$good"
else
    echo "not tried: a folder one may not write to (running as root, and nobody can't read the build)"
fi

echo "$n refusals"
exit $failed
