/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

static atomic_int lowest_level = LOG_INFO;

static const char *const level_names[] = {"debug", "info", "warn", "error"};

void log_set_level(enum log_level level)
{
    atomic_store(&lowest_level, (int)level);
}

/*
 * Escapes `text` for a JSON string of at most size - 1 bytes; what does not fit is cut between two characters. Bytes
 * that are no UTF-8 (a client's, or a character cut in two) become U+FFFD, so that the line stays JSON.
 */
static void json_escape(char *out, size_t size, const char *text)
{
    size_t used = 0, left = strlen(text);
    while (left) {
        char piece[8];
        size_t length = str_sequence(text, left), step = length ? length : 1;
        unsigned char c = (unsigned char)*text;
        if (length == 0)
            snprintf(piece, sizeof(piece), "\xEF\xBF\xBD");
        else if (c == '"' || c == '\\')
            snprintf(piece, sizeof(piece), "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            snprintf(piece, sizeof(piece), "\\u%04x", c);
        else
            snprintf(piece, sizeof(piece), "%.*s", (int)length, text);
        size_t piece_length = strlen(piece);
        if (used + piece_length >= size)
            break;
        memcpy(out + used, piece, piece_length);
        used += piece_length;
        text += step;
        left -= step;
    }
    out[used] = '\0';
}

void log_write(enum log_level level, const char *event, const char *detail_format, ...)
{
    if ((int)level < atomic_load(&lowest_level))
        return;

    char detail[1500];
    va_list arguments;
    va_start(arguments, detail_format);
    int wanted = vsnprintf(detail, sizeof(detail), detail_format, arguments);
    va_end(arguments);
    if (wanted < 0)
        detail[0] = '\0';

    // The parts are bounded so that the line always fits with its end.
    char escaped_event[200], escaped[3500], line[4096], time_text[CLOCK_TEXT_SIZE];
    json_escape(escaped_event, sizeof(escaped_event), event);
    json_escape(escaped, sizeof(escaped), detail);
    clock_format(clock_real_ms(), time_text);
    int length = snprintf(line, sizeof(line), "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"detail\":\"%s\"}\n",
                          time_text, level_names[level], escaped_event, escaped);
    if (length > 0 && write(STDERR_FILENO, line, (size_t)length) < 0)
        return; // nowhere left to say it
}
