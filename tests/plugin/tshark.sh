# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the plugin's tests: a world-readable folder $T with the plugin and the samples, and
# `ts ARGS` = tshark with the built plugin, as an ordinary user, with nobody's profile. Wireshark
# ignores private plugin folders when it runs as root, so root becomes nobody here.
#
# GB_TSHARK_ROOT names a folder with another Wireshark's files (see dev-wireshark-matrix.sh),
# GB_PLUGINS the plugins built for it.

skip() { echo "skipped: $1"; exit 77; }
fail() { echo "FAILED: $1"; exit 1; }

PLUGINS=${GB_PLUGINS:-$GB_BINARY_DIR/plugins}
[ -n "$(find "$PLUGINS" -name gb28181.so 2>/dev/null)" ] || skip "the plugin was not built (no Wireshark headers)"
[ -n "${GB_TSHARK_ROOT:-}" ] || command -v tshark >/dev/null || skip "no tshark"

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
mkdir "$T/home" "$T/out"
cp -r "$PLUGINS" "$T/plugins"
cp "$GB_SOURCE_DIR"/samples/*.pcap "$GB_SOURCE_DIR"/samples/devices.csv "$T/"
chmod -R a+rX "$T"
chmod a+rwx "$T/home" "$T/out"

DROP=()
if [ "$(id -u)" = 0 ] || [ "$(id -g)" = 0 ]; then
    DROP=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    "${DROP[@]}" true 2>/dev/null || skip "setpriv cannot drop root here"
fi

SANITIZERS=()
if [ "${GB_SANITIZE:-OFF}" = ON ]; then
    SANITIZERS=(LD_PRELOAD="$(gcc -print-file-name=libasan.so):$(gcc -print-file-name=libubsan.so)"
                ASAN_OPTIONS=detect_leaks=0 WIRESHARK_DEBUG_WMEM_OVERRIDE=simple)
fi

# run_as_user PROGRAM ARGS: in $T, for at most two minutes of processor time (SIGXCPU, exit 152), so
# that a busy machine fails nothing; the wall clock ends only what waits forever
run_as_user() {
    local program=$1
    shift
    local command=("$program")
    if [ -n "${GB_TSHARK_ROOT:-}" ]; then
        command=("$GB_TSHARK_ROOT/usr/lib64/ld-linux-x86-64.so.2"
                 --library-path "$GB_TSHARK_ROOT/usr/lib/x86_64-linux-gnu" "$GB_TSHARK_ROOT/usr/bin/$program")
    fi
    (cd "$T" && timeout 1800 prlimit --cpu=120:130 env HOME="$T/home" LC_ALL="${TS_LOCALE:-C.UTF-8}" LANGUAGE="${TS_LANGUAGE:-}" \
        WIRESHARK_PLUGIN_DIR="$T/plugins" WIRESHARK_EXTCAP_DIR="$T/out" \
        ${GB_TSHARK_ROOT:+WIRESHARK_DATA_DIR="$GB_TSHARK_ROOT/usr/share/wireshark"} \
        "${DROP[@]}" env "${SANITIZERS[@]}" "${command[@]}" "$@")
}
ts() { run_as_user tshark "$@"; }

ts -G plugins >"$T/out/plugins" 2>"$T/out/plugins.err" || { cat "$T/out/plugins.err"; fail "tshark does not start"; }
grep -q '^gb28181.so' "$T/out/plugins" || { cat "$T/out/plugins.err"; fail "tshark does not load the plugin"; }

# expect NAME WANTED GOT
expect() {
    [ "$2" = "$3" ] && return 0
    printf '%s\n  wanted: %s\n  got:    %s\n' "FAILED: $1" "$2" "$3"
    exit 1
}
# fields CAPTURE FILTER FIELD...: one line a frame
fields() {
    local capture=$1 filter=$2 field arguments=()
    shift 2
    for field in "$@"; do arguments+=(-e "$field"); done
    ts -r "$capture" -o gb28181.passwords_file:devices.csv ${TS_OPTIONS:-} -Y "$filter" -T fields -E separator=/s "${arguments[@]}"
}

bad=0
# Compares what gbanalyze and the plugin say of a capture in $T; sets bad when they differ.
agree() { # CAPTURE PASSWORDS [tshark option]
    local capture=$1 passwords=$2 name
    shift 2
    name=$(basename "$capture")
    "$GB_BINARY_DIR/analyzer/gbanalyze" -q "$T/$capture" -p "$T/$passwords" --events "$T/out/events" --json "$T/out/json" -o "$T/out/html"
    ts -n -r "$capture" "$@" -o "gb28181.passwords_file:$passwords" -T pdml -J 'sip gb28181' >"$T/out/pdml"
    ts -n -r "$capture" "$@" -o "gb28181.passwords_file:$passwords" -q -z gb28181,sessions \
        -z "gb28181,report,$T/out/plugin.html" >"$T/out/sessions"
    python3 "$GB_SOURCE_DIR/tests/plugin/agree.py" "$name $*" "$T/out/events" "$T/out/json" "$T/out/pdml" "$T/out/sessions" \
        "$T/out/html" "$T/out/plugin.html" || bad=1
}
