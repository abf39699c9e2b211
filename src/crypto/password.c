/* SPDX-License-Identifier: MIT */
#include "crypto/password.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>

#include "base/embedded.h"
#include "base/str.h"

_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for an encoded hash");

/*
 * Passwords of 8 characters and more that leaked lists have most often, sorted by their bytes, one a line, in small
 * letters. They are those of zxcvbn 4.4.2 (common_passwords.LICENSE) and a few of our own.
 */
extern const struct embedded_file common_passwords[];

/* What everybody thinks of here, and puts a year or a sign before or behind: docs/SECURITY.md lists them. */
static const char *const words_of_here[] = {
    "ams",     "admin",    "administrator", "attendance", "campus",   "classroom",  "college",   "faculty",
    "lecture", "lecturer", "letmein",       "password",   "passwort", "present",    "professor", "register",
    "school",  "semester", "student",       "students",   "teacher",  "university", "welcome",
};

enum { WORD_SIZE = 64 }; // no listed password is as long

/* `text` in small letters, without what is no letter before and behind it when `core`. False when it does not fit. */
static bool small_letters(const char *text, bool core, char word[static WORD_SIZE])
{
    size_t size = strlen(text);
    while (core && size > 0 && !isalpha((unsigned char)*text))
        text++, size--;
    while (core && size > 0 && !isalpha((unsigned char)text[size - 1]))
        size--;
    if (size >= WORD_SIZE)
        return false;
    for (size_t i = 0; i < size; i++)
        word[i] = (char)tolower((unsigned char)text[i]);
    word[size] = '\0';
    return size > 0;
}

/* Below, at or above 0, as the line of `size` bytes sorts before, with or after the word. */
static int compare_line(const char *line, size_t size, const char *word)
{
    int order = strncmp(line, word, size);
    return order ? order : word[size] ? -1 : 0;
}

/* By halving the text: a place in it is in some line. */
static bool is_listed(const char *word)
{
    const char *low = common_passwords[0].text, *high = low + strlen(low);
    while (low < high) {
        const char *line = low + (high - low) / 2;
        while (line > low && line[-1] != '\n')
            line--;
        size_t size = strcspn(line, "\n");
        int order = compare_line(line, size, word);
        if (order == 0)
            return true;
        if (order < 0)
            low = line + size + 1;
        else
            high = line;
    }
    return false;
}

/* Runs of one key, and digits counted up, of any length. */
static bool is_run(const char *password)
{
    size_t length = strlen(password), same = 1, upward = 1;
    for (size_t i = 1; i < length; i++) {
        same += password[i] == password[0];
        upward += password[i] >= '0' && password[i] <= '9' && password[i] == '0' + (password[i - 1] - '0' + 1) % 10;
    }
    return length && (same == length || upward == length);
}

bool crypto_init(void)
{
    return sodium_init() >= 0;
}

bool password_hash(const char *password, char hash[static PASSWORD_HASH_SIZE])
{
    char encoded[crypto_pwhash_STRBYTES];
    if (strlen(password) > PASSWORD_BYTES_MAX)
        return false;
    if (crypto_pwhash_str_alg(encoded, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return false;
    return str_copy(hash, PASSWORD_HASH_SIZE, encoded);
}

bool password_verify(const char *password, const char *hash)
{
    // crypto_pwhash_str_verify does whatever the hash names, be it 4 GiB: only this algorithm at this cost is ours.
    if (strncmp(hash, crypto_pwhash_STRPREFIX, sizeof(crypto_pwhash_STRPREFIX) - 1) != 0 ||
        crypto_pwhash_str_needs_rehash(hash, PASSWORD_PASSES, PASSWORD_MEMORY) != 0)
        return false;
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

const char *password_nobody(void)
{
    // The hash of 32 random bytes that were thrown away.
    return "$argon2id$v=19$m=19456,t=2,p=1$/UK/8aOmkIXTvnB4L/6BJw$CHHtMcqdHFNiQ4ONeDjLSl7R14QF8t84AnTnip/an7M";
}

bool password_is_common(const char *password)
{
    char word[WORD_SIZE];
    size_t index;
    return is_run(password) || (small_letters(password, false, word) && is_listed(word)) ||
           (small_letters(password, true, word) && str_among(words_of_here, ARRAY_LENGTH(words_of_here), word, &index));
}
