#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The plugin and gbanalyze say the same of every sample, and of made traffic with TCP, IPv6, faults
# and catalogs: message by message, in the table of sessions and in the report. On the first pass and on
# the second.
set -eu
. "$GB_SOURCE_DIR/tests/plugin/tshark.sh"
command -v python3 >/dev/null || skip "no python3"
for capture in "$T"/*.pcap; do agree "$(basename "$capture")" devices.csv; done
for capture in keepalive-stops only-pings keepalive-gap keepalive-unanswered incomplete live-refused records \
    catalog-gb2312 wrong-password; do agree $capture.pcap devices.csv -2; done
"$GB_BINARY_DIR/tests/benchmark/gbtraffic" --devices 12 --hours 0.2 --tcp 40 --ipv6 30 --faults 30 --catalog 40 \
    --passwords "$T/made.csv" "$T/made.pcap" >/dev/null
chmod a+r "$T/made.csv" "$T/made.pcap"
agree made.pcap made.csv
exit $bad
