/* SPDX-License-Identifier: MIT */
#include "school/office/export_json.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/office/person_data.h"
#include "store/db.h"
#include "store/engine.h"

enum { VALUES_MAX = 6 };

void json_write_text(FILE *out, const char *text)
{
    if (!text) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    for (size_t left = strlen(text); left > 0;) {
        unsigned char byte = (unsigned char)*text;
        size_t size = str_sequence(text, left);
        if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else if (byte < 0x20)
            fprintf(out, "\\u%04x", byte);
        else if (size > 0)
            fwrite(text, 1, size, out);
        else
            fputs("\\ufffd", out);
        text += size > 0 ? size : 1;
        left -= size > 0 ? size : 1;
    }
    fputc('"', out);
}

static void time_write(FILE *out, int64_t ms)
{
    char text[CLOCK_TEXT_SIZE];
    clock_format(ms, text);
    fprintf(out, "\"%s\"", text);
}

static void value_write(FILE *out, const struct row *row, int column, const char *kind, size_t kind_size)
{
    if (db_is_null(&row->rows, column))
        fputs("null", out);
    else if (kind_size == 4 && memcmp(kind, "time", 4) == 0)
        time_write(out, db_int(&row->rows, column));
    else if (kind_size == 4 && memcmp(kind, "bool", 4) == 0)
        fputs(db_int(&row->rows, column) ? "true" : "false", out);
    else if (kind_size == 3 && memcmp(kind, "int", 3) == 0)
        fprintf(out, "%lld", (long long)db_int(&row->rows, column));
    else
        json_write_text(out, db_text(&row->rows, column));
}

static void row_write(FILE *out, const struct row *row, const char *columns)
{
    int column = 0;
    fputc('{', out);
    for (const char *at = columns; *at != '\0'; column++) {
        size_t name = strcspn(at, ":");
        const char *kind = at + name + (at[name] == ':');
        size_t size = strcspn(kind, ",");
        fprintf(out, "%s\"%.*s\":", column > 0 ? "," : "", (int)name, at);
        value_write(out, row, column, kind, size);
        at = kind + size + (kind[size] == ',');
    }
    fputc('}', out);
}

enum fault json_write_rows(FILE *out, struct db *db, const struct person_file *file, int64_t user_id, int64_t limit)
{
    struct db_value values[VALUES_MAX];
    struct row row;
    size_t count = 0;
    int64_t written = 0;
    bool whole = true;
    for (const char *at = strchr(file->sql, '?'); at && count < VALUES_MAX; at = strchr(at + 1, '?'))
        values[count++] = I(user_id);
    if (count == 0)
        return FAULT_INTERNAL;
    values[count - 1] = I(limit + 1);
    fputs("{\"rows\":[", out);
    row_begin(&row, db, NULL, file->sql, (struct db_values){values, count});
    while (whole && row_next(&row)) {
        whole = written < limit;
        if (!whole)
            break;
        fputs(written++ > 0 ? ",\n" : "\n", out);
        row_write(out, &row, file->columns);
    }
    fprintf(out, "\n],\"whole\":%s}\n", whole ? "true" : "false");
    return row_end(&row);
}
