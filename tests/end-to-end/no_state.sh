#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The shared module has no state of its own: nothing of it can be written but what a caller holds.
# Two analyses can't meet there. (Tables of constants with addresses are .data.rel.ro: read-only.)
set -u
objects=$(find "$GB_BINARY_DIR/core" -name '*.o')
[ -n "$objects" ] || { echo "no objects in $GB_BINARY_DIR/core"; exit 1; }
# shellcheck disable=SC2086
found=$(objdump -t $objects | awk '
    /file format/ { file = $1 }
    NF > 3 && $(NF-2) ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)(\.|$)/ && $(NF-2) !~ /^\.data\.rel\.ro/ && $NF !~ /^\./ {
        if ($NF !~ /^__odr_asan|^__asan|^_ZTS|^\.LASAN|^__llvm|^__prof|^__gcov/) print file, $(NF-2), $NF }')
# The sanitizers and coverage keep books of their own: the names above.
# Allowed: libgcrypt has to be started once in a process; g_once guards the word that says so.
found=$(printf '%s' "$found" | grep -vE '/auth/hash\.c\.o: \.bss started(\.[0-9]+)?$')
if [ -n "$found" ]; then
    echo "FAILED: the core has state that can be written:"
    echo "$found"
    exit 1
fi
echo "$(echo "$objects" | wc -l) objects, nothing that can be written"
