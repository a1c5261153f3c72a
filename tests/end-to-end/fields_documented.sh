#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The tables of fields in docs/wireshark*.md are those of plugin/fields.h. --write makes them so.
set -eu
cd "${GB_SOURCE_DIR:-$(dirname "$0")/../..}"
exec python3 - "$@" <<'PY'
import re, sys
rows = re.findall(r'X\((\w+), "([\w.]+)", FT_(\w+), \w+, [^"]*?, "([^"]*)", "([^"]*)"\)', open("plugin/fields.h").read())
declared = len(re.findall(r'^ +X\(\w+, "', open("plugin/fields.h").read(), re.M))
if declared != len(rows) or not rows:
    sys.exit(f"plugin/fields.h: {declared} rows, {len(rows)} of them read")
for path, head, column in (("docs/wireshark.md", "| field | type | what |", 3), ("docs/wireshark.zh-CN.md", "| 字段 | 类型 | 含义 |", 4)):
    table = head + "\n|---|---|---|\n" + "".join(
        f"| `gb28181.{row[1]}` | {row[2].lower()} | {row[column]} |\n" for row in rows)
    text = open(path).read()
    before, rest = text.split("fields_documented.sh -->\n")
    wanted = before + "fields_documented.sh -->\n" + table + rest[rest.index("<!-- end of fields"):]
    if "--write" in sys.argv:
        open(path, "w").write(wanted)
    elif wanted != text:
        sys.exit(f"{path} does not list the fields of plugin/fields.h: run tests/end-to-end/fields_documented.sh --write")
print(f"{len(rows)} fields")
PY
