/* SPDX-License-Identifier: MIT */
/* libFuzzer: any text as a request target. What is taken is clean, and a path that cannot climb. */
#include <assert.h>

#include "base/str.h"
#include "http/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(const struct message *message)
{
    const char *path = message->path;
    assert(path[0] == '/' && !strstr(path, "//") && !strchr(path, '\\') && str_is_text(path, strlen(path), false));
    for (const char *segment = path; segment; segment = strchr(segment + 1, '/')) {
        size_t size = strcspn(segment + 1, "/");
        assert(size != strspn(segment + 1, ".") || size == 0 || size > 2);
    }
    for (size_t i = 0; i < message->query_count; i++) {
        assert(*message->queries[i].name);
        assert(str_is_text(message->queries[i].name, strlen(message->queries[i].name), false));
        assert(str_is_text(message->queries[i].value, strlen(message->queries[i].value), false));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        abort();
    if (size)
        memcpy(text, bytes, size);
    text[size] = '\0';
    struct message message;
    if (message_init_local(&message, HTTP_GET, text, NULL, NULL, 0))
        check(&message);
    message_release(&message);
    free(text);
    return 0;
}
