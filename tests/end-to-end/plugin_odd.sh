#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the samples don't hold (tests/plugin/odd.py): the plugin and gbanalyze say the same of it, on one pass
# and on two, and each field is filled by what it is named for alone.
set -eu
. "$GB_SOURCE_DIR/tests/plugin/tshark.sh"
command -v python3 >/dev/null || skip "no python3"
python3 "$GB_SOURCE_DIR/tests/plugin/odd.py" "$T/odd.pcap" "$T/cut.pcap"
chmod a+r "$T"/*.pcap

for capture in odd.pcap cut.pcap; do
    for passes in 1 2; do
        agree "$capture" devices.csv $([ $passes = 1 ] || echo -2)
    done
done
[ "$bad" = 0 ] || exit 1

values() { # FIELD: in odd.pcap, on one line
    fields odd.pcap "$1" "$1" | paste -sd' '
}
expect "messages behind line ends of a stream" "1,2,3 4 5" "$(values gb28181.sn)"
expect "a recording is no catalog item" "" "$(values gb28181.catalog.name)"
expect "a recording's time" "2024-05-01T00:00:00" "$(values gb28181.record.start)"
expect "a number with a comma" "" "$(values gb28181.position.longitude)"
expect "a number" "39.9" "$(values gb28181.position.latitude)"
expect "blanks around a version" "3.0" "$(values gb28181.version)"
expect "SDP in GB2312" "回放 Play" "$(values gb28181.sdp.session)"
expect "a Content-Type with a blank" 0 "$(ts -r odd.pcap -Y 'gb28181.finding == "message.type-missing"' | wc -l)"
ts -r odd.pcap -O gb28181 >"$T/out/tree"
! grep -q 'a=password:secret' "$T/out/tree" || fail "a password is shown"
expect "cut datagrams" "capture.snapped" "$(ts -r cut.pcap -T fields -e gb28181.finding | sort -u)"

for wrong in reportXfoo.html reportfoo report, report,/nonexistent/foo.html sessionsX; do
    ! ts -q -r odd.pcap -z "gb28181,$wrong" >"$T/out/said" 2>&1 || fail "-z gb28181,$wrong is taken"
    grep -q 'GB/T 28181: ' "$T/out/said" || fail "-z gb28181,$wrong is not answered"
done
