#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is built is hardened: position-independent, its tables read-only once it runs, no executable
# stack, stack canaries, and, where the processor has it, control-flow protection.
set -u
failed=0
n=0
fail() { echo "FAILED: $1: $2"; failed=1; }

look() { # FILE
    local file=$1 name headers dynamic symbols
    name=${file#"$GB_BINARY_DIR"/}
    headers=$(readelf -hlW "$file")
    dynamic=$(readelf -dW "$file")
    symbols=$(readelf -sW "$file")
    n=$((n + 1))
    grep -q 'Type: *DYN' <<<"$headers" || fail "$name" "is not position-independent"
    grep -q 'GNU_RELRO' <<<"$headers" || fail "$name" "has no read-only relocations"
    grep -qE '\(FLAGS\).*BIND_NOW|\(FLAGS_1\).*NOW' <<<"$dynamic" || fail "$name" "binds lazily"
    grep -qE 'GNU_STACK .* RW +0x' <<<"$headers" || fail "$name" "has an executable stack"
    ! grep -qE 'LOAD .* RWE +0x' <<<"$headers" || fail "$name" "has memory to write and to execute"
    ! grep -q 'TEXTREL' <<<"$dynamic" || fail "$name" "has relocations in its code"
    ! grep -qE '\((RPATH|RUNPATH)\)' <<<"$dynamic" || fail "$name" "names a folder to load libraries from"
    grep -q '__stack_chk_fail' <<<"$symbols" || fail "$name" "has no stack canaries"
    [ "$GB_SANITIZE" = ON ] || grep -q '_chk@' <<<"$symbols" || fail "$name" "is not fortified"
}
look "$GB_BINARY_DIR/analyzer/gbanalyze"
for plugin in "$GB_BINARY_DIR"/plugins/*/epan/gb28181.so; do
    [ -f "$plugin" ] && look "$plugin"
done

# A linked file is marked only where the C library's own start files are; our objects must be.
if [ "$(uname -m)" = x86_64 ]; then
    while read -r object; do
        readelf -nW "$object" | grep -q 'IBT, SHSTK' ||
            fail "${object#"$GB_BINARY_DIR"/}" "has no control-flow protection"
    done < <(find "$GB_BINARY_DIR"/core "$GB_BINARY_DIR"/analyzer "$GB_BINARY_DIR"/plugin -name '*.c.o' 2>/dev/null)
fi
echo "$n files"
exit $failed
