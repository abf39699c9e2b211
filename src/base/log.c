/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"

static atomic_int lowest_level = LOG_INFO;

static const char *const level_names[] = {"debug", "info", "warn", "error"};

void log_set_level(enum log_level level)
{
    atomic_store(&lowest_level, (int)level);
}

/* Escapes `text` for a JSON string; stops before `size - 1` bytes. Returns the length written. */
static size_t json_escape(char *out, size_t size, const char *text)
{
    size_t used = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c && used + 8 < size; c++) {
        if (*c == '"' || *c == '\\') {
            out[used++] = '\\';
            out[used++] = (char)*c;
        } else if (*c < 0x20) {
            used += (size_t)snprintf(out + used, size - used, "\\u%04x", *c);
        } else {
            out[used++] = (char)*c;
        }
    }
    out[used] = '\0';
    return used;
}

void log_write(enum log_level level, const char *event, const char *detail_format, ...)
{
    if ((int)level < atomic_load(&lowest_level))
        return;

    char detail[1500];
    va_list arguments;
    va_start(arguments, detail_format);
    vsnprintf(detail, sizeof(detail), detail_format, arguments);
    va_end(arguments);

    char escaped[3500], line[4096], time_text[CLOCK_TEXT_SIZE];
    json_escape(escaped, sizeof(escaped), detail);
    clock_format(clock_real_ms(), time_text);
    int length = snprintf(line, sizeof(line), "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"detail\":\"%s\"}\n",
                          time_text, level_names[level], event, escaped);
    if (length > 0 && write(STDERR_FILENO, line, (size_t)length) < 0)
        return; // nowhere left to say it
}
