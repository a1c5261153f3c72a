#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tshark with the plugin survives damaged captures: samples with bytes changed at random (by seed, so
# that a run can be repeated), in both passes, with the whole tree and all statistics. GB_FUZZ_RUNS
# says how many; `./dev fuzz-plugin` runs a thousand under sanitizers. A dissector bug of Wireshark's
# own ends with its message and code 0 and is none of ours; a crash or a sanitizer's report is.
set -eu
. "$GB_SOURCE_DIR/tests/plugin/tshark.sh"
[ -n "${GB_TSHARK_ROOT:-}" ] || command -v editcap >/dev/null || skip "no editcap"
RUNS=${GB_FUZZ_RUNS:-16} FIRST=${GB_FUZZ_SEED:-1}

one_capture() { # all samples in one, so that a run costs one start
    (cd "$T" && mergecap -a -F pcap -w all.pcap ./*.pcap)
    chmod a+r "$T/all.pcap"
}
if command -v mergecap >/dev/null; then one_capture; else cp "$T/catalog-gb2312.pcap" "$T/all.pcap"; fi

for seed in $(seq "$FIRST" $((FIRST + RUNS - 1))); do
    rate=$(echo "0.002 0.01 0.03 0.08" | cut -d' ' -f$((seed % 4 + 1)))
    editcap -o 42 -E "$rate" --seed "$seed" "$T/all.pcap" "$T/fuzzed.pcap" >/dev/null 2>&1
    chmod a+r "$T/fuzzed.pcap"
    status=0
    ts -2 -n -V -r fuzzed.pcap -o gb28181.passwords_file:devices.csv -z gb28181,sessions -z gb28181,tree \
        -z "gb28181,report,$T/out/r.html" >"$T/out/tree" 2>"$T/err" || status=$?
    # 2: the capture itself could not be read on
    if [ $status -gt 2 ] || grep -qE 'Sanitizer|runtime error|Segmentation' "$T/err"; then
        cp "$T/fuzzed.pcap" "${TMPDIR:-/tmp}/gb28181-seed-$seed.pcap"
        tail -50 "$T/err"
        fail "seed $seed: exit $status (kept as ${TMPDIR:-/tmp}/gb28181-seed-$seed.pcap)"
    fi
    if [ "$RUNS" -gt 100 ] && [ $(((seed - FIRST + 1) % 100)) = 0 ]; then echo "$((seed - FIRST + 1)) captures"; fi
    if grep -q 'Dissector bug.*gb28181' "$T/out/tree"; then fail "seed $seed: a dissector bug of ours"; fi
done
echo "$RUNS damaged captures"
