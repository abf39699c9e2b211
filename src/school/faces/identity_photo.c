/* SPDX-License-Identifier: MIT */
/* The class photo's door to face/: the faces of a classroom, opened for as long as it takes to look at the photos. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "face/face.h"
#include "face/image/image.h"
#include "face/photo/photo.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/class_faces.h"
#include "school/faces/consent_text.h"
#include "school/faces/identity.h"
#include "school/faces/identity_inside.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

_Static_assert((int)PHOTO_MAX == CLASS_PHOTO_MAX && (int)PHOTO_BYTES_MAX == CLASS_PHOTO_BYTES_MAX &&
                   PHOTO_PIXELS_MAX == CLASS_PHOTO_MEGAPIXELS_MAX * 1000000 &&
                   IMAGE_PROGRESSIVE_MAX == CLASS_PHOTO_PROGRESSIVE_MEGAPIXELS_MAX * 1000000,
               "identity.h says what face/ takes");

/* Of those who are not comparable, the first reason of each. */
static enum fault count_unsearched(struct db *db, int64_t class_id, const char *version, struct found_faces *found)
{
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM students s WHERE s.class_id = ? AND s.accepted_at IS NULL",
                                 DB_VALUES(I(class_id)), &found->not_accepted);
    if (fault != FAULT_NONE)
        return fault;
    return row_count(db,
                     "SELECT COUNT(*) FROM students s WHERE s.class_id = ? AND s.accepted_at IS NOT NULL AND "
                     "NOT " CLASS_FACES_AGREED,
                     DB_VALUES(I(class_id), T(version)), &found->not_agreed);
}

static enum fault read_faces(struct school *school, struct db *db, int64_t class_id, struct arena *arena,
                             struct class_faces *class, struct found_faces *found_faces)
{
    char version[CONSENT_VERSION_SIZE];
    consent_version(version);
    enum fault fault = count_unsearched(db, class_id, version, found_faces);
    return fault != FAULT_NONE ? fault : class_faces_read(school, db, class_id, arena, class);
}

/* The school's own word for face/'s. */
static enum proposal_band band_of(enum photo_band band)
{
    return band == PHOTO_SURE ? PROPOSAL_SURE : band == PHOTO_ASK ? PROPOSAL_ASK : PROPOSAL_UNKNOWN;
}

static enum fault take_result(const struct photo_result *result, const struct class_faces *class, struct arena *arena,
                              struct found_faces *found)
{
    found->faces = arena_calloc(arena, result->count + 1, sizeof(*found->faces));
    if (!found->faces)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < result->count; i++) {
        const struct photo_face *face = &result->faces[i];
        uint8_t *crop = face->crop ? arena_alloc(arena, face->crop_size) : NULL;
        if (face->crop && !crop)
            return FAULT_INTERNAL;
        if (crop)
            memcpy(crop, face->crop, face->crop_size);
        found->faces[i] = (struct found_face){
            .photo = face->photo,
            .box = face->box,
            .crop = crop,
            .crop_size = crop ? face->crop_size : 0,
            .band = band_of(face->band),
            .student_id = face->student != PHOTO_NOBODY ? class->students[face->student] : 0,
        };
    }
    found->count = result->count;
    found->comparable = class->count;
    return FAULT_NONE;
}

static enum fault reason_fault(enum face_reason reason)
{
    if (reason == FACE_OK)
        return FAULT_NONE;
    if (reason == FACE_NOT_LOOKED)
        return FAULT_BUSY;
    // The roster was read for this model: another one is as impossible as a broken engine.
    return reason == FACE_FAULT || reason == FACE_OTHER_MODEL ? FAULT_INTERNAL : fault_of_face(reason);
}

enum fault identity_find(struct school *school, int64_t class_id, const struct face_frame *photos, size_t count,
                         struct arena *arena, struct found_faces *ret_found, size_t *ret_photo)
{
    CLOSES(class_faces_close) struct class_faces class = {0};
    CLOSES(photo_close) struct photo_result result = {0};
    struct found_faces found = {0};
    if (!school->config.faces || !school->config.key)
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = read_faces(school, db, class_id, arena, &class, &found);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    const struct photo_roster roster = {class.templates, class.count};
    fault = reason_fault(photo_read(school->config.faces, photos, count, &roster, &result, ret_photo, NULL));
    if (fault != FAULT_NONE)
        return fault;
    fault = take_result(&result, &class, arena, &found);
    if (fault != FAULT_NONE)
        return fault;
    *ret_found = found;
    return FAULT_NONE;
}

const char *proposal_band_code(enum proposal_band band)
{
    static const char *const codes[] = {
        [PROPOSAL_UNKNOWN] = "unknown",
        [PROPOSAL_ASK] = "ask",
        [PROPOSAL_SURE] = "sure",
    };
    return codes[band];
}
