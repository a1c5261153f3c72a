#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: ./dev coverage   lines that the fuzz corpora reach, and the unit tests with them, per folder;
# dev:                  fails when the corpora alone reach under 90 % of the parsers
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v gcov >/dev/null || { echo "dev: gcov is missing; install gcc" >&2; exit 1; }
build=build/coverage
mkdir -p $build
cmake -S . -B $build -G Ninja -DCMAKE_BUILD_TYPE=Debug -DGB_PLUGIN=OFF \
    -DCMAKE_C_FLAGS_DEBUG="-O0 -g --coverage -fprofile-update=atomic" >$build/configure.log
targets=$(ninja -C $build -t targets all | sed -n 's/^\(tests\/\(test_\|fuzz\/fuzz_\)[a-z0-9_]*\): .*/\1/p' | grep -v '\.c$')
cmake --build $build --target $targets >$build/build.log || { tail -20 $build/build.log; exit 1; }
find $build -name '*.gcda' -delete

lines() { # what was reached so far, a file a line: name, lines reached, lines
    find $build/core $build/analyzer -name '*.gcno' -print0 | xargs -0 gcov -n -r -s "$PWD" 2>/dev/null | awk -F"'" '
        /^File / { name = $2 }
        /^(Lines executed:|No executable lines)/ && name ~ /^(core|analyzer)\/.*\.c$/ {
            split($0, part, /[:% ]+/); if (part[1] == "Lines") print name, int(part[3] * part[5] / 100 + 0.5), part[5]
            name = "" }'
}

# The corpora as they are, without the mutations that the tests make of them.
for target in tests/fuzz/fuzz_*.c; do
    name=$(basename "$target" .c)
    $build/tests/fuzz/"$name" --as-they-are tests/fuzz/corpus/"${name#fuzz_}" >/dev/null
done
lines >$build/corpus.txt
ctest --test-dir $build -R '^unit/' -j"$(nproc)" >$build/tests.log 2>&1 || tail -5 $build/tests.log
lines >$build/all.txt

python3 - $build/corpus.txt $build/all.txt <<'PYTHON'
import collections, sys

NOT_PARSERS = {"capture", "handover", "main", "passwords", "options", "options_time", "output", "progress", "signals"}
LEAST = 90

def parser(name):
    folder, file = name.rsplit("/", 1)
    if folder == "analyzer":
        return "analyzer's readers" if file[:-2] not in NOT_PARSERS else None
    return folder if folder in ("core/sip", "core/auth", "core/body") else None

files = {}
for column, path in enumerate(sys.argv[1:]):
    for line in open(path):
        name, hit, n = line.split()
        files.setdefault(name, [0, 0, int(n)])[column] = int(hit)
groups = collections.defaultdict(lambda: [0, 0, 0])
for name, row in files.items():
    for group in (parser(name) or name.rsplit("/", 1)[0], "all parsers" if parser(name) else None):
        if group:
            groups[group] = [a + b for a, b in zip(groups[group], row)]
low = []
print(f"{'':20} corpora  with unit tests  lines")
for group, (corpus, both, n) in sorted(groups.items(), key=lambda g: (g[0] == "all parsers", g[0])):
    is_parser = group in {parser(name) for name in files} | {"all parsers"}
    if is_parser and 100 * corpus < LEAST * n:
        low.append(group)
    print(f"{group:20} {100 * corpus / n:5.1f} %  {100 * both / n:12.1f} %  {n:6}"
          + ("" if is_parser else "   (no parsers)"))
print(f"\nParsers under {LEAST} % by the corpora:")
for name, (corpus, both, n) in sorted(files.items(), key=lambda f: f[1][0] / f[1][2]):
    if parser(name) and 100 * corpus < LEAST * n:
        print(f"  {name:32} {100 * corpus / n:5.1f} % of {n}, with unit tests {100 * both / n:5.1f} %")
if low:
    sys.exit(f"FAILED: under {LEAST} % by the corpora: {', '.join(low)}")
PYTHON
