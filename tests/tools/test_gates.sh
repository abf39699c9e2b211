#!/bin/bash
# SPDX-License-Identifier: MIT
# Usage: tests/tools/test_gates.sh
# The gates must be able to fail: each breach below, alone in a tree of its own, is found; the lawful tree passes.
set -u
cd "$(dirname "$0")/../.." || exit 1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0
cp ARCHITECTURE.md "$folder"

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
0|src/school/faces/identity.c|#include "face/pool.h"
0|src/api/account/user.c|#include "school/account.h"
0|src/nn/kernel/conv.c|#include <immintrin.h>
0|src/face/gallery/gallery_kernel.c|#include <immintrin.h>
0|src/store/db_sqlite.c|#include <sqlite3.h>
1|src/http/server.c|#include "school/lecture.h"
1|src/school/lecture.c|#include "http/message.h"
1|src/school/lecture.c|#include <jansson.h>
1|src/school/plan/lecture.c|#include "face/pool.h"
1|src/nn/net.c|#include "face/face.h"
1|src/nn/net_step.c|#include <immintrin.h>
1|src/face/sample.c|#include <arm_neon.h>
1|src/face/face.c|#include "store/db.h"
1|src/api/account/user.c|#include "store/db.h"
1|src/api/account/user.c|#include <microhttpd.h>
1|src/school/lecture.c|#include <sqlite3.h>
1|src/base/arena.c|#include "crypto/secret.h"
1|src/base/arena.c|#include "arena.h"
1|src/main.c|#include "http/server.h"
0|src/school/marks/mark.c|#include "school/common/rows.h"
0|src/school/marks/mark.c|#include "school/school.h"
0|src/school/plan/lecture.c|#include "school/marks/mark.h"
0|src/school/open.c|#include "school/numbers/report.h"
1|src/school/marks/mark.c|#include "school/plan/lecture.h"
1|src/school/imports/import.c|#include "school/attendance/window.h"
1|src/school/marks/mark.c|#include "school/job_kinds.h"
1|src/school/attic/mark.c|#include "school/common/rows.h"
END

# A header of the school that takes a database is not for the API.
tree src/api/account/user.c '#include "school/people/user.h"'
mkdir -p "$folder/src/school/people"
echo 'enum fault user_read(struct school *school, int64_t user_id);' >"$folder/src/school/people/user.h"
expect 0 layers "a header for everybody"
echo 'enum fault user_read(struct db *db, int64_t user_id);' >"$folder/src/school/people/user.h"
expect 1 layers "a header that takes a database"

# The page that tells of the doors must tell of those that are there.
tree src/base/arena.c "int a;"
while IFS='@' read -r verdict change; do
    sed "$change" ARCHITECTURE.md >"$folder/ARCHITECTURE.md"
    expect "$verdict" layers "ARCHITECTURE.md: $change"
done <<'END'
0@s/^| face | nn, worker |/| face | nn, worker (its nets) |/
1@s/^| face | nn, worker |/| face | nn, store |/
1@s/^| face | nn, worker |/| face | base |/
1@/^| face | nn, worker |/d
1@s/^| 7 | `attendance`/| 5 | `attendance`/
1@s/^| 7 | `attendance`/| 7 | `attic`/
1@/^| 7 | `attendance`/d
END
cp ARCHITECTURE.md "$folder"

while IFS='|' read -r verdict path line; do
    tree "$path" "$line"
    expect "$verdict" writers "$path: $line"
done <<'END'
0|src/school/marks/mark_write.c|db_exec(db, "INSERT INTO attendance (id) VALUES (?)");
0|src/school/office/merge.c|db_exec(db, "UPDATE attendance SET student_id = ?");
0|src/school/imports/marks/import_marks.c|db_exec(db, "SELECT id FROM attendance");
1|src/school/imports/marks/import_marks.c|db_exec(db, "INSERT INTO attendance (id) VALUES (?)");
1|src/school/plan/lecture_edit.c|db_exec(db, "DELETE " "FROM attendance WHERE id = ?");
1|src/school/checkin/check_in.c|db_exec(db, cold ? "SELECT 1" : "UPDATE attendance SET status = ?");
1|src/school/checkin/check_in.c|db_exec(db, "UPDATE attics SET status = ?");
1|src/api/account/user.c|db_exec(db, "DELETE FROM users");
0|src/school/people/people.c|db_exec(db, "UPDATE users SET email = ?, updated_at = ? WHERE id = ?");
0|src/school/people/people.c|db_exec(db, "UPDATE users SET password_hash = NULL WHERE id = ?");
1|src/school/people/people.c|db_exec(db, "UPDATE users SET email = ? " "WHERE id = ?");
1|src/school/plan/lecture_edit.c|db_exec(db, "UPDATE lectures SET room = ? WHERE id = ?");
END

# An @ parts the lines of a file.
while IFS='|' read -r verdict path line; do
    tree "$path" "${line//@/$'\n'}"
    expect "$verdict" closing "$path: $line"
