/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any text as a name, an e-mail address, a language, a time zone, what a browser says of itself. What is
 * taken is clean; what is folded stays so when it is folded again.
 */
#include <assert.h>

#include "base/arena.h"
#include "base/str.h"
#include "own_text.h"
#include "school/common/language.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/people/sign_in/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void clean(const char *text, bool lines, struct arena *arena)
{
    const char *taken, *again;
    if (text_clean(text, ACCOUNT_NAME_MAX, lines, false, arena, &taken) != FAULT_NONE)
        return;
    assert(*taken && str_is_text(taken, strlen(taken), lines) && str_characters(taken) <= ACCOUNT_NAME_MAX);
    assert(text_clean(taken, ACCOUNT_NAME_MAX, lines, false, arena, &again) == FAULT_NONE && strcmp(taken, again) == 0);
}

static void fold(const char *text)
{
    char folded[LANGUAGE_FOLD_SIZE], again[LANGUAGE_FOLD_SIZE];
    if (!str_is_text(text, strlen(text), true) || !language_fold(text, folded))
        return;
    assert(str_is_text(folded, strlen(folded), false));
    assert(language_fold(folded, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = own_text(bytes, size);
    struct arena arena;
    const char *email, *device;
    arena_init(&arena, 1 << 20);
    clean(text, false, &arena);
    clean(text, true, &arena);
    fold(text);
    if (text_email(text, &arena, &email) == FAULT_NONE) {
        const char *at = strchr(email, '@');
        assert(at && at != email && at[1] && !strchr(at + 1, '@') && !strpbrk(email, " \r\n<>,;:\"()[]"));
        for (const char *c = email; *c; c++)
            assert(*c > ' ' && *c < 127 && !(*c >= 'A' && *c <= 'Z'));
    }
    if (timezone_exists(NULL, text))
        assert(!strstr(text, "..") && *text != '/');
    if (account_locale_is_good(text))
        assert(strlen(text) <= LANGUAGE_TAG_MAX);
    device = session_device(text, false, &arena);
    assert(!device || str_is_text(device, strlen(device), false));
    arena_release(&arena);
    free(text);
    return 0;
}
