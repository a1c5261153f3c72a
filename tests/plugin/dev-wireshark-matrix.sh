#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: ./dev wireshark-matrix   builds and tests the plugin against the Wireshark of Debian stable and testing too
#
# Wireshark's files of another Debian release are unpacked into a folder (no chroot, no second
# compiler): the plugin is built here against its headers and runs in its tshark through its own
# loader. GB_MATRIX names the releases, GB_MATRIX_ROOTS the folder that keeps them between runs.
set -euo pipefail
cd "$(dirname "$0")/../.."
ROOTS=${GB_MATRIX_ROOTS:-${XDG_CACHE_HOME:-$HOME/.cache}/gbanalyze-wireshark}
LIB=usr/lib/x86_64-linux-gnu

if ! command -v mmdebstrap >/dev/null; then
    run=()
    [ "$(id -u)" = 0 ] || run=(sudo)
    "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends mmdebstrap >/dev/null
fi

unpack() { # RELEASE
    [ -x "$ROOTS/$1/usr/bin/tshark" ] && return 0
    mkdir -p "$ROOTS"
    rm -rf "$ROOTS/$1.part"
    # testing's index may be older than its own date of expiry on a mirror; its signature is verified
    mmdebstrap --quiet --variant=extract --include=tshark,wireshark-dev,libwireshark-dev,libglib2.0-dev \
        --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Check-Valid-Until "false"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' "$1" "$ROOTS/$1.part"
    mv "$ROOTS/$1.part" "$ROOTS/$1"
    chmod a+rX "$ROOTS" "$ROOTS/$1"
}

cmake --preset release >/dev/null
cmake --build --preset release >/dev/null
failed=0
for release in ${GB_MATRIX:-trixie forky}; do
    unpack "$release"
    root=$ROOTS/$release build=build/wireshark-$release log=build/wireshark-$release.log
    mkdir -p build
    if ! { cmake -G Ninja -S . -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_FLAGS=-Werror \
               -DWireshark_DIR="$root/$LIB/cmake/wireshark" -DBUILD_TESTING=OFF &&
           cmake --build "$build" --target gb28181; } >"$log" 2>&1; then
        grep -E 'error|CMake Error' "$log" | head -20
        echo "$release: not built; see $log"
        failed=1
        continue
    fi
    version=$(basename "$(dirname "$(dirname "$(find "$build/plugins" -name gb28181.so)")")")
    for test in tests/end-to-end/plugin_*.sh; do
        name=$(basename "$test" .sh)
        status=0
        GB_SOURCE_DIR=$PWD GB_BINARY_DIR=$PWD/build/release GB_SANITIZE=OFF GB_TSHARK_ROOT=$root \
            GB_PLUGINS=$PWD/$build/plugins bash "$test" >"$log" 2>&1 || status=$?
        case $status in
            0) echo "Wireshark $version ($release): $name passed" ;;
            77) echo "Wireshark $version ($release): $name $(tail -1 "$log")" ;;
            *) cat "$log"; echo "Wireshark $version ($release): $name FAILED"; failed=1 ;;
        esac
    done
done
exit $failed
