#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs gbanalyze and its peers, interleaved, and prints medians, ratios and peak memory.

Each row of a table is one command. All commands of a table run once in turn, then again, and so
on; a ratio is that of two medians of the same table. Behind a table stands which of the bars we
set ourselves it meets. Time is the time one waits; what the processors did is beside it (gbanalyze
uses two). The captures are in the page cache after the first run; they are made by gbtraffic (the
same bytes each time) and kept in a folder between runs.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


def run(command, env=None):
    """Seconds, processor seconds (user and system) and peak MiB of one run."""
    null = os.open(os.devnull, os.O_RDWR)
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, env=env)
    os.close(null)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench: exit {process.returncode}: {' '.join(command)}")
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def bar(text, value, limit):
    """One line: what is asked, what was measured, whether it is met."""
    print(f"- {text}: {value:.2f} of at most {limit:g}: {'met' if value <= limit else 'NOT met'}")
    sys.stdout.flush()


def ratio(result, ours, peer, text, limit):
    if peer in result:
        bar(text, result[ours][0] / result[peer][0], limit)


def table(title, rows, rounds, base):
    """rows: (name, command, env). Prints the table; returns {name: (median s, peak MiB)}."""
    took = {name: [] for name, _, _ in rows}
    worked = {name: [] for name, _, _ in rows}
    memory = {name: 0.0 for name, _, _ in rows}
    for name, command, env in rows:
        run(command, env)  # warm
    for _ in range(rounds):
        for name, command, env in rows:
            seconds, processor, peak = run(command, env)
            took[name].append(seconds)
            worked[name].append(processor)
            memory[name] = max(memory[name], peak)
    median = {name: statistics.median(values) for name, values in took.items()}
    print(f"\n### {title}\n")
    print(f"| command | median s | × {base} | processor s | peak MiB |\n|---|---|---|---|---|")
    for name, _, _ in rows:
        print(f"| {name} | {median[name]:.3f} | {median[name] / median[base]:.2f} | "
              f"{statistics.median(worked[name]):.3f} | {memory[name]:.0f} |")
    print()
    sys.stdout.flush()
    return {name: (median[name], memory[name]) for name in median}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--quick", action="store_true", help="a tenth of the traffic")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="tables to run, by their first words, comma-separated")
    parser.add_argument("--captures", default=os.path.join(tempfile.gettempdir(), "gbanalyze-bench"))
    arguments = parser.parse_args()
    build, captures = arguments.build, arguments.captures
    os.makedirs(captures, exist_ok=True)
    part = 10 if arguments.quick else 1
    gbtraffic = os.path.join(build, "tests/benchmark/gbtraffic")
    pcaploop = os.path.join(build, "tests/benchmark/pcaploop")
    gbanalyze = os.path.join(build, "analyzer/gbanalyze")
    out = tempfile.mkdtemp(prefix="gbanalyze-bench-out-")

    def capture(name, *options):
        path = os.path.join(captures, f"{name}-{part}.pcap")
        if not os.path.exists(path):
            subprocess.run([gbtraffic, *map(str, options), "--passwords", path + ".csv", path + ".part"],
                           check=True, stdout=subprocess.DEVNULL)
            os.rename(path + ".part", path)
        return path

    def wanted(name):
        return not arguments.only or any(name.startswith(w) for w in arguments.only.split(","))

    def ours(path, *options):
        return [gbanalyze, "-q", path, "--passwords", path + ".csv", *options]

    json_only = ["--no-html", "--json", os.path.join(out, "report.json")]
    have = {tool: shutil.which(tool) for tool in ("tcpdump", "tshark", "sngrep", "capinfos")}

    if wanted("messages"):
        f = capture("messages", "--devices", 8300 // part, "--tcp", 10, "--ipv6", 10, "--faults", 3, "--catalog", 20)
        rows = [("gbanalyze --json", ours(f, *json_only), None), ("libpcap loop", [pcaploop, f], None)]
        if have["tcpdump"]:
            rows.append(("tcpdump -w /dev/null", ["tcpdump", "-r", f, "-w", "/dev/null"], None))
        if have["capinfos"]:
            rows.append(("capinfos -c", ["capinfos", "-c", f], None))
        if have["tshark"]:
            rows.append(("tshark -z sip,stat", ["tshark", "-n", "-r", f, "-q", "-z", "sip,stat"], None))
        if have["sngrep"]:
            rows.append(("sngrep (20,000 dialogs at the most)",
                         ["sngrep", "-N", "-q", "-I", f, "-O", os.path.join(out, "s.pcap")], dict(os.environ, TERM="xterm")))
        result = table("messages: 1,000,000 SIP messages with passwords", rows, arguments.rounds, "gbanalyze --json")
        ratio(result, "gbanalyze --json", "tcpdump -w /dev/null", "time by tcpdump's", 3.5)
        ratio(result, "gbanalyze --json", "tshark -z sip,stat", "time by tshark's", 1 / 18)
        allowed = 48 + 8300 / part * 2048 / 2**20 + 40000 / part * 256 / 2**20
        bar("peak MiB (48, 2 KiB a device, 256 bytes an attempt)", result["gbanalyze --json"][1], allowed)
    if wanted("media"):
        f = capture("media", "--devices", 550 // part, "--tcp", 10, "--faults", 3, "--rtp", 2300000 // part)
        rows = [("gbanalyze --json", ours(f, *json_only), None), ("libpcap loop", [pcaploop, f], None)]
        if have["tcpdump"]:
            rows.append(("tcpdump -w /dev/null", ["tcpdump", "-r", f, "-w", "/dev/null"], None))
            rows.append(("tcpdump port 5060", ["tcpdump", "-n", "-r", f, "-w", "/dev/null", "port", "5060"], None))
        if have["tshark"] and arguments.quick:
            rows.append(("tshark -z sip,stat", ["tshark", "-n", "-r", f, "-q", "-z", "sip,stat"], None))
        result = table("media: 3 GB, 99 % of it RTP", rows, arguments.rounds, "gbanalyze --json")
        ratio(result, "gbanalyze --json", "tcpdump -w /dev/null", "time by tcpdump's", 0.7)
        ratio(result, "gbanalyze --json", "libpcap loop", "time by a bare libpcap loop's", 0.8)
        bar("peak MiB", result["gbanalyze --json"][1], 48 + 550 / part * 2048 / 2**20)
    if wanted("small"):
        f = capture("small", "--devices", 80, "--tcp", 20, "--ipv6", 20, "--faults", 5, "--catalog", 10)
        rows = [("gbanalyze, HTML report", ours(f, "-o", os.path.join(out, "small.html")), None)]
        if have["tshark"]:
            rows.append(("tshark -z sip,stat", ["tshark", "-n", "-r", f, "-q", "-z", "sip,stat"], None))
        result = table("small: 10,000 messages, start to report", rows, 3 * arguments.rounds, "gbanalyze, HTML report")
        bar("milliseconds", 1000 * result["gbanalyze, HTML report"][0], 50)
    if wanted("wide"):
        f = capture("wide", "--devices", 100000 // part, "--hours", 0.1, "--faults", 2)
        html = os.path.join(out, "wide.html")
        rows = [("gbanalyze --json", ours(f, *json_only), None),
                ("gbanalyze, analysis alone", ours(f, "--no-html"), None),
                ("gbanalyze, HTML report", ours(f, "-o", html), None)]
        result = table("wide: 100,000 devices", rows, arguments.rounds, "gbanalyze, analysis alone")
        bar("seconds of HTML beyond the analysis",
            result["gbanalyze, HTML report"][0] - result["gbanalyze, analysis alone"][0], 1)
        bar("MB of HTML", os.path.getsize(html) / 1e6, 30)
        bar("peak MiB (48, 2 KiB a device, 256 bytes an attempt)", result["gbanalyze, analysis alone"][1],
            48 + 100000 / part * (2048 + 2 * 256) / 2**20)
    if wanted("growth"):
        rows = []
        for hours in (1, 2, 4):
            f = capture(f"growth{hours}", "--devices", 2000 // part, "--hours", hours, "--tcp", 10, "--faults", 3)
            rows.append((f"{hours} h", ours(f, *json_only), None))
        result = table("growth: the same devices for longer", rows, arguments.rounds, "1 h")
        for once, twice in (("1 h", "2 h"), ("2 h", "4 h")):
            ratio(result, twice, once, f"time, {once} to {twice}", 2.1)
            bar(f"memory, {once} to {twice}", result[twice][1] / result[once][1], 1.1)
    if wanted("adversarial"):
        f = capture("growth1", "--devices", 2000 // part, "--hours", 1, "--tcp", 10, "--faults", 3)
        shapes = [("ordinary traffic", f),
                  ("one-byte segments", capture("one-byte", "--shape", "one-byte", "--devices", 20, "--tcp", 100)),
                  ("a million open transactions", capture("transactions", "--shape", "transactions", "--messages", 1000000 // part)),
                  ("a million IDs", capture("ids", "--shape", "ids", "--messages", 1000000 // part))]
        result = table("adversarial shapes", [(name, ours(path, *json_only), None) for name, path in shapes],
                       arguments.rounds, "ordinary traffic")
        print("\n| shape | ns per byte | × ordinary |\n|---|---|---|")
        per_byte = {name: result[name][0] / os.path.getsize(path) * 1e9 for name, path in shapes}
        for name in per_byte:
            print(f"| {name} | {per_byte[name]:.1f} | {per_byte[name] / per_byte['ordinary traffic']:.2f} |")
        print()
        for name in per_byte:
            bar(f"time per byte, {name}", per_byte[name] / per_byte["ordinary traffic"], 3)
    plugins = os.path.join(build, "plugins")
    if wanted("plugin") and have["tshark"] and os.path.isdir(plugins):
        f = capture("plugin", "--devices", 800 // part, "--tcp", 10, "--ipv6", 10, "--faults", 3, "--catalog", 10)
        home = tempfile.mkdtemp(prefix="gbanalyze-bench-home-")
        copy = os.path.join(home, "plugins")
        shutil.copytree(plugins, copy)
        empty = os.path.join(home, "none")
        os.mkdir(empty)
        drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
        subprocess.run(["chmod", "-R", "a+rX", home, captures], check=True)
        base = dict(os.environ, HOME=home, LC_ALL="C.UTF-8")
        with_plugin, without = dict(base, WIRESHARK_PLUGIN_DIR=copy), dict(base, WIRESHARK_PLUGIN_DIR=empty)
        passwords = ["-o", f"gb28181.passwords_file:{f}.csv"]
        for title, options, most in (("(a line a packet)", [], 1.25), ("-q -z sip,stat", ["-q", "-z", "sip,stat"], 1.1),
                                     ("-Y sip -T fields", ["-Y", "sip", "-T", "fields", "-e", "frame.number",
                                                           "-e", "sip.Call-ID"], 1.1)):
            command = drop + ["tshark", "-n", "-r", f, *options]
            result = table(f"plugin: tshark {title}, 100,000 SIP messages",
                           [("without", command, without), ("with gb28181.so", command + passwords, with_plugin)],
                           arguments.rounds + 2, "without")
            ratio(result, "with gb28181.so", "without", "time by that without", most)
        shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)


if __name__ == "__main__":
    main()
