/* SPDX-License-Identifier: MIT */
#include "school/imports/import_audit.h"

#include "base/arena.h"
#include "school/common/audit_inside.h"
#include "school/imports/import_work.h"

enum { AUDITS_MAX = 500 }; // that wait: a row may plan hundreds of lectures

struct import_audits {
    struct audit_entry *entries; // AUDITS_MAX, once there is one
    size_t count;
};

struct import_audits *import_audits(struct arena *arena)
{
    return arena_calloc(arena, 1, sizeof(struct import_audits));
}

enum fault import_audit(struct db *db, struct import *import, const struct audit_entry *entry)
{
    struct import_audits *audits = import->audits;
    if (!audits)
        return audit_append(db, entry);
    if (!audits->entries)
        audits->entries = arena_calloc(import->scratch, AUDITS_MAX, sizeof(*audits->entries));
    if (!audits->entries)
        return FAULT_INTERNAL;
    enum fault fault = audits->count == AUDITS_MAX ? import_audits_write(db, import) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    struct audit_entry *kept = &audits->entries[audits->count++];
    *kept = *entry;
    kept->detail = entry->detail ? arena_strdup(import->scratch, entry->detail) : NULL;
    return entry->detail && !kept->detail ? FAULT_INTERNAL : FAULT_NONE;
}

enum fault import_audits_write(struct db *db, struct import *import)
{
    struct import_audits *audits = import->audits;
    size_t count = audits->count;
    audits->count = 0;
    return audit_append_all(db, audits->entries, count);
}
