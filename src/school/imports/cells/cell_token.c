/* SPDX-License-Identifier: MIT */
#include "school/imports/cells/cell_token.h"

#include <string.h>

#include <unicode/uchar.h>

/* Characters as they are met, one looked ahead. */
struct reader {
    const char *text;
    size_t size, at;
};

static UChar32 peek(const struct reader *reader, size_t *ret_next)
{
    *ret_next = reader->at;
    return reader->at < reader->size ? cell_next(reader->text, reader->size, ret_next) : -1;
}

static bool is_letter(UChar32 c)
{
    return c >= 0 && (u_isalpha(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK));
}

/* Some stand alone without a space, as in 2026年12月7日. */
static bool stands_alone(UChar32 c)
{
    return c == 0x5E74 || c == 0x6708 || c == 0x65E5 || c == 0xB144 || c == 0xC6D4 || c == 0xC77C;
}

static void number_read(struct reader *reader, struct cell_token *token)
{
    size_t next;
    double place = 1;
    *token = (struct cell_token){.kind = TOKEN_NUMBER};
    for (UChar32 c = peek(reader, &next); c >= 0 && u_charDigitValue(c) >= 0; c = peek(reader, &next)) {
        token->value = token->digits < 10 ? token->value * 10 + u_charDigitValue(c) : -1;
        token->part += u_charDigitValue(c) * (place /= 10);
        token->digits++;
        reader->at = next;
    }
}

/* Behind the reader stands a letter: past the word. */
static void word_pass(struct reader *reader)
{
    size_t next;
    UChar32 c = peek(reader, &next);
    bool alone = stands_alone(c);
    do {
        reader->at = next;
        c = peek(reader, &next);
    } while (!alone && is_letter(c) && !stands_alone(c));
}

static bool is_among(const char *const *words, const char *key)
{
    for (; *words; words++)
        if (strcmp(*words, key) == 0)
            return true;
    return false;
}

static struct cell_token word_of(const struct cell_calendar *calendar, const struct reader *reader, size_t start)
{
    static const char *const hours[] = {"h",       "uhr",   "u",      "hr",   "hrs",   "hour", "hours", "std", "stunde",
                                        "stunden", "heure", "heures", "hora", "horas", "ora",  "ore",   "uur", "saat",
                                        "ساعه",    "ساعات", "घटा",    "घट",   "घंटा",   "घंटे",   NULL};
    static const char *const zulu[] = {"z", "utc", "gmt", NULL};
    char word[CELL_DATE_MAX + 1], key[CELL_KEY_SIZE];
    memcpy(word, reader->text + start, reader->at - start);
    word[reader->at - start] = '\0';
    cell_key(word, key);
    return (struct cell_token){.kind = TOKEN_WORD,
                               .meaning = cell_calendar_word(calendar, key),
                               .hour = is_among(hours, key),
                               .zulu = is_among(zulu, key)};
}

/* Some months have names of two words: كانون الأول. */
static void word_read(const struct cell_calendar *calendar, struct reader *reader, struct cell_token *token)
{
    size_t next, start = reader->at;
    word_pass(reader);
    *token = word_of(calendar, reader, start);
    size_t behind = reader->at;
    if (token->meaning || token->hour || token->zulu || !u_isUWhiteSpace(peek(reader, &next)))
        return;
    reader->at = next;
    if (is_letter(peek(reader, &next))) {
        word_pass(reader);
        struct cell_token both = word_of(calendar, reader, start);
        if (both.meaning) {
            *token = both;
            return;
        }
    }
    reader->at = behind;
}

static char sign_of(UChar32 c)
{
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
        return '-';
    if (c == 0x060C || c == 0x066B)
        return ',';
    if (c == 0xFF1A || c == 0x2236)
        return ':';
    return c > 0 && c < 0x80 ? (char)c : '?';
}

/* "a.m." is one word. */
static void words_join(struct cell_tokens *tokens)
{
    size_t kept = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        struct cell_token *token = &tokens->list[i];
        bool half = token->kind == TOKEN_WORD && (token->meaning & (CELL_WORD_AM | CELL_WORD_PM));
        tokens->list[kept++] = *token;
        if (half && i + 2 < tokens->count && token[1].sign == '.' && token[2].kind == TOKEN_WORD)
            i += 2;
    }
    tokens->count = kept;
}

bool cell_tokens_of(const struct cell_calendar *calendar, const char *text, struct cell_tokens *ret)
{
    size_t size = cell_trim(&text);
    struct reader reader = {.text = text, .size = size};
    ret->count = 0;
    if (size == 0 || size >= CELL_DATE_MAX)
        return false;
    while (reader.at < reader.size) {
        size_t next;
        UChar32 c = peek(&reader, &next);
        struct cell_token token = {0};
        if (c < 0)
            return false;
        if (u_charType(c) == U_FORMAT_CHAR) {
            reader.at = next;
            continue;
        }
        if (u_charDigitValue(c) >= 0) {
            number_read(&reader, &token);
        } else if (is_letter(c)) {
            word_read(calendar, &reader, &token);
        } else {
            reader.at = next;
            token.kind = u_isUWhiteSpace(c) ? TOKEN_SPACE : TOKEN_SIGN;
            token.sign = token.kind == TOKEN_SIGN ? sign_of(c) : '\0';
        }
        bool spaces = token.kind == TOKEN_SPACE && ret->count > 0 && ret->list[ret->count - 1].kind == TOKEN_SPACE;
        if (ret->count == CELL_TOKENS_MAX)
            return false;
        if (!spaces)
            ret->list[ret->count++] = token;
    }
    words_join(ret);
    return ret->count > 0;
}
