#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: ./dev coverage   lines of core and analyzer that the corpora and unit tests reach, per folder
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v gcov >/dev/null || { echo "dev: gcov is missing; install gcc" >&2; exit 1; }
mkdir -p build/coverage
cmake -S . -B build/coverage -G Ninja -DCMAKE_BUILD_TYPE=Debug -DGB_PLUGIN=OFF \
    -DCMAKE_C_FLAGS_DEBUG="-O0 -g --coverage -fprofile-update=atomic" >build/coverage/configure.log
targets=$(ninja -C build/coverage -t targets all | sed -n 's/^\(tests\/\(test_\|fuzz\/fuzz_\)[a-z0-9_]*\): .*/\1/p' | grep -v '\.c$')
cmake --build build/coverage --target $targets >build/coverage/build.log || { tail -20 build/coverage/build.log; exit 1; }
find build/coverage -name '*.gcda' -delete
ctest --test-dir build/coverage -R '^(unit|fuzz)/' -j"$(nproc)" >build/coverage/tests.log 2>&1 || tail -5 build/coverage/tests.log
find build/coverage/core build/coverage/analyzer -name '*.gcda' -print0 |
    xargs -0 -n1 gcov -n -r -s "$PWD" 2>/dev/null | python3 -c '
import collections, re, sys
folders, files = collections.defaultdict(lambda: [0, 0]), {}
for name, percent, n in re.findall(r"File .([^\n]*?).\nLines executed:([\d.]+)% of (\d+)", sys.stdin.read()):
    if re.match(r"(core|analyzer)/.*\.c$", name):
        files[name] = (round(float(percent) * int(n) / 100), int(n))
for name, (hit, n) in files.items():
    folder = folders[name.rsplit("/", 1)[0]]
    folder[0] += hit
    folder[1] += n
for folder, (hit, n) in sorted(folders.items()):
    print(f"{folder:16} {100 * hit / n:5.1f} % of {n} lines")
for name, (hit, n) in sorted(files.items(), key=lambda f: f[1][0] / f[1][1]):
    if hit < 0.9 * n:
        print(f"  below 90 %: {name} {100 * hit / n:.1f} % of {n}")
'
