/* SPDX-License-Identifier: MIT */
#include "support/at_rest.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/rows.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { PATH_SIZE = 1024, FILE_MAX = 128 << 20, DEPTH_MAX = 4, COLUMNS_MAX = 400 };

struct at_rest_column {
    const char *table, *column;
    bool is_bytes;
};

struct looking {
    const void *bytes; // NULL: only counts
    size_t size;
    size_t files, found;
};

static bool path_join(char path[static PATH_SIZE], const char *folder, const char *name)
{
    return snprintf(path, PATH_SIZE, "%s/%s", folder, name) < PATH_SIZE;
}

/* One that has gone meanwhile belongs to another test. */
static void look_in_file(struct looking *looking, const char *path)
{
    static char text[FILE_MAX]; // stays where it is: fresh memory for each file was half of the time
    FILE *file = fopen(path, "rb");
    size_t size = file && looking->bytes ? fread(text, 1, sizeof(text), file) : 0;
    if (size == sizeof(text))
        fail_msg("%s is larger than this test reads", path);
    if (size > 0 && memmem(text, size, looking->bytes, looking->size))
        looking->found++;
    looking->files++;
    if (file)
        fclose(file);
}

static void look_in_folder(struct looking *looking, const char *folder, int depth)
{
    DIR *open = opendir(folder);
    for (const struct dirent *entry; open && (entry = readdir(open)) != NULL;) {
        char path[PATH_SIZE];
        struct stat about;
        if (entry->d_name[0] == '.' || !path_join(path, folder, entry->d_name) || stat(path, &about) != 0)
            continue;
        if (S_ISREG(about.st_mode))
            look_in_file(looking, path);
        else if (S_ISDIR(about.st_mode) && depth > 0)
            look_in_folder(looking, path, depth - 1);
    }
    if (open)
        closedir(open);
}

static void look_in_mariadb(struct school_fixture *fixture, const char *tables, struct looking *looking)
{
    char data[PATH_SIZE] = "", folder[PATH_SIZE], sql[PATH_SIZE];
    struct row row;
    CLOSES(store_reader_close) struct db *db = store_reader(fixture->test->store);
    row_begin(&row, db, NULL, "SELECT @@datadir", DB_NO_VALUES);
    while (row_next(&row))
        assert_true(str_copy(data, sizeof(data), db_text(&row.rows, 0)));
    assert_int_equal(row_end(&row), FAULT_NONE);
    store_reader_close(&db);
    assert_true(path_join(folder, data, fixture->test->database));
    if (access(folder, R_OK | X_OK) != 0) {
        print_message("skip: the files of this MariaDB server are out of reach\n");
        skip();
    }
    // Writes what is only in memory yet.
    char list[PATH_SIZE];
    assert_true(str_copy(list, sizeof(list), tables));
    for (char *save, *table = strtok_r(list, " ", &save); table; table = strtok_r(NULL, " ", &save)) {
        snprintf(sql, sizeof(sql), "FLUSH TABLES %s.%s FOR EXPORT", fixture->test->database, table);
        test_mariadb_run(sql);
    }
    look_in_folder(looking, folder, 0);
    look_in_folder(looking, data, 0);
}

static void look_in_blobs(struct school_fixture *fixture, struct looking *looking)
{
    char path[PATH_SIZE];
    assert_true(path_join(path, fixture->folder, "files"));
    look_in_folder(looking, path, DEPTH_MAX);
}

bool at_rest_has(struct school_fixture *fixture, const char *tables, const void *bytes, size_t size)
{
    struct looking looking = {bytes, size, 0, 0};
    if (fixture->test->engine == TEST_SQLITE)
        look_in_folder(&looking, fixture->test->folder, 0);
    else
        look_in_mariadb(fixture, tables, &looking);
    assert_true(looking.files > 0);
    look_in_blobs(fixture, &looking);
    return looking.found > 0;
}

bool at_rest_has_text(struct school_fixture *fixture, const char *tables, const char *text)
{
    return at_rest_has(fixture, tables, text, strlen(text));
}

/* Every column of text or bytes, as "table.column". */
static size_t columns_read(struct school_fixture *fixture, struct arena *arena,
                           struct at_rest_column columns[static COLUMNS_MAX])
{
    static const char on_sqlite[] =
        "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND c.type NOT LIKE '%INT%'";
    static const char on_mariadb[] = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE"
                                     " table_schema = DATABASE() AND data_type NOT LIKE '%int%'";
    struct row row;
    size_t count = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(fixture->test->store);
    row_begin(&row, db, arena, fixture->test->engine == TEST_SQLITE ? on_sqlite : on_mariadb, DB_NO_VALUES);
    while (row_next(&row)) {
        assert_true(count < COLUMNS_MAX);
        const char *type = row_string(&row, 2);
        columns[count++] = (struct at_rest_column){row_text(&row, 0), row_text(&row, 1),
                                                   strcmp(type, "BLOB") == 0 || strstr(type, "blob")};
    }
    assert_int_equal(row_end(&row), FAULT_NONE);
    return count;
}

const char *at_rest_places(struct school_fixture *fixture, const void *bytes, size_t size)
{
    struct at_rest_column columns[COLUMNS_MAX];
    CLOSES(arena_release) struct arena arena = arena_of(1 << 20);
    size_t count = columns_read(fixture, &arena, columns);
    const char *text = arena_strndup(&arena, bytes, size), *places = "";
    assert_true(count > 100);
    CLOSES(store_reader_close) struct db *db = store_reader(fixture->test->store);
    for (size_t i = 0; i < count; i++) {
        int64_t found = 0;
        const char *sql =
            arena_printf(&arena, "SELECT COUNT(*) FROM %s WHERE INSTR(%s, ?) > 0", columns[i].table, columns[i].column);
        struct db_value value = columns[i].is_bytes ? B(bytes, size) : T(text);
        assert_int_equal(row_count(db, sql, (struct db_values){&value, 1}, &found), FAULT_NONE);
        if (found > 0)
            places = arena_printf(&fixture->arena, "%s%s.%s ", places, columns[i].table, columns[i].column);
    }
    return places;
}

bool at_rest_in_folder(struct school_fixture *fixture, const char *folder, const void *bytes, size_t size)
{
    struct looking looking = {bytes, size, 0, 0};
    char path[PATH_SIZE];
    assert_true(path_join(path, fixture->folder, folder));
    look_in_folder(&looking, path, DEPTH_MAX);
    return looking.found > 0;
}

size_t at_rest_blobs(struct school_fixture *fixture)
{
    struct looking looking = {0};
    look_in_blobs(fixture, &looking);
    return looking.files;
}