done <<'END'
0|src/school/marks/mark.c|    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
1|src/school/marks/mark.c|    struct db *db = store_reader(school->config.store);
1|src/school/numbers/report.c|    making.db = store_reader(school->config.store);
0|src/school/imports/import_table.c|    *db = store_reader(store);
0|src/store/store.c|struct db *store_reader(struct store *store)
0|src/nn/model.c|    CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
1|src/nn/model.c|    struct arena scratch = arena_of(SCRATCH_MAX);
1|src/nn/model.c|    arena_init(&scratch, SCRATCH_MAX);
0|src/nn/model.c|    arena_init(&model->memory, MEMORY_MAX);
1|src/school/people/sign_in/session.c|    CLOSES(secret_token_wipe) char token[SECRET_TOKEN_SIZE];
0|src/school/people/sign_in/session.c|    CLOSES(secret_token_wipe) char token[SECRET_TOKEN_SIZE] = "";
1|src/school/people/sign_in/session.c|    if (fault == FAULT_NONE)@        fault = session_write(school);
1|src/school/people/sign_in/session.c|    if (fault == FAULT_NONE && !found)@        fault = FAULT_NOT_FOUND;
1|src/api/office/people.c|        if (problem == FAULT_NONE)@            problem = call_page(call, &page);
1|src/school/people/sign_in/session.c|    if (unit->fault == FAULT_NONE)@        unit->fault = session_write(school);
0|src/school/people/sign_in/session.c|    if (fault != FAULT_NONE)@        return fault;@    fault = session_write(school);
0|src/school/people/sign_in/session.c|    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)@        fault = session_write(school);
END

while IFS='~' read -r verdict line; do
    tree src/base/a.c "$line"
    expect "$verdict" nulls "$line"
done <<'END'
0~if (!list)
0~return list ? list : other;
0~bool good = body != NULL;
0~return strchr(text, '@') != NULL;
0~if ((code != NULL) == (password != NULL))
0~if (has != (strchr(text, '@') != NULL))
0~while ((line = next(file)) != NULL)
0~for (size_t i = 0; (route = route_at(i)) != NULL; i++)
0~text = "if (a == NULL)"; // if (a == NULL)
1~if (list == NULL)
1~else if (ready && list != NULL)
1~while (node != NULL)
1~for (node = first; node != NULL; node = node->next)
1~return text != NULL ? text : "";
1~bool good = body != NULL && read(body);
1~    text == NULL ||
1~good = good && strchr(text, '@') == NULL;
END

while IFS='|' read -r verdict path line; do
    tree "$path" "$line"
    expect "$verdict" sorted "$path: $line"
done <<'END'
0|src/school/marks/mark.c|db_query(db, "SELECT id FROM users u ORDER BY u.sort_key, u.id");
0|src/school/marks/mark.c|db_query(db, "SELECT name FROM users ORDER BY id");
0|src/school/marks/mark.c|return strcmp(a->name, b->name) == 0;
0|src/school/people/user.c|db_exec(db, "UPDATE users SET name = ?"); ordering_user(db, id);
0|src/school/people/user.c|db_exec(db, "UPDATE users SET locale = ?");
0|web/src/pages/a.ts|const found = finds(name, query);
1|src/school/marks/mark.c|db_query(db, "SELECT id FROM users u" " ORDER BY u.name, u.id");
1|src/school/marks/mark.c|db_query(db, "SELECT id FROM users u ORDER BY part, LOWER(u.name)");
1|src/school/marks/mark.c|db_query(db, "SELECT id FROM classrooms ORDER BY subject");
1|src/school/people/account.c|db_query(db, "SELECT id FROM users WHERE LOWER(name) LIKE ?");
1|src/school/numbers/report.c|return strcasecmp(a->student.name, b->student.name);
1|src/school/people/user.c|db_exec(db, "UPDATE users SET locale = ?, name = ? WHERE id = ?");
1|src/school/demo/demo.c|db_exec(db, "INSERT INTO users (name) VALUES (?)");
1|src/school/classes/classroom.c|db_exec(db, "INSERT INTO classrooms (subject) VALUES (?)");
1|web/src/pages/a.ts|marks.sort((a, b) => a.name.localeCompare(b.name));
1|web/src/pages/a.ts|return name.toLowerCase().includes(query);
END

while IFS='|' read -r verdict path line; do
    tree "$path" "$line"
    expect "$verdict" servers "$path: $line"
    rm "$folder/$path"
done <<'END'
0|bench/store|mariadbd --no-defaults --datadir="$folder/data" --tmpdir="$folder"
0|tests/support/server.c|"mariadbd", "--no-defaults", data, temporary,
1|bench/store|mariadbd --no-defaults --datadir="$folder/data" --socket="$folder/socket"
1|tests/server.mjs|spawn("mariadbd", ["--no-defaults", `--datadir=${data}`, `--socket=${socket}`]);
END

while IFS='|' read -r verdict path line; do
    tree "$path" "$line"
    expect "$verdict" sentences "$path: $line"
