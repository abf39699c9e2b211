/* SPDX-License-Identifier: MIT */
#include "school/post/mail_message.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/post/mail.h"

enum {
    WORD_BYTES = 39, // of text in one encoded word: with "Subject: " before it below the 76 columns of RFC 2047
    LINE_BYTES = 57, // of text in one line of base64: 76 characters (RFC 2045)
    DATE_SIZE = 40,
    ENCODED_SIZE = 80,
};

const char *mail_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    return at ? at + 1 : address;
}

/* A subject or a name as encoded words, each of whole characters, on lines of their own. */
static const char *encode_words(const char *subject, struct arena *arena)
{
    const char *text = "";
    for (size_t begin = 0; text && subject[begin] != '\0';) {
        char encoded[ENCODED_SIZE];
        size_t size = 0;
        for (size_t step; subject[begin + size] != '\0'; size += step) {
            step = str_sequence(subject + begin + size, strlen(subject + begin + size));
            if (step == 0 || size + step > WORD_BYTES)
                break;
        }
        if (size == 0)
            break; // not well-formed: what has been read stands
        secret_base64(subject + begin, size, encoded);
        text = arena_printf(arena, "%s%s=?UTF-8?B?%s?=", text, begin > 0 ? "\r\n " : "", encoded);
        begin += size;
    }
    return text;
}

static char *encode_text(const char *text, struct arena *arena)
{
    size_t size = strlen(text);
    size_t lines = size / LINE_BYTES + 1;
    char *out = arena_alloc(arena, lines * (ENCODED_SIZE + 2) + 1);
    size_t used = 0;
    if (!out)
        return NULL;
    for (size_t at = 0; at < size; at += LINE_BYTES) {
        size_t part = size - at < LINE_BYTES ? size - at : LINE_BYTES;
        secret_base64(text + at, part, out + used);
        used += strlen(out + used);
        memcpy(out + used, "\r\n", 2);
        used += 2;
    }
    out[used] = '\0';
    return out;
}

const char *mail_message(const struct mail *mail, const struct mail_sender *from, int64_t id, int64_t now,
                         struct arena *arena)
{
    char date[DATE_SIZE];
    time_t seconds = (time_t)(now / 1000);
    struct tm parts;
    if (!str_is_text(mail->to, strlen(mail->to), false) || !str_is_text(from->address, strlen(from->address), false))
        return NULL;
    strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&seconds, &parts));
    const char *subject = encode_words(mail->subject, arena);
    const char *text = encode_text(mail->text, arena);
    const char *name = from->name && *from->name ? encode_words(from->name, arena) : "AMS";
    if (!subject || !text || !name)
        return NULL;
    return arena_printf(arena,
                        "From: %s <%s>\r\nTo: <%s>\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%lld.%lld@%s>\r\n"
                        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%s",
                        name, from->address, mail->to, subject, date, (long long)id, (long long)now,
                        mail_domain(from->address), text);
}
