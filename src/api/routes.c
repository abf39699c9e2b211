/* SPDX-License-Identifier: MIT */
/* The whole API: its resources. docs/API.md says what each line of their tables takes and answers. */
#include "api/routes.h"

#include <string.h>

#include "base/str.h"

/* clang-format off */
static const struct api_route *const tables[] = {
    docs_routes,
    health_routes,
    client_error_routes,
    user_routes,
    student_routes,
    classroom_routes,
    register_routes,
    attendance_routes,
    check_in_routes,
    class_photo_routes,
    numbers_routes,
    exports_routes,
    setting_routes,
    calibration_routes,
    trial_routes,
    privacy_routes,
    audit_routes,
    admin_routes,
    notification_routes,
    push_routes,
    board_routes,
    files_routes,
    hand_in_routes,
    own_account_routes,
    session_routes,
    passkey_routes,
    marks_routes,
    proofs_routes,
    requests_routes,
    leaves_routes,
    people_routes,
    warning_routes,
    job_routes,
    import_routes,
    import_columns_routes,
    roster_routes,
    class_student_routes,
    plan_routes,
    groups_routes,
    calendar_routes,
    mail_off_routes,
    institution_routes,
    device_routes,
    teaching_routes,
    kiosk_routes,
    kiosks_routes,
    pin_routes,
    code_routes,
    spot_routes,
    receipts_routes,
    unlock_routes,
    sso_routes,
    sso_provider_routes,
    programs_routes,
    program_people_routes,
    program_classroom_routes,
    program_marks_routes,
};

static const struct shape_words *const shape_tables[] = {
    common_shapes,
    student_shapes,
    classroom_shapes,
    register_shapes,
    class_photo_shapes,
    numbers_shapes,
    setting_shapes,
    calibration_shapes,
    trial_shapes,
    privacy_shapes,
    audit_shapes,
    admin_shapes,
    notification_shapes,
    push_shapes,
    board_shapes,
    files_shapes,
    hand_in_shapes,
    session_shapes,
    passkey_shapes,
    proofs_shapes,
    requests_shapes,
    leaves_shapes,
    people_shapes,
    warning_shapes,
    institution_shapes,
    device_shapes,
    job_shapes,
    import_columns_shapes,
    code_shapes,
    roster_shapes,
    class_student_shapes,
    plan_shapes,
    calendar_shapes,
    mail_off_shapes,
    groups_shapes,
    teaching_shapes,
    kiosks_shapes,
    spot_shapes,
    receipts_shapes,
    event_shapes,
    sso_shapes,
    sso_provider_shapes,
    programs_shapes,
    program_shapes,
    program_marks_shapes,
};
/* clang-format on */

const struct api_route *api_route_at(size_t index)
{
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
        for (const struct api_route *route = tables[i]; route->pattern; route++)
            if (index-- == 0)
                return route;
    return NULL;
}

const struct shape_words *schema_at(size_t index)
{
    for (size_t i = 0; i < ARRAY_LENGTH(shape_tables); i++)
        for (const struct shape_words *shape = shape_tables[i]; shape->name; shape++)
            if (index-- == 0)
                return shape;
    return NULL;
}

const char *schema_find(const char *name, size_t size)
{
    const struct shape_words *shape;
    for (size_t i = 0; (shape = schema_at(i)) != NULL; i++)
        if (strlen(shape->name) == size && memcmp(shape->name, name, size) == 0)
            return shape->shape;
    return NULL;
}

size_t api_body_max(enum api_body body)
{
    static const size_t most[BODY_COUNT] = {
        [NO_BODY] = 0,
        [JSON_BODY] = JSON_BODY_MAX,
        [LIST_BODY] = LIST_BODY_MAX,
        [FORM_BODY] = FORM_BODY_MAX,
        [BURST_BODY] = BURST_BODY_MAX,
        [PHOTO_BODY] = PHOTO_BODY_MAX,
        [FILE_BODY] = FILE_BODY_MAX,
    };
    return most[body];
}
