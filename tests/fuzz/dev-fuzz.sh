#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: ./dev fuzz [TARGET] [SECONDS]   fuzzes one parser, or all in turn (60 s each; report: whole captures)
# dev: ./dev fuzz afl [SECONDS]        the whole program with AFL++
#
# What is found new stays in build/fuzz/found/TARGET, what crashes in build/fuzz/crashes. A crash
# is put right together with its input, which goes into corpus/TARGET under the defect's name.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
target=${1:-all}
seconds=60
[[ $target =~ ^[0-9]+$ ]] && { seconds=$target; target=all; }
[ $# -ge 2 ] && seconds=$2
known=$(cd tests/fuzz && echo fuzz_*.c | sed 's/fuzz_//g; s/\.c//g')

have() { # COMMAND PACKAGE
    command -v "$1" >/dev/null || { echo "dev: $1 is missing; install $2" >&2; exit 1; }
}

with_libfuzzer() {
    local name=$1 found=build/fuzz/found/$1 dict=()
    mkdir -p "$found" build/fuzz/crashes
    [ -f "tests/fuzz/$name.dict" ] && dict=(-dict="tests/fuzz/$name.dict")
    echo "== $name, $seconds s"
    local rc=0
    nice -n 19 "build/fuzz/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=20 -max_len=16384 \
        -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="build/fuzz/crashes/$name-" "${dict[@]}" \
        "$found" "tests/fuzz/corpus/$name" >"build/fuzz/$name.log" 2>&1 || rc=$?
    grep -E '^stat::number_of_executed_units|DONE|ERROR|SUMMARY|Test unit written' "build/fuzz/$name.log" || true
    [ $rc = 0 ] || echo "FAILED: see build/fuzz/$name.log"
    return $rc
}

# The same file, compiled by AFL++'s clang with its own driver: persistent, shared memory.
with_afl() {
    have afl-fuzz afl++
    have afl-clang-fast afl++
    AFL_QUIET=1 cmake -S . -B build/afl -G Ninja -DCMAKE_C_COMPILER=afl-clang-fast -DCMAKE_BUILD_TYPE=Debug \
        -DCMAKE_C_FLAGS_DEBUG="-O1 -g" -DGB_FUZZ=ON -DGB_AFL=ON -DGB_PLUGIN=OFF >/dev/null
    AFL_QUIET=1 cmake --build build/afl --target fuzz_report -- -j"$(nproc)" >build/afl/build.log 2>&1 ||
        { tail -20 build/afl/build.log; exit 1; }
    sed '/^#/d; /^$/d' tests/fuzz/report.dict >build/afl/report.dict
    local from=tests/fuzz/corpus/report
    [ -d build/afl/found/default/queue ] && from=-
    AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
        nice -n 19 afl-fuzz -i "$from" -o build/afl/found -x build/afl/report.dict -t 5000 -m none \
        -V "$seconds" -- build/afl/tests/fuzz/fuzz_report >build/afl/fuzz.log 2>&1 || { tail -20 build/afl/fuzz.log; exit 1; }
    grep -E '^(execs_done|run_time|corpus_count|bitmap_cvg|saved_crashes|saved_hangs)' build/afl/found/default/fuzzer_stats
    local crashes
    crashes=$(find build/afl/found/default/crashes build/afl/found/default/hangs -type f ! -name README.txt | wc -l)
    [ "$crashes" = 0 ] || { echo "FAILED: $crashes crashes or hangs in $root/build/afl/found/default"; exit 1; }
}

if [ "$target" = afl ]; then
    with_afl
    exit
fi
have clang clang
for name in $known; do [ "$target" = all ] || [ "$target" = "$name" ] && found=1; done
[ "${found:-}" ] || { echo "dev: no such target: $target; there are: all afl $known" >&2; exit 2; }
[ "$target" = all ] || known=$target
mkdir -p build/fuzz
cmake --preset fuzz >build/fuzz/configure.log
cmake --build --preset fuzz --target $(printf 'fuzz_%s ' $known) >build/fuzz/build.log || { tail -20 build/fuzz/build.log; exit 1; }
failed=0
for name in $known; do with_libfuzzer "$name" || failed=1; done
exit $failed
