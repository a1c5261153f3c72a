#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Inputs that change, end or promise too much while they are read: what is there is analysed, what is
# not is told, and no promise takes memory.
set -u
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
sample=$GB_SOURCE_DIR/samples/register-keepalive.pcap
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C.UTF-8 LANGUAGE=
failed=0

check() { # check NAME COMMAND...
    local name=$1
    shift
    "$@" || { echo "FAILED: $name"; failed=1; }
}
run() { # run NAME EXPECTED-EXIT ARGUMENT...: r.json is the result
    local name=$1 expected=$2 rc=0
    shift 2
    rm -f r.json
    "$gbanalyze" -q --no-html --json r.json "$@" >o 2>e || rc=$?
    [ "$rc" = "$expected" ] || { echo "FAILED: $name: exit $rc"; head -5 e; failed=1; }
}
holds() { check "$1" grep -qE "$2" r.json; } # holds NAME PATTERN

# ---- cut at every byte: read as far as it goes, and told
size=$(stat -c %s "$sample")
for at in $(seq 24 97 $((size - 1))) $((size - 1)); do
    head -c "$at" "$sample" >cut.pcap
    run "cut at $at" 0 cut.pcap
    [ "$at" = 24 ] || holds "cut at $at is told" '"capture.truncated"'
done

# ---- growing, shrinking and vanishing while it is read. The capture is named before a FIFO, so its
# first part is read once the FIFO's other end could be opened; the rest waits for the FIFO.
mkfifo pipe
{ head -c 24 "$sample"; for _ in $(seq 300); do tail -c +25 "$sample"; done; } >big.pcap # many reads
hold() { # hold CAPTURE...: starts a run that has looked at them and waits
    "$gbanalyze" -q --no-html --json r.json "$@" pipe >o 2>e &
    pid=$!
    exec 3>pipe
    head -c 24 "$sample" >&3
}
let_go() { # let_go NAME
    exec 3>&-
    local rc=0
    wait $pid || rc=$?
    [ $rc = 0 ] || { echo "FAILED: $1: exit $rc"; cat e; failed=1; }
}
head -c 400000 big.pcap >growing.pcap
hold growing.pcap
tail -c +400001 big.pcap >>growing.pcap
let_go "a capture that grows"
holds "all of it was read" '"sip_messages": 1500'
cp big.pcap shrinking.pcap
hold shrinking.pcap
truncate -s 300000 shrinking.pcap
let_go "a capture that is cut while it is read"
holds "that is told" '"capture.truncated"'
cp big.pcap vanishing.pcap
hold vanishing.pcap
rm vanishing.pcap
let_go "a capture that is removed while it is read"
holds "it was open: all of it was read" '"sip_messages": 1500'
# Of many captures most are closed again until their time comes.
many=()
for i in $(seq 12); do
    cp "$sample" "many-$i.pcap"
    many+=("many-$i.pcap")
done
hold "${many[@]}"
rm many-7.pcap
echo "no capture any more" >many-8.pcap
let_go "many captures, of which one is gone and one another"
holds "the others were read" '"sip_messages": 50'
holds "that is told" '"capture.truncated"'

# ---- the same file twice, whatever it is called: one line, and on it goes
cp "$sample" one.pcap
cp "$sample" other.pcap
ln -s one.pcap link.pcap
ln one.pcap hard.pcap
run "two files" 0 one.pcap other.pcap
check "two files are nothing to warn of" [ ! -s e ]
run "one file thrice" 0 one.pcap other.pcap link.pcap hard.pcap
check "it is one line" grep -qx 'gbanalyze: link.pcap: the same file as one.pcap; .*' e
check "and no other" [ "$(wc -l <e)" = 1 ]
holds "all were read" '^  "packets": 20,'
run "in Chinese" 0 --lang zh one.pcap one.pcap
check "it is said" grep -q '^gbanalyze: one.pcap：与 one.pcap 是同一文件' e

# ---- what can't be read at all
run "a file that fails when it is read" 2 /proc/self/mem
check "says so" grep -q "can't be read" e

# ---- promises: lengths far beyond what is there. Under the sanitizer no single piece of memory may
# be larger than a message may be; else all of it is bounded.
python3 - "$sample" <<'PYTHON'
import struct, sys
sample = open(sys.argv[1], "rb").read()
def pcap(*packets, link=101):
    out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 0xffffffff, link)
    for p in packets:
        out += struct.pack("<IIII", 1600000000, 0, len(p), len(p)) + p
    return out
def ip(protocol, payload, total=None):
    return struct.pack(">BBHHHBBHII", 0x45, 0, total or 20 + len(payload), 1, 0, 64, protocol, 0, 0x0a000001, 0x0a000002) + payload
def udp(payload, n=None):
    return ip(17, struct.pack(">HHHH", 5060, 5060, n or 8 + len(payload), 0) + payload)
