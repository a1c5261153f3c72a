#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A plugin that was built for another Wireshark is refused by Wireshark in words that say so, and not
# by the loader: it names no library of Wireshark and calls nothing that one of the versions lacks.
set -eu
. "$GB_SOURCE_DIR/tests/plugin/tshark.sh"

so=$(find "$T/plugins" -name gb28181.so)
! readelf -dW "$so" | grep -E 'NEEDED.*lib(wireshark|wsutil|wiretap)' || fail "the plugin names Wireshark's libraries"

# refused FOUND WANTED: says why, and goes on without it
refused() {
    cp "$1" "$T/other.so"
    mv "$T/other.so" "$so"
    chmod a+r "$so"
    ts -r register-keepalive.pcap -c 1 >"$T/out/summary" 2>"$T/out/err" || { cat "$T/out/err"; fail "tshark ends"; }
    grep -q "'gb28181.so' was compiled for Wireshark version $2" "$T/out/err" || { cat "$T/out/err"; fail "no clear message"; }
    grep -q REGISTER "$T/out/summary" || fail "tshark does not go on"
}

# the same file, for a version that there is not
symbol() { readelf -sW --dyn-syms "$so" | awk -v name="$1" '$8 == name {print $2; exit}'; }
section() { readelf -SW "$so" | sed -n 's/^ *\[ *[0-9]*\] \.rodata //p' | awk -v n="$1" '{print $n}'; }
offset=$((0x$(symbol plugin_want_minor) - 0x$(section 2) + 0x$(section 3)))
cp "$so" "$T/patched.so"
printf '\x63' | dd of="$T/patched.so" bs=1 seek=$offset conv=notrunc status=none
refused "$T/patched.so" "4\.99"

# one that was really built for another version, where there is one (dev-wireshark-matrix.sh)
for other in "$GB_BINARY_DIR"/plugins/*/epan/gb28181.so; do
    version=$(basename "$(dirname "$(dirname "$other")")")
    case "$so" in */"$version"/*) continue ;; esac
    refused "$other" "$version"
    echo "$version in $(basename "$(dirname "$(dirname "$so")")")"
done
echo ok
