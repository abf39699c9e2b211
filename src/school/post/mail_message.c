/* SPDX-License-Identifier: MIT */
#include "school/post/mail_message.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/post/mail.h"
#include "school/post/mail_html.h"

enum {
    WORD_BYTES = 39, // of text in one encoded word: with "Subject: " before it below the 76 columns of RFC 2047
    LINE_BYTES = 57, // of text in one line of base64: 76 characters (RFC 2045)
    DATE_SIZE = 40,
    ADDRESS_BYTES_MAX = 960, // with "List-Unsubscribe: <>" before it below the 998 bytes of RFC 5322
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

/* Header lines that not every mail has, each with its end; "" of none. */
static const char *more_headers(const struct mail_sender *from, const struct mail_frame *frame, struct arena *arena)
{
    const char *answers = "", *off = "";
    if (from->reply_to && *from->reply_to) {
        if (!str_is_text(from->reply_to, strlen(from->reply_to), false))
            return NULL;
        answers = arena_printf(arena, "Reply-To: <%s>\r\n", from->reply_to);
    }
    if (frame->one_click && strlen(frame->one_click) <= ADDRESS_BYTES_MAX)
        off = arena_printf(arena,
                           "List-Unsubscribe: <%s>\r\n"
                           "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                           frame->one_click);
    return answers && off ? arena_printf(arena, "%s%s", answers, off) : NULL;
}

/* "plain" or "html", with its head. */
static const char *part_of(const char *kind, const char *text, const char *boundary, struct arena *arena)
{
    const char *encoded = text ? encode_text(text, arena) : NULL;
    return encoded ? arena_printf(arena,
                                  "--%s\r\nContent-Type: text/%s; charset=utf-8\r\n"
                                  "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n",
                                  boundary, kind, encoded)
                   : NULL;
}

const char *mail_message(const struct mail *mail, const struct mail_sender *from, const struct mail_frame *frame,
                         const struct mail_stamp *stamp, struct arena *arena)
{
    char date[DATE_SIZE];
    time_t seconds = (time_t)(stamp->now / 1000);
    struct tm parts;
    if (!str_is_text(mail->to, strlen(mail->to), false) || !str_is_text(from->address, strlen(from->address), false))
        return NULL;
    strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&seconds, &parts));
    // No line of base64 has this in it.
    const char *boundary = arena_printf(arena, "=_ams_%lld_%lld", (long long)stamp->id, (long long)stamp->created_at);
    const char *subject = encode_words(mail->subject, arena);
    const char *name = from->name && *from->name ? encode_words(from->name, arena) : "AMS";
    const char *more = more_headers(from, frame, arena);
    if (!boundary || !subject || !name || !more)
        return NULL;
    const char *plain = part_of("plain", mail_plain(mail->text, frame, arena), boundary, arena);
    const char *html = part_of("html", mail_html(mail->subject, mail->text, frame, arena), boundary, arena);
    if (!plain || !html)
        return NULL;
    return arena_printf(arena,
                        "From: %s <%s>\r\nTo: <%s>\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%lld.%lld@%s>\r\n"
                        "Auto-Submitted: auto-generated\r\nContent-Language: %s\r\n%sMIME-Version: 1.0\r\n"
                        "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n%s%s--%s--\r\n",
                        name, from->address, mail->to, subject, date, (long long)stamp->id,
                        (long long)stamp->created_at, mail_domain(from->address), tongue_code(frame->tongue), more,
                        boundary, plain, html, boundary);
}
