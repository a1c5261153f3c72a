#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The plugin and gbanalyze say the same of every sample, and of made traffic with TCP, IPv6, faults
# and catalogs: message by message, in the table of sessions and in the report. On the first pass and on
# the second.
set -eu
. "$GB_SOURCE_DIR/tests/plugin/tshark.sh"
command -v python3 >/dev/null || skip "no python3"
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze

agree() { # CAPTURE PASSWORDS [tshark option]
    local capture=$1 passwords=$2 name
    shift 2
    name=$(basename "$capture")
    "$gbanalyze" -q "$T/$capture" -p "$T/$passwords" --events "$T/out/events" --json "$T/out/json" -o "$T/out/html"
    ts -n -r "$capture" "$@" -o "gb28181.passwords_file:$passwords" -T pdml -J 'sip gb28181' >"$T/out/pdml"
    ts -n -r "$capture" "$@" -o "gb28181.passwords_file:$passwords" -q -z gb28181,sessions \
        -z "gb28181,report,$T/out/plugin.html" >"$T/out/sessions"
    python3 "$GB_SOURCE_DIR/tests/plugin/agree.py" "$name $*" "$T/out/events" "$T/out/json" "$T/out/pdml" "$T/out/sessions" \
        "$T/out/html" "$T/out/plugin.html" || bad=1
}

bad=0
for capture in "$T"/*.pcap; do agree "$(basename "$capture")" devices.csv; done
for capture in keepalive-stops only-pings; do agree $capture.pcap devices.csv -2; done
"$GB_BINARY_DIR/tests/benchmark/gbtraffic" --devices 12 --hours 0.2 --tcp 40 --ipv6 30 --faults 30 --catalog 40 \
    --passwords "$T/made.csv" "$T/made.pcap" >/dev/null
chmod a+r "$T/made.csv" "$T/made.pcap"
agree made.pcap made.csv
exit $bad
