#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# No password, no candidate and no HA1 reaches any output, whatever the language, and no error
# message either.
set -u
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
samples=$GB_SOURCE_DIR/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0
n=0

# "123456" is found in frame numbers and IDs, so that password is swapped for its HA1 below.
grep -v '^#' "$samples/devices.csv" | tail -n +2 | cut -d, -f2 | grep -v '^123456$' >secrets
printf 'candidate-one\ncandidate-two\n' >candidates
cat candidates >>secrets
cat "$samples"/*.txt | grep -oE 'realm="[^"]*"' | sed 's/.*="//; s/"$//' | sort -u >realms
grep -v '^#' "$samples/devices.csv" | tail -n +2 | grep -v '^\*' >rows
while IFS=, read -r user password _; do
    while read -r realm; do
        printf '%s:%s:%s' "$user" "$realm" "$password" | md5sum | cut -d' ' -f1
    done <realms
done <rows >>secrets
sort -u secrets -o secrets
[ "$(wc -l <secrets)" -ge 10 ] || { echo "FAILED: no secrets to look for"; exit 1; }

look() {
    n=$((n + 1))
    if grep -qaiFf secrets "$@"; then
        echo "FAILED: a secret stands in an output of $capture:"
        grep -aioFf secrets "$@" | sort | uniq -c | head
        failed=1
    fi
}

for capture in "$samples"/*.pcap; do
    for lang in en zh; do
        "$gbanalyze" "$capture" -p "$samples/devices.csv" --also-try candidates --lang $lang --detail all \
            -o r.html --json r.json --csv r.csv --events r.ndjson >out 2>err || { cat err; failed=1; }
        look r.html r.json r.csv r.ndjson out err
    done
done

# Passwords that devices write into headers and bodies in clear: in every place a URI stands, as
# parameters of it, in elements, their attributes and their children, and in SDP.
sed 's/^|//' >clear.txt <<'TRANSCRIPT'
|@a 192.0.2.20:5060
|@b 192.0.2.10:5060
|@time 2024-05-01T00:00:00Z
|@bodyend crlf
|>>> 0
|REGISTER sip:34020000002000000001:Zx9secretQ@3402000000 SIP/2.0
|Via: SIP/2.0/UDP 192.0.2.20:5060;rport;branch=z9hG4bKcl1
|From: <sip:34020000001320000020:Zx9secretQ@3402000000>;tag=c1
|To: <sip:34020000001320000020:Zx9secretQ@3402000000;pass=Zx9secretQ>
|Call-ID: clear-1;password=Zx9secretQ
|CSeq: 1 REGISTER
|Contact: <sip:34020000001320000020@192.0.2.20:5060;password=Zx9secretQ>
|Max-Forwards: 70
|User-Agent: IPC pwd=Zx9secretQ
|Authorization: Digest username="34020000001320000020", realm="pwd=Zx9secretQ", nonce="1", uri="sip:34020000002000000001:Zx9secretQ@192.0.2.10", response="0123456789abcdef0123456789abcdef", algorithm=MD5
|Expires: 3600
|Content-Length: 0
|
|<<< 0.003
|SIP/2.0 403 Not sip:34020000001320000020:Zx9secretQ@h
|Via: SIP/2.0/UDP 192.0.2.20:5060;rport=5060;received=192.0.2.20;branch=z9hG4bKcl1
|From: <sip:34020000001320000020:Zx9secretQ@3402000000>;tag=c1
|To: <sip:34020000001320000020:Zx9secretQ@3402000000>;tag=s1
|Call-ID: clear-1;password=Zx9secretQ
|CSeq: 1 REGISTER
|Content-Length: 0
|
|<<< 1
|MESSAGE sip:34020000001320000020:Zx9secretQ@192.0.2.20:5060 SIP/2.0
|Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bKcl2
|From: <sip:34020000002000000001@3402000000>;tag=c2
|To: <sip:34020000001320000020@3402000000>
|Call-ID: clear-2@192.0.2.10
|CSeq: 1 MESSAGE
|Max-Forwards: 70
|Content-Type: Application/MANSCDP+xml
|Content-Length: *
|
|<?xml version="1.0" encoding="GB2312"?>
|<Control>
|<CmdType>DeviceConfig</CmdType>
|<SN>101</SN>
|<DeviceID>34020000001320000020</DeviceID>
|<BasicParam>
|<Password A="Zx9secretQ">x</Password>
|<Password B="Zx9secretQ"/>
|<AdminPwd><Old>Zx9secretQ</Old></AdminPwd>
|<Place>rtsp://u:Zx9secretQ@192.0.2.1/1</Place>
|</BasicParam>
|</Control>
|
|<<< 1
|INVITE sip:34020000001320000020@192.0.2.20:5060;passwd=Zx9secretQ SIP/2.0
|Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bKcl3
|From: <sip:34020000002000000001@3402000000>;tag=c3
|To: <sip:34020000001320000020@3402000000>
|Call-ID: clear-3@192.0.2.10
|CSeq: 1 INVITE
|Contact: <sip:34020000002000000001:Zx9secretQ@192.0.2.10:5060>
|Subject: pwd=Zx9secretQ
|Content-Type: Application/SDP
|Content-Length: *
|
|v=0
|o=password=Zx9secretQ 0 0 IN IP4 192.0.2.10
|s=Play
|u=rtsp://u:Zx9secretQ@192.0.2.1/1
|c=IN IP4 192.0.2.10
|t=0 0
|m=video 30000 RTP/AVP 96
|a=username:Zx9secretQ
|a=password:Zx9secretQ
|y=password:Zx9secretQ
TRANSCRIPT
echo Zx9secretQ >>secrets
"$GB_BINARY_DIR/samples/gbtranscript" clear.txt clear.pcap || failed=1
[ "$(grep -ac Zx9secretQ clear.pcap)" -ge 15 ] || { echo "FAILED: the capture holds no secrets"; failed=1; }
capture=clear.pcap
for lang in en zh; do
    "$gbanalyze" clear.pcap --lang $lang --detail all -o r.html --json r.json --csv r.csv --events r.ndjson >out 2>err ||
        { cat err; failed=1; }
    look r.html r.json r.csv r.ndjson out err
    grep -q '\*\*\*' r.json && grep -q '\*\*\*' r.html || { echo "FAILED: nothing is masked"; failed=1; }
done

# A row that is refused is named by its line, not by what it holds.
printf 'device_id,password\n34020000001320000001,cam-2-secret\n34020000001320000001,cam-3-secret\n' >twice.csv
printf 'device_id,password\n34020000001320000001,"cam-2-secret"x\n' >quote.csv
printf 'device_id,password,ha1\n34020000001320000001,cam-2-secret,cam-3-secret\n' >ha1.csv
printf '34020000001320000001,cam-2-secret,cam-3-secret\n' >comma.csv
for rows in twice quote ha1 comma; do
    capture=$rows.csv
    "$gbanalyze" "$samples/unregister.pcap" --no-html -p $rows.csv >out 2>err
    look out err
done
echo "$n runs, $(wc -l <secrets) secrets"
exit $failed
