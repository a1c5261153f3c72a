#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every option of --help stands in both manual pages and both READMEs, and they name no other.
set -u
export LC_ALL=C.UTF-8
gbanalyze=$GB_BINARY_DIR/analyzer/gbanalyze
failed=0
for lang in en zh; do
    "$gbanalyze" --help --lang $lang | grep -oE '^ +(-[a-z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u >"${TMPDIR:-/tmp}/gb-options-$lang.$$"
done
options=$(cat "${TMPDIR:-/tmp}/gb-options-en.$$")
cmp "${TMPDIR:-/tmp}/gb-options-en.$$" "${TMPDIR:-/tmp}/gb-options-zh.$$" || failed=1
rm -f "${TMPDIR:-/tmp}"/gb-options-*.$$
[ "$(echo "$options" | wc -l)" -ge 18 ] || { echo "FAILED: --help names too few options"; exit 1; }
for page in docs/gbanalyze.1 docs/gbanalyze.zh_CN.1 README.md README.zh-CN.md; do
    file=$GB_SOURCE_DIR/$page
    [ -f "$file" ] || { echo "$page is not there yet"; continue; }
    # A README that explains any of the rarer options explains all of them.
    case $page in README*) grep -q -- --keepalive-misses "$file" || { echo "$page has no table of options"; continue; } ;; esac
    text=$(sed 's/\\-/-/g; s/\\//g' "$file")
    for option in $options; do
        grep -qE -- "(^|[^a-z-])$option([^a-z-]|\$)" <<<"$text" || { echo "FAILED: $page does not name $option"; failed=1; }
    done
    case $page in docs/*)
        for option in $(grep -oE -- '(^|[ ,|])--[a-z][a-z-]+' <<<"$text" | grep -oE -- '--[a-z-]+' | sort -u); do
            grep -qx -- "$option" <<<"$options" || { echo "FAILED: $page names $option, --help does not"; failed=1; }
        done
        if command -v man >/dev/null; then
            warnings=$(man --warnings -E UTF-8 -l -Tutf8 -Z "$file" 2>&1 >/dev/null |
                grep -v "can.t break line" | head -5) # Chinese has few blanks
            [ -z "$warnings" ] || { echo "FAILED: $page: $warnings"; failed=1; }
        fi ;;
    esac
done
exit $failed
