/* SPDX-License-Identifier: MIT */
/* The phone's own unlock as a part of a check-in. */
#include "school/checkin/unlock/unlock.h"

#include "api/account/passkey.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/people/sign_in/passkey.h"

static unsigned begin(struct call *call)
{
    struct passkey_offer offer;
    int64_t lecture_id;
    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    enum fault fault = unlock_begin(call->school, &call->actor, lecture_id, call->arena, &offer);
    return fault != FAULT_NONE ? fault : passkey_reply_offer(call, &offer);
}

static unsigned show(struct call *call)
{
    struct passkey_signature signature = {0};
    int64_t lecture_id, until, retry_after_s = 0;
    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, passkey_signature_fields, &signature);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        unlock_show(call->school, &call->actor, lecture_id, &signature, call->arena, &until, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    return fault != FAULT_NONE ? fault : call_reply(call, 200, json_pack("{so}", "unlocked_until", shape_time(until)));
}

/* clang-format off */
const struct api_route unlock_routes[] = {
    {HTTP_POST, "/api/attendance/:lecture/unlock/begin", CLASS_MEMBER, begin, NO_BODY, false,
     .summary = "What a browser needs to unlock the phone for a check-in",
     .answer = "200 " PASSKEY_OFFER_SHAPE},
    {HTTP_POST, "/api/attendance/:lecture/unlock", CLASS_MEMBER, show, JSON_BODY, true,
     .cost = 5, .summary = "Show that the phone was unlocked for this check-in: a passkey",
     .fields = passkey_signature_fields,
     .example = PASSKEY_SIGNATURE_EXAMPLE,
     .answer = "200 {unlocked_until:time}"},
    {0},
};
/* clang-format on */
