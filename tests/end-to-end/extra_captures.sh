#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# On captures of other people that stand in the folder GB_EXTRA_CAPTURES: we find at least the SIP
# messages that tshark finds, by its start lines (it may show several in a frame).
#
# Where we find more, and why (captures that the public collections of these projects have):
#   fragmented_udp_sip  6 to 5: only the first fragment of an INVITE was captured; tshark shows no
#                       SIP in it, we hand out what is there and say how much is missing.
#   fuzz-2006-06-26     62 to 52: packets with bits flipped. tshark gives up where the UDP length is
#                       wrong (frame 154) or the start line or the headers have bytes it does not
#                       expect (108, 274, 346, 348, ...); we hand them out with quirks.
# Where we find fewer, that is a failure.
[ -n "$GB_EXTRA_CAPTURES" ] || { echo "skipped: GB_EXTRA_CAPTURES names no folder"; exit 77; }
command -v tshark >/dev/null || { echo "skipped: tshark is not installed"; exit 77; }
count=$GB_BINARY_DIR/tests/end-to-end/capture_count
failed=0 captures=0
for capture in "$GB_EXTRA_CAPTURES"/*.pcap*; do
    [ -f "$capture" ] || continue
    captures=$((captures + 1))
    theirs=$(tshark -n -r "$capture" -Y sip -T fields -E occurrence=a -e sip.Request-Line \
        -e sip.Status-Line 2>/dev/null | grep -a -o 'SIP/2.0' | wc -l)
    ours=$("$count" "$capture" | tail -n 1)
    verdict="the same"
    [ "$ours" -gt "$theirs" ] && verdict="more"
    [ "$ours" -lt "$theirs" ] && verdict="FEWER" && failed=1
    echo "$(basename "$capture"): $ours, tshark $theirs: $verdict"
done
[ "$captures" -gt 0 ] || { echo "no captures in $GB_EXTRA_CAPTURES"; exit 1; }
exit $failed
