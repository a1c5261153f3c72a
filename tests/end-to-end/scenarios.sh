#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The point of each sample, as samples/expected.tsv states it: how each device stands, how its
# sessions ended, whether its password fits and why not, what is found, and that nothing else above
# a note is found. Golden files show every change; this says which of them are wrong.
set -u
command -v python3 >/dev/null || { echo "skipped: python3 is not here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$GB_SOURCE_DIR/samples"
for capture in *.pcap; do
    "$GB_BINARY_DIR/analyzer/gbanalyze" -q --no-html "$capture" -p devices.csv --also-try also-try.lst \
        --json "$work/${capture%.pcap}.json" || { echo "FAILED: $capture"; exit 1; }
done
exec python3 - "$work" <<'PYTHON'
import csv, json, os, struct, sys

work, failed, seen = sys.argv[1], 0, set()

def fail(*what):
    global failed
    failed += 1
    print("FAILED:", *what)

def credentials(attempt):
    auth = attempt["auth"]
    return auth["result"] + (":" + auth["why"] if auth.get("why") else "")

def facts_of(device):
    sessions = device["sessions"]
    auth = [credentials(a) for s in sessions for a in s["attempts"] if a["auth"]]
    count = lambda key: str(sum(s["keepalives"][key] for s in sessions))
    return {
        "state": device["state"],
        "type": device["type"],
        "sessions": ",".join(s["state"] for s in sessions),
        "auth": ",".join(dict.fromkeys(auth)),
        "refreshes": str(sum(s["refreshes"] for s in sessions)),
        "keepalives": count("count"),
        "unanswered": count("unanswered"),
        "gaps": str(sum(len(s["keepalives"]["gaps"]) for s in sessions)),
        "exchanges": ",".join(e["kind"] + ":" + str(e["status"] or "none") + ("" if e["complete"] else ":incomplete")
                              for e in device["exchanges"]),
        "channels": str(len(device["catalog"])),
        "names": ",".join(c["name"] or "" for c in device["catalog"]),
        "addresses": str(len(device["addresses"])),
        "start": ",".join("known" if s["start"] else "null" for s in sessions),
    }

with open("expected.tsv", encoding="utf-8") as table:
    rows = [r for r in csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE) if r and r[0][:1] != "#"]
for sample, device_id, facts, findings in rows:
    seen.add(sample)
    with open(os.path.join(work, sample + ".json"), encoding="utf-8") as f:
        report = json.load(f)
    found = [d for d in report["devices"] if d["id"] == device_id]
    if len(found) != 1:
        fail(sample, device_id, "is not there once")
        continue
    is_so = facts_of(found[0])
    for fact in facts.split(" "):
        key, _, value = fact.partition("=")
        if is_so[key] != value:
            fail(sample, device_id, key, "is", is_so[key], "and should be", value)
    listed = [] if findings == "-" else findings.split(",")
    raised = {f["rule"]: f["severity"] for f in found[0]["findings"]}
    for rule in listed:
        if rule[0] != "?" and rule not in raised:
            fail(sample, device_id, rule, "is not found")
    for rule, severity in raised.items():
        if severity != "note" and rule not in listed and "?" + rule not in listed:
            fail(sample, device_id, rule, "is found and should not be")
    expected = {r[1] for r in rows if r[0] == sample}
    for d in report["devices"]:
        if d["id"] not in expected:
            fail(sample, d["id"], "is not expected")
    for f in report["findings"]:
        if f["severity"] != "note":
            fail(sample, f["rule"], "is found of the whole capture")
for name in sorted(os.listdir(".")): # packets stand in the order of time
    if not name.endswith(".pcap"):
        continue
    with open(name, "rb") as f:
        capture, at, before = f.read(), 24, (0, 0)
    while at < len(capture):
        seconds, micros, length = struct.unpack_from("<3I", capture, at)
        if (seconds, micros) < before:
            fail(name, "goes back in time at", seconds, micros)
        at, before = at + 16 + length, (seconds, micros)
for name in os.listdir(work):
    if name.removesuffix(".json") not in seen:
        fail(name.removesuffix(".json"), "has no row in expected.tsv")
print(len(rows), "devices in", len(seen), "samples")
sys.exit(1 if failed or len(seen) < 30 else 0)
PYTHON
