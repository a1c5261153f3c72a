#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A capture with a snap length accuses nobody: of each sample, cut at many lengths, no more passwords are wrong
# than of the whole one, and no rule finds anything new.
set -eu
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
exec python3 - "$GB_BINARY_DIR/analyzer/gbanalyze" "$GB_SOURCE_DIR/samples" <<'PYTHON'
import glob, json, os, struct, subprocess, sys, tempfile

gbanalyze, samples = sys.argv[1:]
# what the cut itself is told by, and what is true of a message whose body is not known
ALLOWED = {"capture.snapped", "capture.fragments-lost", "message.refused", "message.unanswered",
           "registration.used-after-expiry"}


def cut(data, most):
    out, at = [data[:24]], 24
    while at < len(data):
        s, us, kept, whole = struct.unpack_from("<IIII", data, at)
        keep = min(kept, most)
        out.append(struct.pack("<IIII", s, us, keep, whole) + data[at + 16:at + 16 + keep])
        at += 16 + kept
    return b"".join(out)


def analyse(path):
    run = subprocess.run([gbanalyze, "-q", path, "-p", os.path.join(samples, "devices.csv"), "--no-html", "--json", "-"],
                         stdout=subprocess.PIPE, check=True)
    report = json.loads(run.stdout)
    return report["totals"]["auth"]["mismatch"], set(report["rules"])


wrong = 0
with tempfile.TemporaryDirectory() as folder:
    for sample in sorted(glob.glob(os.path.join(samples, "*.pcap"))):
        with open(sample, "rb") as f:
            data = f.read()
        if data[:4] != b"\xd4\xc3\xb2\xa1":
            continue
        mismatches, rules = analyse(sample)
        for most in range(150, 900, 50):
            path = os.path.join(folder, "cut.pcap")
            with open(path, "wb") as f:
                f.write(cut(data, most))
            m, r = analyse(path)
            new = sorted(r - rules - ALLOWED)
            if m > mismatches or new:
                wrong += 1
                print(f"{os.path.basename(sample)} cut at {most}: {m} passwords wrong, of {mismatches}; new: {' '.join(new) or 'nothing'}")
sys.exit(1 if wrong else 0)
PYTHON
