#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --since and --until leave out what lies outside of them: messages, pings, ends of connections.
set -u
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
cd "$GB_SOURCE_DIR/samples"
failed=0

expect() { # expect WANTED CAPTURE PATTERN [option...]: lines of the JSON report with the pattern
    local wanted=$1 capture=$2 pattern=$3 got
    shift 3
    got=$("$gbanalyze" -q --no-html --json - -p devices.csv "$@" "$capture.pcap" | grep -c "$pattern")
    [ "$got" = "$wanted" ] || { echo "FAILED: $capture $*: $pattern $got times instead of $wanted"; failed=1; }
}

expect 1 only-pings '"sip_messages": 24,'
expect 1 only-pings '"sip_messages": 18,' --until 2024-05-01T00:02:00Z
expect 1 only-pings '"sip_messages": 6,' --since 2024-05-01T00:01:30Z
expect 3 only-pings '"rule": "keepalive.only-pings"'
expect 0 only-pings '"rule": "keepalive.only-pings"' --until 2024-05-01T00:01:20Z
expect 2 tcp-closed '"rule": "registration.connection-closed"'
expect 0 tcp-closed '"rule": "registration.connection-closed"' --until 2024-05-01T00:02:20Z
exit $failed
