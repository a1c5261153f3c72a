#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every byte value and the strings attackers try, through every field of a capture, into what the
# plugin shows: fields, tree, expert items, the table of sessions. All of it is UTF-8 without a
# control character or a change of direction.
set -eu
. "$GB_SOURCE_DIR/tests/plugin/tshark.sh"
"$GB_BINARY_DIR/tests/test_hostile_text" --pcap >"$T/hostile.pcap"
chmod a+r "$T/hostile.pcap"
columns=()
for name in $(ts -G fields 2>/dev/null | awk -F'\t' '$1 == "F" && $3 ~ /^gb28181\./ { print $3 }' | sort -u); do
    columns+=(-e "$name")
done
[ ${#columns[@]} -gt 20 ] || fail "no fields of ours"
ts -2 -n -r hostile.pcap -o gb28181.passwords_file:devices.csv -T fields -E separator=/t "${columns[@]}" >"$T/out/fields" 2>"$T/err"
ts -n -r hostile.pcap -O gb28181 -V 2>>"$T/err" | awk '/^[^ ]/ { ours = /^GB\/T 28181/ } ours' >"$T/out/tree"
ts -n -q -r hostile.pcap -z gb28181,sessions >"$T/out/sessions" 2>>"$T/err"
if grep -qE 'Sanitizer|runtime error|Segmentation|Dissector bug' "$T/err"; then tail -30 "$T/err"; fail "tshark"; fi
python3 - "$T/out/fields" "$T/out/tree" "$T/out/sessions" <<'PYTHON'
import sys, unicodedata
failed = 0
for path in sys.argv[1:]:
    data = open(path, "rb").read()
    name = path.rsplit("/", 1)[1]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        print(f"FAILED: {name}: no UTF-8 at {e.start}: {data[max(0, e.start - 40):e.start + 20]!r}")
        failed = 1
        continue
    for i, c in enumerate(text):
        odd = (unicodedata.category(c) == "Cc" and c not in "\n\t") or c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
        if odd:
            print(f"FAILED: {name}: U+{ord(c):04X} at {i}: {text[max(0, i - 60):i + 20]!r}")
            failed = 1
            break
    print(f"{name}: {len(text)} characters, {text.count(chr(10))} lines")
    failed |= len(text) < 100
sys.exit(failed)
PYTHON