def tcp(payload, seq=1):
    return ip(6, struct.pack(">HHIIBBHHH", 40000, 5060, seq, 1, 0x50, 0x10, 65535, 0, 0) + payload)
def sip(length, body=b"", kind="text/plain"):
    return (f"MESSAGE sip:1@a SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nFrom: <sip:1@a>;tag=1\r\nTo: <sip:2@a>\r\n"
            f"Call-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n").encode() + body
def block(kind, length, body=b""):
    return struct.pack("<II", kind, length) + body
section = block(0x0a0d0d0a, 28, struct.pack("<IHHqI", 0x1a2b3c4d, 1, 0, -1, 28))
huge = [4294967295, 2147483647, 9223372036854775807, 18446744073709551615, 99999999999999999999999]
cases = {
    "record": pcap() + struct.pack("<IIII", 1, 0, 0xffffffff, 0xffffffff) + sample[24:],
    "record-2g": pcap() + struct.pack("<IIII", 1, 0, 0x7fffffff, 0x7fffffff) + sample[24:],
    "ng-block": section + block(6, 0xfffffffc, b"x" * 100),
    "ng-names": section + block(4, 0xfffffffc, b"x" * 100),
    "ng-interfaces": section + block(1, 20, struct.pack("<HHII", 101, 0, 0, 20)) * 70000,
    "content-length-tcp": pcap(*[tcp(sip(n), i * 100000 + 1) for i, n in enumerate(huge)]),
    "content-length-udp": pcap(*[udp(sip(n)) for n in huge]),
    "udp-length": pcap(udp(sip(0), 65535)),
    "websocket": pcap(tcp(b"\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xffOPTIONS sip:a SIP/2.0\r\n")),
    "numbers-in-xml": pcap(*[udp(sip(len(x), x, "Application/MANSCDP+xml")) for x in [
        f'<?xml version="1.0"?><Response><CmdType>Catalog</CmdType><SN>{n}</SN><DeviceID>34020000001320000001</DeviceID>'
        f'<SumNum>{n}</SumNum><DeviceList Num="{n}"><Item><DeviceID>34020000001320000002</DeviceID></Item></DeviceList></Response>'.encode()
        for n in huge]]),
    "expires": pcap(*[udp(f"REGISTER sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK{i}\r\nFrom: <sip:1@a>;tag=1\r\nTo: <sip:1@a>\r\n"
                          f"Call-ID: {i}\r\nCSeq: {n} REGISTER\r\nExpires: {n}\r\nContact: <sip:1@a>;expires={n}\r\nContent-Length: 0\r\n\r\n".encode())
                      for i, n in enumerate(huge)]),
    # a zstd frame that asks for a window of 2 GiB (RFC 8878 3.1.1.1.2), and one of 128 MiB
    "window-2g": b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x01\x00\x00",
    "window-128m": b"\x28\xb5\x2f\xfd\x00\x88" + b"\x01\x00\x00",
}
for name, data in cases.items():
    open(f"promise-{name}.pcap", "wb").write(data)
PYTHON
for promise in promise-*.pcap; do
    expected=0
    case $promise in *window*) expected=2 ;; esac
    [ "$promise" = promise-window-128m.pcap ] && continue # what zstd -19 may ask for
    if [ "$GB_SANITIZE" = ON ]; then
        ASAN_OPTIONS=${ASAN_OPTIONS:-}:max_allocation_size_mb=20:allocator_may_return_null=0 run "$promise" $expected "$promise"
    else
        (ulimit -v 600000; run "$promise" $expected "$promise"; exit $failed) || failed=1
    fi
done
# Memory that is not given is told where a person can act on it, and nowhere ends the run half-way.
if [ "$GB_SANITIZE" = ON ]; then
    ASAN_OPTIONS=${ASAN_OPTIONS:-}:max_allocation_size_mb=20:allocator_may_return_null=1 run "a window that is not given" 2 promise-window-128m.pcap
    check "it is told in one line" test "$(grep -c '^gbanalyze: ' e)" = 1
fi

# ---- bombs: megabytes of nothing packed into little
python3 - <<'PYTHON'
import gzip, struct, zlib
head = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 101)
open("bomb-records.gz", "wb").write(gzip.compress(head + b"\0" * (4 << 20), 9))          # records of no bytes
open("bomb-headers.gz", "wb").write(gzip.compress(head + b"\xff" * (16 << 20), 9))       # no record at all
section = struct.pack("<IIIHHqI", 0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0, -1, 28)
open("bomb-names.gz", "wb").write(gzip.compress(section + struct.pack("<II", 4, 64 << 20) + b"\0" * (64 << 20), 9))
PYTHON
run "records of nothing" 0 bomb-records.gz
run "no record for long" 0 bomb-headers.gz
holds "is damage" '"capture.damaged"'
run "a block without end" 0 bomb-names.gz
holds "is cut short" '"capture.truncated"'

exit $failed
