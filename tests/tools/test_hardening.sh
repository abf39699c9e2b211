#!/bin/sh
# SPDX-License-Identifier: MIT
# Usage: tests/tools/test_hardening.sh [PROGRAM]: reads what the linker made (build/ams unless said) and holds it against what the
# Makefile asks for. Ends with `N passed, M failed`, and 1 when one failed.
set -eu
cd "$(dirname "$0")/../.."
program=${1:-build/ams}
passed=0 failed=0

# expect TITLE PATTERN TEXT: the pattern is in the text.
expect() {
    if printf '%s\n' "$3" | grep -Eq "$2"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL %s\n' "$1"
    fi
}

headers=$(readelf -lW "$program")
dynamic=$(readelf -dW "$program")
symbols=$(readelf --dyn-syms -W "$program")
expect "a position-independent program (PIE)" 'FLAGS_1.*PIE' "$dynamic"
expect "all symbols bound at the start (BIND_NOW)" 'FLAGS_1.*NOW' "$dynamic"
expect "read-only relocations (RELRO)" 'GNU_RELRO' "$headers"
expect "a stack that is no code" 'GNU_STACK +0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ RW ' "$headers"
expect "stack protector" '__stack_chk_fail' "$symbols"
expect "checked copies (FORTIFY_SOURCE)" '__(memcpy|snprintf|read|vsnprintf)_chk' "$symbols"
if printf '%s\n' "$headers" | grep -Eq 'LOAD.* RWE '; then
    failed=$((failed + 1))
    echo "FAIL no segment that can be written and run"
else
    passed=$((passed + 1))
fi
if printf '%s\n' "$dynamic" | grep -Eq 'RPATH|RUNPATH|TEXTREL'; then
    failed=$((failed + 1))
    echo "FAIL no folder of libraries of its own, no code that is changed at the start"
else
    passed=$((passed + 1))
fi
# The mark that turns CET on is lost where the system's own start files lack it (Debian 12); the code has it all the same.
code=$(objdump -d --no-show-raw-insn "$program" | grep -Eo 'endbr64|paciasp|orq? +\$0x0,\(%rsp\)' | sort | uniq -c)
case $(uname -m) in
x86_64)
    expect "functions begin where calls may lead (CET)" '[0-9]{4} endbr64' "$code"
    expect "stacks that grow touch each page (stack clash)" 'or' "$code"
    ;;
aarch64) expect "returns are signed (PAC)" 'paciasp' "$code" ;;
esac
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
