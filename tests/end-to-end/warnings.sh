#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every source file compiles without a warning with gcc at -O2 and with clang.
set -eu
cd "$GB_BINARY_DIR"
list=$(mktemp)
trap 'rm -f "$list"' EXIT
# One line a source: its compile command without compiler, output, optimisation and sanitizers.
python3 - >"$list" <<'PY'
import json, shlex
seen = set()
for entry in json.load(open("compile_commands.json")):
    if entry["file"] in seen:
        continue
    seen.add(entry["file"])
    words, skip = [], False
    for word in shlex.split(entry["command"])[1:]:
        if skip or word == "-o" or word.startswith(("-fsanitize", "-fno-sanitize", "-O", "-g")):
            skip = word == "-o"
            continue
        words.append(word)
    print(shlex.join(words))
PY
n=$(wc -l <"$list")
[ "$n" -gt 50 ] || { echo "only $n compile commands found"; exit 1; }
compile() { # COMPILER FLAGS... : every line of the list, two at a time
    tr '\n' '\0' <"$list" | xargs -0 -P 2 -I{} sh -c "$* -Werror {}"
}
compile gcc -O2 -D_FORTIFY_SOURCE=2 -o /dev/null
if command -v clang >/dev/null; then
    compile clang -fsyntax-only -Wno-unknown-warning-option
else
    echo "no clang: gcc alone"
fi
echo "$n files, no warning"