done <<'END'
0|src/api/account/user.c|{422, "invalid_field", "Write 1 to # characters.", "name"},
0|src/api/account/user.c|text = "must be a date such as 2026-11-23";
0|src/api/account/user.c|text = "Write them like 10.1.0.0/16, or geo:52.52,13.405.";
0|src/api/account/user.c|.answer = "200 {user:user}",
0|src/school/marks/mark.c|db_query(db, "SELECT 7 FROM users LIMIT 20");
1|src/api/account/user.c|{422, "invalid_field", "Write 1 to 100 characters.", "name"},
1|src/api/account/user.c|text = "must be a whole number from 1 to 200";
1|src/api/account/user.c|text = "Send at most 50 megapixels, 12 when they are progressive.";
1|src/school/files/file.c|text = "The file is larger than 20 MiB.";
1|src/school/files/file.c|text = "It counts as yours after two days.";
1|src/school/people/user.c|text = "Open this link within an hour.";
0|src/school/people/user.c|text = "Open this link within # minutes.";
END

# Files that need one another in a circle, by their objects.
circle() {
    rm -rf "$folder/src"
    mkdir -p "$folder/src"
    printf 'int b(void);\nint a(void);\nint a(void)\n{\n    return b();\n}\n' | ${CC:-cc} -x c -c -o "$folder/src/a.o" - &&
        printf '%s\n' "$1" | ${CC:-cc} -x c -c -o "$folder/src/b.o" -
}
circle 'int b(void) { return 1; }'
expect 0 circles "one file needs another"
circle 'int a(void); int b(void) { return a(); }'
expect 1 circles "two files need one another"

many() { awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) print text }'; }
tree src/base/a.c 'int a;'
for i in $(seq 39); do echo 'int a;' >"$folder/src/base/b$i.c"; done
expect 0 lengths "a folder of 40 files"
echo 'int a;' >"$folder/src/base/c.c"
expect 1 lengths "a folder of 41 files"
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
rm -rf "$folder/web"
tree web/src/pages/a.tsx "$(many 800 "let a = '$(printf '%0200d' 0)';")"
expect 0 lengths "a page of 800 lines, which may be long"
tree web/src/pages/a.tsx "$(many 801 'let a;')"
expect 1 lengths "a page of 801 lines"
tree web/src/pages/a.tsx 'let a;'
for i in $(seq 39); do echo 'let a;' >"$folder/web/src/pages/b$i.tsx"; done
expect 0 lengths "a folder of 40 pages"
echo 'a {}' >"$folder/web/src/pages/c.css"
expect 1 lengths "a folder of 41 files of the web"
rm -r "$folder/web"

tree src/base/a.c "int a;"
expect 0 format "a formatted file"
tree src/base/a.c "int  a;"
expect 1 format "a file with a space too many"

# verdict 0|1 NAME COMMAND...
verdict() {
    local wanted=$1 name=$2
    shift 2
    "$@" >"$folder/out" 2>&1 </dev/null
    if [ $(($? != 0)) -eq "$wanted" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL %s: did not end with %s\n' "$name" "$wanted"
        cat "$folder/out"
    fi
}

# Warnings are errors where that is asked for, also in a file that was let pass before; a stranger's build goes on.
rm -rf "$folder/src"
mkdir "$folder/src"
cp -r Makefile CHANGELOG.md tools "$folder"
cp -r src/base "$folder/src"
echo 'void lawful(void); void lawful(void) {}' >"$folder/src/base/lawful.c"
echo 'void warned(void); void warned(void) { int unused; }' >"$folder/src/base/warned.c"
object() {
    env -u WERROR -u MAKEFLAGS -u MAKELEVEL make -C "$folder" "${@:2}" "build/release/src/base/$1.o"
}
verdict 0 "a warning in a plain make" object warned
verdict 1 "a warning with WERROR=1" object warned WERROR=1
verdict 0 "no warning with WERROR=1" object lawful WERROR=1

# What the probe finds, it finds without pkg-config too; what is not there, it names.
verdict 0 "the probe" tools/probe cc
verdict 0 "the probe without pkg-config" env PKG_CONFIG=false tools/probe cc
verdict 1 "the probe without headers" tools/probe cc -nostdinc
# An answer that must be looked at is not let fall, and C17 still compiles.
fallen='#include "base/banned.h"
enum MUST_LOOK answer { YES, NO };
enum answer ask(void);
void fall(void);
void fall(void)
{
    ask();
}'
printf '%s\n' "$fallen" | ${CC:-cc} -std=gnu17 -Wall -Werror -Isrc -fsyntax-only -x c - 2>/dev/null
[ $? -eq 0 ] && passed=$((passed + 1)) || failed=$((failed + 1))
if printf '%s\n' "$fallen" | ${CC:-cc} -std=gnu2x -Wall -Werror -Isrc -fsyntax-only -x c - 2>/dev/null; then
    echo "FAIL an answer that nobody looks at compiles" && failed=$((failed + 1))
else
    passed=$((passed + 1))
fi

printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
