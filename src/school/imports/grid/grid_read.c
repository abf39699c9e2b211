/* SPDX-License-Identifier: MIT */
/* Tells what kind of file it is, by its bytes, and has it read. */
#include <string.h>

#include "base/str.h"
#include "school/imports/grid/grid_build.h"
#include "school/imports/grid/grid_ods.h"
#include "school/imports/grid/grid_text.h"
#include "school/imports/grid/grid_xlsx.h"
#include "school/imports/grid/grid_zip.h"

static bool begins_with(const void *bytes, size_t size, const char *what, size_t length)
{
    return size >= length && memcmp(bytes, what, length) == 0;
}

/* The container of Microsoft's older files, and of the encrypted newer ones, whose folder names what is in it. */
static enum grid_fault fault_of_container(const void *bytes, size_t size)
{
    static const char package[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    return memmem(bytes, size, package, sizeof(package)) ? GRID_ENCRYPTED : GRID_OLD_EXCEL;
}

static void read_zip(struct build *build, const void *bytes, size_t size)
{
    enum grid_fault fault;
    struct grid_zip *zip = grid_zip_open(bytes, size, &fault);
    if (!zip)
        build_refuse(build, fault);
    else if (grid_zip_has(zip, "content.xml"))
        grid_ods(build, zip);
    else if (grid_zip_has(zip, "xl/workbook.bin"))
        build_refuse(build, GRID_OLD_EXCEL);
    else if (grid_zip_has(zip, "[Content_Types].xml"))
        grid_xlsx(build, zip);
    else
        build_refuse(build, GRID_NO_TABLE);
    grid_zip_close(zip);
}

void grid_read(const void *bytes, size_t size, const struct csv_limits *limits, const struct grid_hint *hint,
               struct pack *answer)
{
    struct build build;
    if (!build_open(&build, limits)) {
        answer->failed = true;
        return;
    }
    if (begins_with(bytes, size, "PK\3\4", 4) || begins_with(bytes, size, "PK\5\6", 4))
        read_zip(&build, bytes, size);
    else if (begins_with(bytes, size, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
        build_refuse(&build, fault_of_container(bytes, size));
    else
        grid_text(&build, bytes, size, hint);
    if (build.taken == 0)
        build_refuse(&build, GRID_EMPTY);
    bool fine = build.fault == GRID_FINE;
    pack_u32(answer, build.fault);
    pack_u32(answer, fine ? (uint32_t)build.note_count : 0);
    for (size_t i = 0; fine && i < build.note_count; i++) {
        pack_u32(answer, build.notes[i].kind);
        pack_u32(answer, (uint32_t)build.notes[i].row);
        pack_block(answer, build.notes[i].words, strlen(build.notes[i].words) + 1);
    }
    if (fine)
        pack_bytes(answer, build.rows.bytes, build.rows.size);
    answer->failed |= build.no_memory;
    build_close(&build);
}
