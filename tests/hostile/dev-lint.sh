#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: ./dev lint [FILE...]   clang-tidy (with clang's analyzer) over core, analyzer and plugin, or over
# dev:                        these files; what is left out stands in .clang-tidy, with why
set -euo pipefail
cd "$(dirname "$0")/../.."
for tool in clang clang-tidy; do
    command -v $tool >/dev/null || { echo "dev: $tool is missing; install $tool" >&2; exit 1; }
done
build=build/lint
mkdir -p $build
cmake -S . -B $build -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=OFF >$build/configure.log
if [ $# -gt 0 ]; then
    files=("$@")
else
    mapfile -t files < <(find core analyzer plugin -name '*.c' | sort)
    [ -f $build/plugin/cmake_install.cmake ] && grep -q 'plugin/' $build/compile_commands.json ||
        { echo "dev: no Wireshark headers: the plugin is left out"; mapfile -t files < <(find core analyzer -name '*.c' | sort); }
fi
rc=0
printf '%s\0' "${files[@]}" | nice -n 5 xargs -0 -n 4 -P "$(nproc)" \
    clang-tidy -p $build --quiet --warnings-as-errors='*' >$build/lint.log 2>$build/lint.err || rc=1
grep -E 'error:|warning:' $build/lint.log | sort -u || true
grep -E '^(Error|error:)' $build/lint.err || true
[ $rc = 0 ] || { echo "FAILED: see $build/lint.log"; exit 1; }
echo "${#files[@]} files, nothing found"
