/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: what handlers read of a request beside its JSON: the page of a list, If-Match, ids in the path, frames.
 * The first line is the target, the second If-Match, the third an id, the rest the body.
 */
#include <assert.h>

#include "api/gate/call.h"
#include "own_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_frames(struct call *call)
{
    struct face_frame frames[FACE_FRAMES_MAX], photos[CLASS_PHOTO_MAX];
    const uint8_t *end = call->message->body + call->message->body_size;
    size_t count;
    if (call_read_frames(call, frames, &count) == FAULT_NONE) {
        assert(count >= 1 && count <= FACE_FRAMES_MAX);
        for (size_t i = 0; i < count; i++)
            assert((const uint8_t *)frames[i].bytes + frames[i].size <= end);
    }
    if (call_read_photos(call, photos, &count) == FAULT_NONE)
        assert(count >= 1 && count <= CLASS_PHOTO_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = own_text(bytes, size), *rest = text;
    const char *target = next_line(&rest), *version = next_line(&rest), *id = next_line(&rest);
    const struct message_header headers[] = {{"If-Match", version}, {NULL, NULL}};
    struct message message;
    if (message_init_local(&message, HTTP_POST, target, headers, rest, size - (size_t)(rest - text))) {
        struct call call = {.message = &message, .arena = &message.arena};
        struct page page;
        int64_t number;
        message.params[0] = id;
        if (call_page(&call, &page) == FAULT_NONE)
            assert(page.after >= 0 && page.limit >= 1 && page.limit <= PAGE_MAX);
        if (call_if_match(&call, &number) == FAULT_NONE)
            assert(number >= 0);
        if (call_id(&call, 0, &number))
            assert(number >= 1);
        read_frames(&call);
    }
    message_release(&message);
    free(text);
    return 0;
}
