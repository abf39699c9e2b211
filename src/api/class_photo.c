/* SPDX-License-Identifier: MIT */
/* The class photo: proposals and their confirmation. */
#include "school/attendance/class_photo.h"

#include <stddef.h>

#include "api/routes.h"
#include "api/shape.h"

/* RFC 4648, with padding; NULL without memory. */
static const char *base64(struct arena *arena, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = arena_alloc(arena, (size + 2) / 3 * 4 + 1);
    char *out = text;
    if (!text)
        return NULL;
    for (size_t i = 0; i < size; i += 3) {
        size_t rest = size - i;
        unsigned group = (unsigned)bytes[i] << 16;
        group |= rest > 1 ? (unsigned)bytes[i + 1] << 8 : 0;
        group |= rest > 2 ? bytes[i + 2] : 0;
        *out++ = digits[group >> 18];
        *out++ = digits[group >> 12 & 63];
        *out++ = rest > 1 ? digits[group >> 6 & 63] : '=';
        *out++ = rest > 2 ? digits[group & 63] : '=';
    }
    *out = '\0';
    return text;
}

static json_t *shape_proposal(struct arena *arena, const struct proposal *face)
{
    json_t *crop = json_null();
    if (face->crop) {
        const char *text = base64(arena, face->crop, face->crop_size);
        crop = text ? json_string(text) : NULL;
    }
    return json_pack("{si s[ffff] ss so so so}", "photo", (int)face->photo, "box", (double)face->box.x1,
                     (double)face->box.y1, (double)face->box.x2, (double)face->box.y2, "band",
                     proposal_band_code(face->band), "crop", crop, "student", shape_person(&face->mark.student), "mark",
                     shape_mark_or_null(&face->mark));
}

static unsigned class_photo(struct call *call)
{
    struct face_frame photos[CLASS_PHOTO_MAX];
    struct proposals proposals;
    size_t count, bad = 0;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read_photos(call, photos, &count);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        class_photo_propose(call->school, &call->actor, lecture_id, photos, count, call->arena, &proposals, &bad);
    // The answer holds pictures of people: it is not kept for repeats.
    call->secret = true;
    if (fault_is_face(fault))
        call->more.detail =
            arena_printf(call->arena, "Photo %zu of %zu %s.", bad + 1, count,
                         fault == fault_of_face(FACE_IMAGE_TOO_LARGE) ? "has too many pixels" : "could not be read");
    if (fault == fault_of_face(FACE_IMAGE_TOO_LARGE))
        return PROBLEM_PHOTO_TOO_LARGE;
    if (fault != FAULT_NONE)
        return fault;
    json_t *faces = json_array();
    for (size_t i = 0; i < proposals.count; i++)
        shape_append(&faces, shape_proposal(call->arena, &proposals.faces[i]));
    return call_reply(call, 200,
                      json_pack("{so sI sI sI sI sI}", "faces", faces, "seen", (json_int_t)proposals.seen, "comparable",
                                (json_int_t)proposals.comparable, "not_accepted", (json_int_t)proposals.not_accepted,
                                "not_agreed", (json_int_t)proposals.not_agreed, "students",
                                (json_int_t)proposals.students));
}

struct class_photo_confirmed_body {
    const char *status;
};

static const struct json_field class_photo_confirmed_fields[] = {
    {"status", JSON_FIELD_TEXT, true, offsetof(struct class_photo_confirmed_body, status), 1, 16},
    {0},
};

/* {"students":[ids],"status":"P"} */
static unsigned read_confirmation(struct call *call, struct confirmation_request *request)
{
    struct class_photo_confirmed_body body = {0};
    struct json_error error;
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_read_ids(call, json_object_get(document, "students"), "students", CLASS_PHOTO_CONFIRM_MAX,
                            &request->students, &request->count);
    json_object_del(document, "students");
    if (problem != FAULT_NONE)
        return problem;
    if (!json_read_object(call->message, document, class_photo_confirmed_fields, &body, &error))
        problem = call_tell_field(call, &error);
    if (problem != FAULT_NONE)
        return problem;
    return mark_status_parse(body.status, &request->status) ? FAULT_NONE : FAULT_STATUS_UNKNOWN;
}

static unsigned class_photo_confirmed(struct call *call)
{
    struct confirmation_request request = {0};
    struct confirmation confirmation;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = read_confirmation(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        class_photo_confirm(call->school, &call->actor, lecture_id, &request, call->arena, &confirmation);
    if (fault == FAULT_STATUS_UNKNOWN)
        call->more.detail = "A class photo marks students with a status that says that they are in the room.";
    if (fault != FAULT_NONE)
        return fault;
    json_t *marks = json_array(), *stood = json_array();
    for (size_t i = 0; i < confirmation.count; i++) {
        const struct confirmed_mark *confirmed = &confirmation.marks[i];
        shape_append(&marks, shape_mark(&confirmed->mark));
        if (confirmed->stood)
            shape_append(&stood, json_integer(confirmed->mark.student.id));
    }
    return call_reply(call, 200,
                      json_pack("{so so sI so}", "marks", marks, "stood", stood, "changed",
                                (json_int_t)confirmation.changed, "change", shape_id(confirmation.change)));
}

/* clang-format off */
const struct shape_words class_photo_shapes[] = {
    {"proposal", "{photo:int,box:[number],band:sure|ask|unknown,crop:text?,student:person?,mark:mark?}"},
    {0},
};

const struct api_route class_photo_routes[] = {
    {HTTP_POST, "/api/attendance/:lecture/photo", CLASS_TEACHER, class_photo, PHOTO_BODY, true,
     .summary = "Who is in a photo of the class",
     .answer = "200 {faces:[proposal],seen:int,comparable:int,not_accepted:int,not_agreed:int,students:int}"},
    {HTTP_POST, "/api/attendance/:lecture/photo/confirm", CLASS_TEACHER, class_photo_confirmed, JSON_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Mark the students found in a class photo",
     .fields = class_photo_confirmed_fields,
     .takes = "{students:[id],status:text}",
     .example = "{\"students\":[1],\"status\":\"P\"}",
     .answer = "200 {marks:[mark],stood:[id],changed:int,change:id?}"},
    {0},
};
/* clang-format on */
