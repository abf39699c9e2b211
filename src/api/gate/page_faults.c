/* SPDX-License-Identifier: MIT */
#include "api/gate/page_faults.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/gate/limiter.h"
#include "base/lock.h"
#include "base/log.h"

enum {
    TEXT_SIZE = 4 * PAGE_FAULT_MESSAGE_MAX + 1, // of so many characters of UTF-8
    SECRET_LENGTH = 24,                         // a part so long may be a token
    NUMBER_LENGTH = 3,                          // digits in a row that may be somebody's
};

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char digits[] = "0123456789";
static const char name_characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

struct page_faults {
    struct limiter *each;
    pthread_mutex_t mutex;
    int64_t begun_ms; // of the minute that is counted
    unsigned told;    // in it
};

struct page_faults *page_faults_open(void)
{
    struct page_faults *faults = calloc(1, sizeof(*faults));
    if (!faults)
        return NULL;
    pthread_mutex_init(&faults->mutex, NULL);
    faults->each = limiter_open(PAGE_FAULTS_EACH);
    if (faults->each)
        return faults;
    page_faults_close(faults);
    return NULL;
}

void page_faults_close(struct page_faults *faults)
{
    if (!faults)
        return;
    limiter_close(faults->each);
    pthread_mutex_destroy(&faults->mutex);
    free(faults);
}

bool page_faults_take(struct page_faults *faults, const char *network, int64_t now_ms, unsigned *ret_retry_s)
{
    struct limiter_state state;
    const char *key = network ? network : "";
    bool allowed = limiter_take(faults->each, key, strlen(key) + 1, 1, now_ms, &state);
    *ret_retry_s = state.retry_s;
    if (!allowed)
        return false;
    CLOSES(lock_release) pthread_mutex_t *lock __attribute__((unused)) = lock_take(&faults->mutex);
    if (faults->told == 0 || now_ms - faults->begun_ms >= LIMITER_WINDOW_S * INT64_C(1000)) {
        faults->begun_ms = now_ms;
        faults->told = 0;
    }
    *ret_retry_s = LIMITER_WINDOW_S;
    return faults->told < PAGE_FAULTS_ALL && ++faults->told > 0;
}

/* "/classroom/:id/board": letters alone, since what has a digit in it may be an id or a secret. */
static bool is_pattern(const char *path)
{
    if (*path != '/')
        return false;
    for (const char *at = path; *at == '/';) {
        at++;
        at += *at == ':';
        size_t size = strspn(at, letters);
        while (size > 0 && at[size] == '-' && strspn(at + size + 1, letters) > 0)
            size += 1 + strspn(at + size + 1, letters);
        if (size >= SECRET_LENGTH || (at[size] != '/' && at[size] != '\0'))
            return false;
        at += size;
    }
    return true;
}

/* ":12:3456" */
static const char *skip_place(const char *at)
{
    for (unsigned numbers = 0; numbers < 2; numbers++) {
        size_t size = *at == ':' ? strspn(at + 1, digits) : 0;
        if (size == 0 || size > 8)
            return NULL;
        at += 1 + size;
    }
    return at;
}

/* "a-1a2b3c4d.js:1:2345 b.js:1:99", or nothing. */
static bool is_stack(const char *stack)
{
    for (const char *at = stack; *at != '\0';) {
        size_t name = strspn(at, name_characters);
        if (name < 4 || name >= PAGE_FAULT_BUILD_MAX || strncmp(at + name - 3, ".js", 3) != 0)
            return false;
        at = skip_place(at + name);
        if (!at || (*at != ' ' && *at != '\0'))
            return false;
        at += *at == ' ';
    }
    return true;
}

const char *page_fault_wrong(const struct page_fault *fault)
{
    if (!is_pattern(fault->path))
        return "path";
    if (!is_stack(fault->stack))
        return "stack";
    return fault->build[strspn(fault->build, name_characters)] == '\0' ? NULL : "build";
}

/* Appends `size` bytes of `text` where they fit. */
static void append(char *to, size_t room, size_t *used, const char *text, size_t size)
{
    if (*used + size >= room)
        return;
    memcpy(to + *used, text, size);
    *used += size;
    to[*used] = '\0';
}

/* A word of the message, with "#" for each run of digits in it. */
static void append_word(char *to, size_t room, size_t *used, const char *word, size_t size)
{
    if (size >= SECRET_LENGTH || memchr(word, '@', size)) {
        append(to, room, used, "***", 3);
        return;
    }
    for (size_t i = 0; i < size;) {
        size_t run = strspn(word + i, digits);
        run = run < size - i ? run : size - i;
        if (run >= NUMBER_LENGTH)
            append(to, room, used, "#", 1);
        else
            append(to, room, used, word + i, run > 0 ? run : 1);
        i += run > 0 ? run : 1;
    }
}

void page_fault_clean(const char *message, size_t size, char *ret_text)
{
    size_t used = 0;
    *ret_text = '\0';
    for (const char *at = message; *at != '\0';) {
        const char *close = *at == '"' ? strchr(at + 1, '"') : NULL;
        if (*at == '"') { // what is not closed was cut within
            append(ret_text, size, &used, "\"***\"", 5);
            at = close ? close + 1 : at + strlen(at);
            continue;
        }
        size_t blanks = strspn(at, " \t");
        append(ret_text, size, &used, at, blanks);
        at += blanks;
        size_t word = strcspn(at, " \t\"");
        append_word(ret_text, size, &used, at, word);
        at += word;
    }
}

void page_fault_log(const struct page_fault *fault, const char *request)
{
    char text[TEXT_SIZE];
    page_fault_clean(fault->message, sizeof(text), text);
    log_write(LOG_WARN, "page_broke", "%s: %s at %s (%s) %s", request ? request : "-", text, fault->path,
              *fault->build != '\0' ? fault->build : "-", fault->stack);
}
