#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares what gbanalyze and the plugin say about one capture.

agree.py NAME EVENTS JSON PDML SESSIONS HTML PLUGIN-HTML: --events, --json and the report of gbanalyze;
`-T pdml` of tshark with the plugin, what `-z gb28181,sessions` printed, and the report of
`-z gb28181,report`. Message by message (who, command, verdict, registration, links, intervals,
findings, the body's elements and which bytes each highlights), session by session, and all that the reports say of devices, what is
found at the end of the capture included. With "-2" in NAME what is found late stands in the tree as well. Prints the differences; exit 1 when there are any.
"""
import difflib
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

# the event's key (a path) and the plugin's field
KEYS = [
    ("device_id", "gb28181.device_id"),
    ("server_id", "gb28181.server_id"),
    ("cmd_type", "gb28181.cmd_type"),
    ("sn", "gb28181.sn"),
    ("auth.result", "gb28181.auth.result"),
    ("auth.algorithm", "gb28181.auth.algorithm"),
    ("auth.realm", "gb28181.auth.realm"),
    ("auth.challenge.frame", "gb28181.auth.challenge_frame"),
    ("session_state", "gb28181.session.state"),
    ("register_frame", "gb28181.session.register_frame"),
    ("previous_keepalive", "gb28181.session.previous_keepalive"),
    ("request_frame", "gb28181.request_in"),
    ("original_frame", "gb28181.retransmission_of"),
]




def from_event(event):
    said = {}
    for key, field in KEYS:
        value = event
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        said[field] = None if value is None or value == "" else str(value)
    for key, field in (("keepalive_interval_s", "gb28181.keepalive.interval"), ("latency_s", "gb28181.latency")):
        said[field] = None if event[key] is None else f"{event[key]:.6f}"
    said["findings"] = event["findings"]
    return said


def from_tree(proto):
    found = {}
    findings = []
    for field in proto.iter("field"):
        name = field.get("name")
        if name == "gb28181.finding":
            findings.append(field.get("show"))
        else:
            found.setdefault(name, field.get("show"))
    said = {field: found.get(field) for _, field in KEYS}
    for field in ("gb28181.keepalive.interval", "gb28181.latency"):
        said[field] = None if field not in found else f"{float(found[field]):.6f}"
    said["findings"] = findings
    return said


def values_of(elements):
    for e in elements or []:
        if e.get("value") is not None:
            yield f"{e['name']}: {e['value']}"
        yield from values_of(e.get("elements"))


def elements_of(event):
    return list(values_of((event.get("body") or {}).get("elements")))


# what the bytes of a field are: its text, or what begins or ends with it
LINES = {"gb28181.mansrtsp.text", "gb28181.sdp.line", "gb28181.sdp.session", "gb28181.sdp.uri",
         "gb28181.sdp.ssrc", "gb28181.sdp.format"}
ELEMENT = "gb28181.manscdp.element"
CHARSETS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


def highlights(field):
    """Are the bytes those of the element, the attribute, the line (in SDP behind "y=" and the like)?"""
    text = field.get("show")
    raw = bytes.fromhex(field.get("value") or "")
    if field.get("name") != ELEMENT:
        # a password's letters are shown as stars
        return any(re.search(re.escape(text.encode(charset)).replace(rb"\*", b".") + b"$", raw, re.S)
                   for charset in CHARSETS)
    name = text.split(":")[0]
    return any(raw.startswith(form.encode(charset)) for form in ("<" + name, name + "=", name + " =")
               for charset in CHARSETS)


def read_tree(path):
    """{frame: (messages, elements)}, and what is highlighted wrongly"""
    frames, astray = {}, []
    for _, packet in ElementTree.iterparse(path):
        if packet.tag != "packet":
            continue
        number = None
        for field in packet.iter("field"):
            if field.get("name") == "num":
                number = int(field.get("show"))
                break
        messages = [from_tree(p) for p in packet.findall("proto") if p.get("name") == "gb28181"]
        elements = [f for f in packet.iter("field") if f.get("name") == ELEMENT]
        lines = [f for f in packet.iter("field") if f.get("name") in LINES]
        astray += [f"frame {number}: {f.get('show')!r} highlights {f.get('value')}"
                   for f in elements + lines if not highlights(f)]
        frames[number] = (messages, [f.get("show") for f in elements if ": " in f.get("show")])
        packet.clear()
    return frames, astray


def late_findings(json_path):
    """{frame: [(device, rule)]}: where the report says that something was found"""
    with open(json_path, encoding="utf-8") as f:
        report = json.load(f)
    late = {}
    for device, findings in [(None, report["findings"])] + [(d["id"], d["findings"]) for d in report["devices"]]:
        for finding in findings:
            if finding["frame"] is not None:
                late.setdefault(finding["frame"], []).append((device, finding["rule"]))
    return late


def compare_messages(name, events_path, pdml_path, late):
    wrong = []
    events = {}
    with open(events_path, encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            events.setdefault(event["frame"], []).append(event)
    tree, astray = read_tree(pdml_path)
    wrong += [f"{name} {text}" for text in astray]
    for frame in sorted(set(events) | {f for f in tree if tree[f][0]}):
        ours, (shown, elements) = events.get(frame, []), tree.get(frame, ([], []))
        if not ours and frame in late:
            if [set(said["findings"]) for said in shown] != [{rule for _, rule in late[frame]}]:
                wrong.append(f"{name} frame {frame}: gbanalyze found {late[frame]}, the plugin shows {shown}")
            continue
        if len(ours) != len(shown):
            wrong.append(f"{name} frame {frame}: gbanalyze has {len(ours)} messages, the plugin {len(shown)}")
            continue
        for event, said in zip(ours, shown):
            wanted = from_event(event)
            for device, rule in late.get(frame, []):
                if device in (None, event["device_id"]) or event["device_id"] is None:
                    wanted["findings"] = sorted(set(wanted["findings"]) | {rule})
            if late:
                wanted["findings"] = sorted(set(wanted["findings"]))
                said["findings"] = sorted(said["findings"])
            for key in wanted:
                if wanted[key] != said[key]:
                    wrong.append(f"{name} frame {frame}: {key}: gbanalyze {wanted[key]!r}, plugin {said[key]!r}")
        wanted = [e for event in ours for e in elements_of(event)]
        if wanted != elements:
            wrong.append(f"{name} frame {frame}: elements: gbanalyze {wanted!r}, plugin {elements!r}")
    return wrong, sum(map(len, events.values()))


def compare_sessions(name, json_path, sessions_path):
    with open(json_path, encoding="utf-8") as f:
        report = json.load(f)
    wanted = []
    for device in report["devices"]:
        for number, s in enumerate(device["sessions"], 1):
            auth = [a["auth"]["result"] for a in s["attempts"] if a.get("auth")]
            keepalives = s["keepalives"]
            wanted.append([device["id"], device["type"] or "-", str(number), s["state"], s["transport"] or "-",
                           s["start"]["time"][:19] + "Z" if s["start"] and s["start"]["time"] else "-",
                           str(s["start"]["frame"] or "-") if s["start"] else "-",
                           str(s["end"]["frame"] or "-") if s["end"] else "-",
                           "-" if s["expires_s"] is None else str(s["expires_s"]),
                           str(len(s["attempts"]) + s.get("attempts_omitted", 0)), str(s["refreshes"]),
                           auth[-1] if auth else "-", str(keepalives["count"]), str(keepalives["unanswered"]),
                           str(len(keepalives["gaps"])), s["call_id"] or "-"])
    with open(sessions_path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("GB/T 28181: "))
    rows = [re.split(r"  +", line.strip()) for line in lines[start + 2:] if line.strip()]
    wrong = []
    if len(rows) != len(wanted):
        wrong.append(f"{name}: {len(wanted)} sessions in gbanalyze's report, {len(rows)} in the plugin's table")
    for ours, theirs in zip(wanted, rows):
        if ours != theirs:
            wrong.append(f"{name}: session: gbanalyze {ours}, plugin {theirs}")
    return wrong, len(wanted)


def read_report(path):
    """Without the capture's name and the part about the capture itself: only gbanalyze knows these."""
    with open(path, encoding="utf-8") as f:
        text = f.read().partition('<section id="capture"')[0]
    title = re.search("<title>(.*?) · ", text).group(1)
    return text.replace(title, "").replace("><", ">\n<").split("\n")


def compare_reports(name, ours_path, theirs_path):
    ours, theirs = read_report(ours_path), read_report(theirs_path)
    return [f"{name}: report: {line}" for line in difflib.unified_diff(ours, theirs, "gbanalyze", "plugin", "", "", 1, "")]


def main():
    name, events, report, pdml, sessions, html, plugin_html = sys.argv[1:]
    wrong, messages = compare_messages(name, events, pdml, late_findings(report) if "-2" in name else {})
    more, n_sessions = compare_sessions(name, report, sessions)
    wrong += more + compare_reports(name, html, plugin_html)
    for line in wrong[:40]:
        print(line)
    if len(wrong) > 40:
        print(f"... and {len(wrong) - 40} more")
    print(f"{name}: {messages} messages, {n_sessions} sessions, {len(wrong)} differences")
    sys.exit(1 if wrong else 0)


main()
