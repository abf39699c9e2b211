/* SPDX-License-Identifier: MIT */
#include "school/files/file_kind.h"

#include <magic.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "school/common/state.h"
#include "school/files/file.h"
#include "worker/worker.h"

#define OP "file.kind"

enum { TYPE_MAX = 256, LIMIT_MS = 30000 };

struct file_kinds {
    magic_t magic;
};

/* Kinds that share their names' endings. */
enum family { PDF, PACKED, OFFICE, PICTURE, FILM, TEXT, PROGRAM, NONE };

/* Whole types. What libmagic calls by an older name is listed under that. */
static const struct {
    const char *type;
    enum family family;
} taken[] = {
    {"application/pdf", PDF},
    {"application/zip", PACKED},
    {"application/gzip", PACKED},
    {"application/x-7z-compressed", PACKED},
    {"application/msword", OFFICE},
    {"application/vnd.ms-excel", OFFICE},
    {"application/vnd.ms-powerpoint", OFFICE},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", OFFICE},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", OFFICE},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", OFFICE},
    {"application/vnd.oasis.opendocument.text", OFFICE},
    {"application/vnd.oasis.opendocument.spreadsheet", OFFICE},
    {"application/vnd.oasis.opendocument.presentation", OFFICE},
    {"application/epub+zip", OFFICE},
    {"application/json", TEXT},
    {"application/rtf", OFFICE},
    {"text/rtf", OFFICE},
    {"text/plain", TEXT},
    {"text/csv", TEXT},
    {"text/x-c", TEXT},
    {"text/x-c++", TEXT},
    {"text/x-java", TEXT},
    {"text/x-tex", TEXT},
    {"text/x-diff", TEXT},
    {"image/png", PICTURE},
    {"image/jpeg", PICTURE},
    {"image/gif", PICTURE},
    {"image/webp", PICTURE},
    {"image/heic", PICTURE},
    {"image/tiff", PICTURE},
    {"audio/mpeg", FILM},
    {"audio/x-m4a", FILM},
    {"audio/mp4", FILM},
    {"audio/ogg", FILM},
    {"audio/x-wav", FILM},
    {"audio/flac", FILM},
    {"video/mp4", FILM},
    {"video/quicktime", FILM},
    {"video/webm", FILM},
    {"video/ogg", FILM},
};

/* Whose name ends so. */
static const struct {
    enum family family;
    const char *endings; // with a space around each
} endings[] = {
    {PDF, " pdf "},
    {PACKED, " zip gz tgz 7z "},
    {OFFICE, " doc dot xls xlt ppt pps docx dotx xlsx xltx pptx ppsx odt ott ods ots odp otp epub rtf "},
    {PICTURE, " png jpg jpeg jpe jfif gif webp heic heif tif tiff "},
    {FILM, " mp3 m4a m4b aac ogg oga ogv opus wav flac mp4 m4v mov qt webm weba "},
    {TEXT, " txt csv tsv md tex log json "},
    {PROGRAM,
     " exe com scr pif cpl msi msp bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta lnk url scf inf reg jar apk "
     "app dmg iso img vhd desktop appimage htm html xhtml xht shtml mht mhtml svg svgz xml xsl swf "},
};

enum { ENDING_MAX = 16 };

/* The family of a name's ending; NONE when no kind has it, or there is none. */
static enum family family_of(const char *name)
{
    char ending[ENDING_MAX + 3] = " ";
    const char *dot = strrchr(name, '.');
    size_t size = dot ? strlen(dot + 1) : 0;
    if (size == 0 || size > ENDING_MAX)
        return NONE;
    for (size_t i = 0; i < size; i++)
        ending[i + 1] = dot[i + 1] >= 'A' && dot[i + 1] <= 'Z' ? (char)(dot[i + 1] - 'A' + 'a') : dot[i + 1];
    ending[size + 1] = ' ';
    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++)
        if (strstr(endings[i].endings, ending))
            return endings[i].family;
    return NONE;
}

bool file_name_fits(const char *type, const char *name)
{
    enum family family = NONE, named = family_of(name);
    for (size_t i = 0; i < ARRAY_LENGTH(taken); i++)
        if (strcmp(type, taken[i].type) == 0)
            family = taken[i].family;
    if (named == NONE || named == family)
        return true;
    // libmagic does not tell every maker's documents from the archives that they are.
    return (named == OFFICE || named == PACKED) && (family == PACKED || family == OFFICE);
}

struct file_kinds *file_kinds_open(void)
{
    struct file_kinds *kinds = calloc(1, sizeof(*kinds));
    if (!kinds)
        return NULL;
    // Only the type by content; archives are not unpacked and no other program is asked.
    kinds->magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR);
    if (!kinds->magic || magic_load(kinds->magic, NULL) != 0) {
        if (kinds->magic)
            magic_close(kinds->magic);
        free(kinds);
        return NULL;
    }
    return kinds;
}

void file_kinds_close(struct file_kinds *kinds)
{
    if (!kinds)
        return;
    magic_close(kinds->magic);
    free(kinds);
}

static bool run(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    struct file_kinds *kinds = context;
    const char *type = magic_buffer(kinds->magic, request, size);
    pack_bytes(answer, type, type ? strnlen(type, TYPE_MAX) : 0);
    return true;
}

void file_kinds_op(struct file_kinds *kinds, struct worker_op *op)
{
    *op = (struct worker_op){OP, FILE_BYTES_MAX, TYPE_MAX, run, kinds};
}

const char *file_kind_taken(const char *type, size_t size)
{
    for (size_t i = 0; i < ARRAY_LENGTH(taken); i++)
        if (strlen(taken[i].type) == size && memcmp(taken[i].type, type, size) == 0)
            return taken[i].type;
    return NULL;
}

enum fault file_kind(struct school *school, const void *bytes, size_t size, const char **ret_type)
{
    CLOSES(pack_release) struct pack answer = {.max = 0};
    const struct iovec part = {(void *)(uintptr_t)bytes, size};
    const struct worker_call call = {
        .name = OP, .parts = &part, .count = 1, .answer_max = TYPE_MAX, .limit_ms = LIMIT_MS};
    if (!school->config.parsers)
        return FAULT_INTERNAL;
    if (workers_call(school->config.parsers, &call, &answer) != WORKER_DONE)
        return FAULT_BUSY;
    const char *type = file_kind_taken((const char *)answer.bytes, answer.size);
    if (!type)
        return FAULT_FILE_KIND;
    *ret_type = type;
    return FAULT_NONE;
}
