#!/bin/sh
# SPDX-License-Identifier: MIT
# The gates must be able to fail: each breach below, alone in a tree of its own, is found; the lawful tree passes.
set -u
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0

# tree PATH LINE: a source tree of one file.
tree() {
    rm -rf "$folder/src"
    mkdir -p "$folder/$(dirname "$1")" "$folder/tests" "$folder/fuzz" "$folder/bench"
    printf '%s\n' "$2" >"$folder/$1"
}

# expect 0|1 GATE NAME
expect() {
    "tools/$2" "$folder" >"$folder/out" 2>&1
    if [ $? -eq "$1" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL %s: %s did not end with %s\n' "$3" "$2" "$1"
        cat "$folder/out"
    fi
}

while IFS='|' read -r verdict path line; do
    tree "$path" "$line"
    expect "$verdict" layers "$path: $line"
done <<'END'
0|src/school/lecture.c|#include "store/db.h"
0|src/school/identity.c|#include "face/pool.h"
0|src/api/user.c|#include "school/account.h"
0|src/nn/kernel_conv.c|#include <immintrin.h>
0|src/face/gallery_kernel.c|#include <immintrin.h>
0|src/store/db_sqlite.c|#include <sqlite3.h>
1|src/http/server.c|#include "school/lecture.h"
1|src/school/lecture.c|#include "http/message.h"
1|src/school/lecture.c|#include <jansson.h>
1|src/school/lecture.c|#include "face/face.h"
1|src/nn/net.c|#include "face/face.h"
1|src/nn/net_step.c|#include <immintrin.h>
1|src/face/sample.c|#include <arm_neon.h>
1|src/face/face.c|#include "store/db.h"
1|src/api/user.c|#include "store/db.h"
1|src/api/user.c|#include <microhttpd.h>
1|src/school/lecture.c|#include <sqlite3.h>
1|src/base/arena.c|#include "crypto/secret.h"
1|src/base/arena.c|#include "arena.h"
1|src/main.c|#include "http/server.h"
END

many() { awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) print text }'; }
tree src/base/a.c "$(printf 'int a(void)\n{\n%s\n}\n' "$(many 67 '    a();')")"
expect 0 lengths "a function of 70 lines"
tree src/base/a.c "$(printf 'int a(void)\n{\n%s\n}\n' "$(many 68 '    a();')")"
expect 1 lengths "a function of 71 lines"
tree src/base/a.c "$(many 800 'int a;')"
expect 0 lengths "a file of 800 lines"
tree src/base/a.c "$(many 801 'int a;')"
expect 1 lengths "a file of 801 lines"
tree src/base/a.c "$(printf '// %0118d' 0)"
expect 1 lengths "a line of 121 columns"
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
