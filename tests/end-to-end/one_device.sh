#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --device says of a device what is said of it among all, and counts its messages alone.
set -eu
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
exec python3 - "$GB_BINARY_DIR/analyzer/gbanalyze" "$GB_SOURCE_DIR/samples" <<'PYTHON'
import glob, json, os, subprocess, sys

gbanalyze, samples = sys.argv[1:]


def analyse(path, *options):
    run = subprocess.run([gbanalyze, "-q", path, "-p", os.path.join(samples, "devices.csv"), "--no-html", "--json", "-",
                          *options], stdout=subprocess.PIPE, check=True)
    return json.loads(run.stdout)


wrong = asked = 0
for sample in sorted(glob.glob(os.path.join(samples, "*.pcap*"))):
    devices = analyse(sample)["devices"]
    if len(devices) < 2:
        continue
    for device in devices:
        report = analyse(sample, "--device", device["id"])
        asked += 1
        if report["devices"] != [device]:
            wrong += 1
            alone = report["devices"][0] if report["devices"] else {}
            print(f"FAILED: {os.path.basename(sample)}: {device['id']} differs in",
                  ", ".join(k for k in device if alone.get(k) != device[k]))
        if report["totals"]["devices"] != 1 or report["totals"]["sessions"] != len(device["sessions"]):
            wrong += 1
            print(f"FAILED: {os.path.basename(sample)}: {device['id']} is not counted alone")
    several = analyse(sample, "--device", devices[0]["id"], "--device", devices[1]["id"], "--device", devices[0]["id"])
    if several["devices"] != devices[:2]:
        wrong += 1
        print(f"FAILED: {os.path.basename(sample)}: two devices")
    none = analyse(sample, "--device", "1")
    if none["devices"] or none["totals"]["sip_messages"] or none["totals"]["registrations"]:
        wrong += 1
        print(f"FAILED: {os.path.basename(sample)}: a device that is not there")
print(f"{asked} devices asked for")
sys.exit(wrong > 0 or asked < 10)
PYTHON
