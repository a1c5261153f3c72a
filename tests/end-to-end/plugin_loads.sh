#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The plugin loads, exports Wireshark's entry points alone, and shows the first sample: who, which
# command, how the password stands, how the registration stands, the links; the same on both passes.
set -eu
. "$GB_SOURCE_DIR/tests/plugin/tshark.sh"

so=$(find "$PLUGINS" -name gb28181.so)
expect "exported symbols" "plugin_describe plugin_register plugin_version plugin_want_major plugin_want_minor" \
    "$(nm -D --defined-only "$so" | awk '{print $3}' | sort | tr '\n' ' ' | sed 's/ $//')"

for pass in "" -2; do
    TS_OPTIONS=$pass
    expect "session states $pass" "1 registering,2 challenged,3 answering,4 registered," \
        "$(fields register-keepalive.pcap 'frame.number <= 4' frame.number gb28181.session.state | tr '\n' ,)"
    expect "verdict $pass" "3 verified MD5" \
        "$(fields register-keepalive.pcap gb28181.auth.result frame.number gb28181.auth.result gb28181.auth.algorithm)"
    expect "device $pass" "340200000013200000001 34020000002000000001" \
        "$(fields register-keepalive.pcap 'frame.number == 3' gb28181.device_id gb28181.server_id)"
    expect "keepalive $pass" "Notify Keepalive" \
        "$(fields register-keepalive.pcap gb28181.sn gb28181.root gb28181.cmd_type | head -1)"
    expect "answer links to request $pass" "2 1,4 3," \
        "$(fields register-keepalive.pcap 'gb28181.request_in && frame.number < 5' frame.number gb28181.request_in | tr '\n' ,)"
    expect "wrong password $pass" mismatch \
        "$(fields wrong-password.pcap gb28181.auth.result gb28181.auth.result | sort -u)"
done
TS_OPTIONS=-2
expect "request links to answer" "1 2,3 4," \
    "$(fields register-keepalive.pcap 'gb28181.response_in && frame.number < 5' frame.number gb28181.response_in | tr '\n' ,)"
TS_OPTIONS=
expect "states where the first of two passes shows no messages" "registering,challenged,answering,registered," \
    "$(ts -2 -r register-keepalive.pcap -o gb28181.passwords_file:devices.csv -z sip,stat -T fields \
        -e gb28181.session.state | head -4 | tr '\n' ,)"
expect "a catalog sent in GB2312 reads as UTF-8" "大门摄像机,东停车场 机房 " \
    "$(fields catalog-gb2312.pcap gb28181.catalog.name gb28181.catalog.name | tr '\n' ' ')"
expect "a field that the tree hides comes out unfiltered too" "大门摄像机,东停车场 机房 " \
    "$(fields catalog-gb2312.pcap sip gb28181.catalog.name | grep . | tr '\n' ' ')"

for capture in "$T"/*.pcap; do # where nobody asks, no tree is made and nothing judged; the lines are the same
    plain() { ts -n -r "$capture" -o gb28181.passwords_file:devices.csv "$@"; }
    expect "plain lines of ${capture##*/}" "$(plain -Y 'frame || gb28181')" "$(plain)"
done
expect "expert infos are found without our fields" "4 8 " \
    "$(ts -r wrong-password.pcap -o gb28181.passwords_file:devices.csv -Y '_ws.expert.severity == error' | awk '{print $1}' | tr '\n' ' ')"

expect "playback control" "2" \
    "$(fields playback.pcap 'gb28181.mansrtsp.text == "PLAY RTSP/1.0"' gb28181.mansrtsp.scale | head -1)"
for capture in "$T"/*.pcap; do
    ts -2 -n -r "$capture" -o gb28181.passwords_file:devices.csv -T pdml >"$T/out/all"
    ! grep -q 'Malformed Packet: GB28181' "$T/out/all" || fail "$capture: our dissector gives up"
    grep -o 'name="gb28181\.[a-z0-9_.]*"' "$T/out/all" | sort -u >>"$T/out/fields"
done
sed -n 's/^ *X([A-Z_]*, "\([a-z_.]*\)", .*/\1/p' "$GB_SOURCE_DIR/plugin/fields.h" >"$T/out/known"
[ "$(wc -l <"$T/out/known")" -gt 50 ] || fail "plugin/fields.h is read otherwise"
while read -r field; do
    grep -qF "name=\"gb28181.$field\"" "$T/out/fields" || fail "no sample shows gb28181.$field"
done <"$T/out/known"

# no password comes out
secret=$(cut -d, -f2 "$T/devices.csv" | sed -n 3p)
[ -n "$secret" ] || fail "devices.csv has no password in its first row"
ts -r register-keepalive.pcap -o gb28181.passwords_file:devices.csv -V -O gb28181 >"$T/out/all"
! grep -qF "$secret" "$T/out/all" || fail "a password is shown"
echo ok
