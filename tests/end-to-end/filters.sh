#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every display filter that the report offers is one that Wireshark takes: a frame's selects that
# frame, a device's all of its messages, whatever its ID is made of.
set -u
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
skip() { echo "skipped: $1"; exit 77; }
command -v tshark >/dev/null || skip "tshark is not installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C.UTF-8 HOME=$work
failed=0

select_frames() { # select_frames CAPTURE FILTER: their numbers, or an error
    tshark -r "$1" -Y "$2" -T fields -e frame.number 2>err || { tail -2 err; echo "not accepted"; }
}
unescaped() { sed "s/&quot;/\"/g; s/&#39;/'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\\&/g"; }

report_on() { # report_on CAPTURE
    local n=0 filter frames
    "$gbanalyze" -q "$1" --detail all -o r.html --events r.ndjson || { echo "FAILED: $1"; failed=1; return; }
    grep -o '<code class="filter">[^<]*' r.html | sed 's/^[^>]*>//' | sort -u | unescaped >filters
    # The frames' filters together select the frames together.
    grep '^frame\.number == [0-9]*$' filters | sort -u >frames
    frames=$(select_frames "$1" "$(paste -sd'|' frames | sed 's/|/ or /g')")
    [ "$(echo "$frames" | sort -n)" = "$(grep -o '[0-9]*$' frames | sort -n)" ] ||
        { echo "FAILED: $1: the frames' filters select $frames"; failed=1; }
    while IFS= read -r filter; do
        n=$((n + 1))
        select_frames "$1" "$filter" | sort >got
        # Its messages by --events: the device's ID stands in JSON almost as it does in the filter.
        grep -F "\"device_id\": $(id_in_json "$filter")," r.ndjson | grep -o '^{"frame": [0-9]*' |
            grep -o '[0-9]*$' | sort -u >own
        [ -s own ] || { echo "FAILED: $1: no message of $filter"; failed=1; }
        [ -z "$(comm -13 got own)" ] || { echo "FAILED: $1: $filter selects" $(cat got) "of" $(cat own); failed=1; }
    done < <(grep -v '^frame\.number' filters)
    [ "$n" -gt 0 ] || { echo "FAILED: $1: no filter of a device"; failed=1; }
}
id_in_json() { # 'sip contains "..."': bytes above 7F as themselves, backslash and quote stay escaped
    printf '%s' "${1#sip contains }" | perl -pe 's/(\\\\)|\\x([0-9a-f]{2})/$1 ? $1 : chr hex $2/ge'
}

command -v perl >/dev/null || skip "perl is not installed"
for sample in keepalive-stops catalog-gb2312 register-keepalive; do
    report_on "$GB_SOURCE_DIR/samples/$sample.pcap"
done

# IDs made to break out of the string, with letters outside ASCII, and one that is a part of another.
message() { # message SECONDS ID
    printf '>>> %s\nREGISTER sip:34020000002000000001@3402000000 SIP/2.0\n' "$1"
    printf 'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK%s\n' "$1"
    printf 'From: <sip:%s@3402000000>;tag=1\nTo: <sip:%s@3402000000>\n' "$2" "$2"
    printf 'Call-ID: %s@192.0.2.1\nCSeq: 1 REGISTER\nContact: <sip:x@192.0.2.1>\nContent-Length: 0\n\n' "$1"
}
{
    printf '@a 192.0.2.1:5060\n@b 192.0.2.10:5060\n@time 2024-05-01T00:00:00Z\n'
    message 0 '3402"0001'
    message 1 '3402\0002'
    message 2 '3402\x41\"'
    message 3 '3402" or sip or "'
    message 4 '三号门'
    message 5 '3402'
} >hostile.txt
"$GB_BINARY_DIR/samples/gbtranscript" hostile.txt hostile.pcap || failed=1
report_on hostile.pcap
exit $failed
