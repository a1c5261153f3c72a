#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One packet missing from a capture over TCP loses what it carried and no more: without any one of them, nothing
# is read out of its order and no more than one registration, keepalive or answer is gone.
set -eu
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
exec python3 - "$GB_BINARY_DIR/analyzer/gbanalyze" "$GB_SOURCE_DIR/samples" <<'PYTHON'
import json, os, struct, subprocess, sys, tempfile

gbanalyze, samples = sys.argv[1:]
# In "tcp" messages go in two packets: the first waits for the second until more of the stream comes.
BACKWARD = {"tcp": {"capture.out-of-order"}, "tcp-closed": {"capture.out-of-order", "capture.clock-set-back"}}


def packets(data):
    at, out = 24, []
    while at < len(data):
        kept, = struct.unpack_from("<I", data, at + 8)
        out.append(data[at:at + 16 + kept])
        at += 16 + kept
    return out


def carries(packet):  # more than its headers, over IPv4
    ip = packet[30:]
    return ip[9] == 6 and struct.unpack_from(">H", ip, 2)[0] > 20 + 4 * (ip[32] >> 4)


def analyse(path):
    run = subprocess.run([gbanalyze, "-q", path, "-p", os.path.join(samples, "devices.csv"), "--no-html", "--json", "-"],
                         stdout=subprocess.PIPE, check=True)
    report = json.loads(run.stdout)
    totals = report["totals"]
    return totals["registrations"], totals["keepalives"], totals["keepalives_unanswered"], set(report["rules"])


wrong = tried = 0
with tempfile.TemporaryDirectory() as folder:
    for sample in BACKWARD:
        with open(os.path.join(samples, sample + ".pcap"), "rb") as f:
            data = f.read()
        path = os.path.join(folder, "lost.pcap")
        registrations, keepalives, unanswered, rules = analyse(os.path.join(samples, sample + ".pcap"))
        every = packets(data)
        for i, packet in enumerate(every):
            if not carries(packet):
                continue
            tried += 1
            with open(path, "wb") as f:
                f.write(data[:24] + b"".join(every[:i] + every[i + 1:]))
            r, k, u, found = analyse(path)
            backward = (found - rules) & BACKWARD[sample]
            if backward or r < registrations - 1 or k < keepalives - 1 or u > unanswered + 1:
                wrong += 1
                print(f"{sample} without frame {i + 1}: {r} registrations, {k} keepalives, {u} unanswered; "
                      f"new: {' '.join(sorted(found - rules))}")
assert tried > 10
sys.exit(1 if wrong else 0)
PYTHON
