#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The plugin's statistics: the table of sessions and its filter, the counts, the HTML report (whole or
# not at all), what wrong arguments say; passwords from the table and from a file that can't be read.
set -eu
. "$GB_SOURCE_DIR/tests/plugin/tshark.sh"
P=gb28181.passwords_file:devices.csv

ts -r unregister.pcap -o $P -q -z gb28181,sessions >"$T/out/sessions"
grep -q '^GB/T 28181: 1 session$' "$T/out/sessions" || fail "the table of sessions"
grep -Eq ' unregistered +UDP ' "$T/out/sessions" || fail "the session's state"
ts -r unregister.pcap -o $P -q -z 'gb28181,sessions,gb28181.device_id == "1"' >"$T/out/filtered"
grep -q '^GB/T 28181: 0 sessions$' "$T/out/filtered" || fail "the filter of the table of sessions"
ts -r register-keepalive.pcap -o $P -q -z gb28181,tree >"$T/out/tree"
grep -Eq '^ +Notify Keepalive +1 ' "$T/out/tree" || fail "the tree of counts"
ts -2 -r unregister.pcap -o $P -q -z gb28181,table >"$T/out/table"
grep -q '|unregistered |' "$T/out/table" || fail "the table of the window"

ts -r wrong-password.pcap -o $P -q -z expert >"$T/out/expert"
grep -q 'GB28181 .*Registration rejected' "$T/out/expert" || fail "a finding among the expert infos"
grep -q 'GB28181 .*password that is not known here' "$T/out/expert" || fail "the verdict among the expert infos"
expect "the verdict's own expert info" "3 7 " \
    "$(ts -r wrong-password.pcap -o $P -Y gb28181.auth.mismatch -T fields -e frame.number | tr '\n' ' ')"

ts -r wrong-password.pcap -o $P -q -z "gb28181,report,$T/out/r.html"
grep -q '</html>' "$T/out/r.html" || fail "the report is not whole"
cp "$T/out/r.html" "$T/out/before"
chmod a-w "$T/out"
if [ "$(id -u)" = 0 ]; then chown root "$T/out"; fi
ts -r unregister.pcap -o $P -q -z "gb28181,report,$T/out/r.html" 2>"$T/err" || true
chmod a+w "$T/out"
grep -q 'GB/T 28181: ' "$T/err" || fail "a report that can't be written is not said"
cmp -s "$T/out/r.html" "$T/out/before" || fail "a failed report harmed the older one"
if ts -r unregister.pcap -q -z gb28181,report 2>"$T/err"; then fail "a report without a name ends well"; fi
grep -q 'needs the name' "$T/err" || fail "a report without a name is not explained"

verdicts() { ts -r register-keepalive.pcap "$@" -Y gb28181.auth.result -T fields -e gb28181.auth.result; }
expect "without passwords" no_password "$(verdicts)"
expect "the table" verified "$(verdicts -o 'uat:gb28181_passwords:"340200000013200000001","123456","","",""')"
expect "the table, default" mismatch "$(verdicts -o 'uat:gb28181_passwords:"*","654321","","",""')"
if verdicts -o 'uat:gb28181_passwords:"340200000013200000001","","","",""' 2>"$T/err"; then
    fail "a row without a password is accepted"
fi
printf 'device_id,password\n1,a\n1,b\n' >"$T/twice.csv"
chmod a+r "$T/twice.csv"
expect "a file with a row twice is not used" no_password "$(verdicts -o gb28181.passwords_file:twice.csv 2>"$T/err")"
grep -q 'twice.csv:3: ' "$T/err" || fail "the line of the row is not named: $(cat "$T/err")"
echo ok
