#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One capture after another in one program, and frames looked at again (as the GUI does, here by
# sharkd): nothing of the first capture is left in the second, and the links forward are there. The
# profile with columns and colours loads.
set -eu
. "$GB_SOURCE_DIR/tests/plugin/tshark.sh"

mkdir -p "$T/home/.config/wireshark/profiles"
cp -r "$GB_SOURCE_DIR/plugin/profile/GB28181" "$T/home/.config/wireshark/profiles/"
chmod -R a+rwX "$T/home"
ts -C GB28181 -r register-keepalive.pcap -o gb28181.passwords_file:devices.csv --color >"$T/out/list" 2>"$T/err"
grep -q '340200000013200000001.*verified.*answering' "$T/out/list" || { cat "$T/out/list" "$T/err"; fail "the profile's columns"; }
! grep -qi 'color\|colour' "$T/err" || { cat "$T/err"; fail "the profile's colours"; }

if [ -z "${GB_TSHARK_ROOT:-}" ]; then command -v sharkd >/dev/null || skip "no sharkd for the second half"; fi
request() { printf '{"jsonrpc":"2.0","id":%d,"method":"%s"%s}\n' "$@"; }
{
    request 1 load ",\"params\":{\"file\":\"$T/unregister.pcap\"}"
    request 2 load ",\"params\":{\"file\":\"$T/register-keepalive.pcap\"}"
    request 3 frame ',"params":{"frame":1,"proto":true}'
    request 4 tap ',"params":{"tap0":"nstat:gb28181,table"}'
    request 5 bye ""
} >"$T/requests"
run_as_user sharkd - <"$T/requests" >"$T/out/answers" 2>"$T/err" || { cat "$T/err"; fail "sharkd"; }
grep -q 'Response in: 2' "$T/out/answers" || fail "the request does not link to its answer"
grep -q '340200000013200000001' "$T/out/answers" || fail "the second capture's device is not there"
! grep '"id":4' "$T/out/answers" | grep -q unregistered || fail "the first capture's session is in the second's table"
echo ok
