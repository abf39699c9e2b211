/* SPDX-License-Identifier: MIT */
#include "school/faces/class_faces.h"

#include "base/arena.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/consent_text.h"
#include "school/faces/identity_template.h"
#include "store/db.h"
#include "store/engine.h"

#define COMPARABLE                                                                                                     \
    " FROM students s JOIN users u ON u.id = s.user_id JOIN templates t ON t.user_id = s.user_id" TEMPLATE_KEYS        \
    " WHERE s.class_id = ? AND t.model_id = ? AND u.disabled_at IS NULL AND s.accepted_at IS NOT NULL"                 \
    " AND " CLASS_FACES_AGREED

enum fault class_faces_read(struct school *school, struct db *db, int64_t class_id, struct arena *arena,
                            struct class_faces *faces)
{
    struct row row;
    char version[CONSENT_VERSION_SIZE];
    bool found;
    int64_t room = 0;
    const struct db_value model = T(school->config.face_model_id);
    consent_version(version);
    enum fault fault =
        row_one_int(db, "SELECT COUNT(*)" COMPARABLE, DB_VALUES(I(class_id), model, T(version)), &found, &room);
    if (fault != FAULT_NONE)
        return fault;
    faces->room = (size_t)room;
    faces->students = arena_calloc(arena, faces->room + 1, sizeof(*faces->students));
    faces->templates = template_pages_open(faces->room);
    if (!faces->students || !faces->templates)
        return FAULT_INTERNAL;
    row_begin(&row, db, NULL, "SELECT s.user_id, " TEMPLATE_COLUMNS COMPARABLE " ORDER BY s.user_id LIMIT ?",
              DB_VALUES(I(class_id), model, T(version), I(room)));
    while (row_next(&row)) {
        struct sealed_template sealed;
        int64_t student = row_int(&row, 0);
        template_of_row(&row, 1, &sealed);
        // One that cannot be opened belongs to nobody who could be found.
        if (faces->count < faces->room && sealed.found &&
            template_unseal(school, student, &sealed, &faces->templates[faces->count]))
            faces->students[faces->count++] = student;
    }
    return row_end(&row);
}

void class_faces_close(struct class_faces *faces)
{
    template_pages_close(faces->templates, faces->room);
}
