/* SPDX-License-Identifier: MIT */
#include "school/people/sign_in/familiar.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/limits.h"
#include "school/common/state.h"

enum {
    MAC_TEXT_SIZE = 2 * SECRET_MAC_BYTES + 1,
    TOKEN_TEXT_SIZE = SECRET_TOKEN_SIZE + MAC_TEXT_SIZE, // random, dot, MAC, NUL
};

/* `text` becomes "RANDOM.MAC". */
static void sign(const struct secret_key *key, const char *email, const char *random, char text[static TOKEN_TEXT_SIZE])
{
    char signed_text[SECRET_TOKEN_SIZE + ACCOUNT_EMAIL_MAX + 2];
    uint8_t mac[SECRET_MAC_BYTES];
    snprintf(signed_text, sizeof(signed_text), "%s %s", random, email);
    secret_mac(key, "familiar", signed_text, mac);
    int size = snprintf(text, TOKEN_TEXT_SIZE, "%s.", random);
    str_hex(mac, sizeof(mac), text + size);
}

const char *familiar_make(struct school *school, const char *email, struct arena *arena)
{
    char random[SECRET_TOKEN_SIZE], text[TOKEN_TEXT_SIZE];
    if (!school->root)
        return NULL;
    secret_token(random);
    sign(school->root, email, random, text);
    return arena_strdup(arena, text);
}

bool familiar_is(struct school *school, const char *email, const char *token)
{
    char random[SECRET_TOKEN_SIZE], text[TOKEN_TEXT_SIZE];
    if (!school->root || !token || strlen(token) != TOKEN_TEXT_SIZE - 1)
        return false;
    memcpy(random, token, SECRET_TOKEN_SIZE - 1);
    random[SECRET_TOKEN_SIZE - 1] = '\0';
    sign(school->root, email, random, text);
    if (secret_equal(text, token))
        return true;
    if (!school->before) // what an earlier version gave
        return false;
    sign(school->before, email, random, text);
    return secret_equal(text, token);
}
