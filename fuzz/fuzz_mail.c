/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any texts as address, subject and text of a mail: the first lines, and the rest. Whatever they hold, the
 * message has our headers alone, lines of CRLF that are not too long, and a body of base64.
 */
#include <assert.h>

#include "base/arena.h"
#include "base/str.h"
#include "own_text.h"
#include "school/post/mail_message.h"
#include "school/post/mail_html.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const names[] = {"From",
                                    "To",
                                    "Reply-To",
                                    "Subject",
                                    "Date",
                                    "Message-ID",
                                    "Auto-Submitted",
                                    "List-Unsubscribe",
                                    "List-Unsubscribe-Post",
                                    "MIME-Version",
                                    "Content-Language",
                                    "Content-Type",
                                    "Content-Transfer-Encoding"};

static bool is_ours(const char *line)
{
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strncmp(line, names[i], strlen(names[i])) == 0 && line[strlen(names[i])] == ':')
            return true;
    return *line == ' '; // the subject goes on
}

/* Behind the first blank line: base64, a boundary, or what a part says of itself. */
static bool is_of_part(const char *line, size_t size)
{
    return strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") >= size ||
           strncmp(line, "--", 2) == 0 || strncmp(line, "Content-", strlen("Content-")) == 0;
}

static void check(const char *message)
{
    bool body = false;
    for (const char *line = message, *end; *line; line = end + 2) {
        end = strstr(line, "\r\n");
        if (!end)
            end = line + strlen(line);
        size_t size = (size_t)(end - line);
        assert(size <= 998 && !memchr(line, '\n', size) && !memchr(line, '\r', size));
        assert(body ? is_of_part(line, size) : size == 0 || is_ours(line));
        body = body || size == 0;
        if (!*end)
            break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = own_text(bytes, size), *rest = text;
    struct mail mail = {.user_id = 1};
    struct arena arena;
    arena_init(&arena, 16 << 20);
    mail.to = next_line(&rest);
    mail.subject = next_line(&rest);
    mail.text = rest;
    if (strlen(mail.to) < 254) {
        const struct mail_sender from = {.address = "ams@example.org"};
        const struct mail_frame frame = {.tongue = ARABIC,
                                         .one_click = "https://ams.example.org/api/mail-off/1.graded.x"};
        const struct mail_stamp stamp = {.id = 7, .created_at = 1796000000000, .now = 1796000000000};
        const char *message = mail_message(&mail, &from, &frame, &stamp, &arena);
        if (message)
            check(message);
    }
    arena_release(&arena);
    free(text);
    return 0;
}
