/* SPDX-License-Identifier: MIT */
#include "school/common/language.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/ucal.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/str.h"

enum {
    SCHEME = 2,       // of keys and folding: counts up with every change here
    UNITS_MAX = 4096, // of UTF-16: one character may fold to 18
    KEY_MAX = 8192,
    ID_MAX = 160, // bytes of ICU's name of a language
    SUNDAY = 7,
};

struct language {
    UCollator *collator;
};

/* "sv-SE" -> "sv_SE"; false for what is no tag. */
static bool id_of(const char *tag, char id[static ID_MAX])
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t parsed = 0;
    uloc_forLanguageTag(tag, id, ID_MAX, &parsed, &error);
    return U_SUCCESS(error) && error != U_STRING_NOT_TERMINATED_WARNING && parsed == (int32_t)strlen(tag);
}

bool language_exists(const char *tag)
{
    char id[ID_MAX], language[16];
    UErrorCode error = U_ZERO_ERROR;
    size_t size = strlen(tag);
    if (size < 2 || size > LANGUAGE_TAG_MAX || !id_of(tag, id))
        return false;
    uloc_getLanguage(id, language, sizeof(language), &error);
    for (const char *const *known = uloc_getISOLanguages(); U_SUCCESS(error) && *known; known++)
        if (strcmp(*known, language) == 0)
            return true;
    return false;
}

struct language *language_open(const char *tag)
{
    char id[ID_MAX];
    UErrorCode error = U_ZERO_ERROR;
    struct language *language = calloc(1, sizeof(*language));
    if (!language)
        return NULL;
    language->collator = ucol_open(id_of(tag, id) ? id : "", &error);
    if (U_SUCCESS(error))
        ucol_setAttribute(language->collator, UCOL_NUMERIC_COLLATION, UCOL_ON, &error);
    if (U_SUCCESS(error))
        ucol_setAttribute(language->collator, UCOL_NORMALIZATION_MODE, UCOL_ON, &error);
    if (U_FAILURE(error)) {
        language_close(language);
        return NULL;
    }
    return language;
}

void language_close(struct language *language)
{
    if (!language)
        return;
    if (language->collator)
        ucol_close(language->collator);
    free(language);
}

/* At most LANGUAGE_TEXT_MAX bytes as UTF-16; their number, below 0 when ICU fails. What is no UTF-8 becomes U+FFFD. */
static int32_t units_of(const char *text, UChar units[static UNITS_MAX])
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t count = 0;
    size_t size = strlen(text);
    if (size > LANGUAGE_TEXT_MAX)
        for (size = LANGUAGE_TEXT_MAX; size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80;)
            size--;
    u_strFromUTF8WithSub(units, UNITS_MAX, &count, text, (int32_t)size, 0xFFFD, NULL, &error);
    return U_SUCCESS(error) ? count : -1;
}

/* The whole key with the 0 behind it; its size, 0 when ICU fails. */
static int32_t key_of(const struct language *language, const char *text, uint8_t key[static KEY_MAX])
{
    UChar units[UNITS_MAX];
    int32_t count = units_of(text, units);
    int32_t size = count < 0 ? 0 : ucol_getSortKey(language->collator, units, count, key, KEY_MAX);
    return size > KEY_MAX ? 0 : size;
}

bool language_sort_key(const struct language *language, const char *text, const char *then,
                       char ret_key[static LANGUAGE_SORT_SIZE])
{
    uint8_t first[KEY_MAX], second[KEY_MAX], pair[2 * KEY_MAX];
    const uint8_t *key = first;
    int32_t size = key_of(language, text, first);
    ret_key[0] = '\0';
    if (then && size > 0) {
        int32_t more = key_of(language, then, second);
        size = more > 0 ? ucol_mergeSortkeys(first, size, second, more, pair, sizeof(pair)) : 0;
        key = pair;
    }
    if (size <= 0)
        return false;
    size_t bytes = (size_t)size - 1; // without the 0
    if (bytes > (LANGUAGE_SORT_SIZE - 1) / 2)
        bytes = (LANGUAGE_SORT_SIZE - 1) / 2;
    str_hex(key, bytes, ret_key);
    return true;
}

int language_compare(const struct language *language, const char *a, const char *b)
{
    UErrorCode error = U_ZERO_ERROR;
    UCollationResult result = ucol_strcollUTF8(language->collator, a, -1, b, -1, &error);
    return U_FAILURE(error) ? strcmp(a, b) : (int)result;
}

/* ---- folding ---- */

/* Marks on and around letters: of Latin, Greek and Cyrillic, of Hebrew and of Arabic, and Arabic's stretcher; the dot
 * below of Devanagari, which many leave out. Marks that are vowels, as in India, stay. */
static bool is_mark(UChar32 c)
{
    static const struct {
        UChar32 first, last;
    } marks[] = {
        {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
        {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x0640, 0x0640}, {0x064B, 0x065F},
        {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED},
        {0x093C, 0x093C}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++)
        if (c >= marks[i].first && c <= marks[i].last)
            return true;
    return false;
}

/* Letters that no normalisation takes apart, and signs that keyboards write in several ways. NULL: itself. */
static const char *letter_of(UChar32 c)
{
    static const struct {
        UChar32 letter;
        const char *stands;
    } letters[] = {
        {0x00DF, "ss"},     {0x00E6, "ae"},     {0x00F0, "d"},      {0x00F8, "o"},      {0x00FE, "th"},
        {0x0111, "d"},      {0x0127, "h"},      {0x0131, "i"},      {0x0142, "l"},      {0x014B, "n"},
        {0x0153, "oe"},     {0x0167, "t"},      {0x0259, "e"},      {0x03C2, "\u03C3"}, {0x0629, "\u0647"},
        {0x0649, "\u064A"}, {0x0671, "\u0627"}, {0x06A9, "\u0643"}, {0x06CC, "\u064A"}, {0x02BC, "'"},
        {0x2018, "'"},      {0x2019, "'"},      {0x2010, "-"},      {0x2011, "-"},      {0x2012, "-"},
        {0x2013, "-"},      {0x2014, "-"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(letters); i++)
        if (letters[i].letter == c)
            return letters[i].stands;
    return NULL;
}

struct folding {
    char *out;
    size_t used;
    bool gap, full;
};

static void fold_add(struct folding *folding, const char *bytes, size_t size)
{
    size_t space = folding->gap && folding->used > 0;
    if (folding->full || folding->used + space + size >= LANGUAGE_FOLD_SIZE) {
        folding->full = true;
        return;
    }
    if (space)
        folding->out[folding->used++] = ' ';
    memcpy(folding->out + folding->used, bytes, size);
    folding->used += size;
    folding->out[folding->used] = '\0';
    folding->gap = false;
}

static void fold_character(struct folding *folding, UChar32 c)
{
    char bytes[U8_MAX_LENGTH];
    int32_t size = 0;
    const char *letters = letter_of(c);
    if (is_mark(c) || u_charType(c) == U_FORMAT_CHAR) // a joiner is seen, but not typed
        return;
    if (u_isUWhiteSpace(c)) {
        folding->gap = true;
        return;
    }
    if (letters) {
        fold_add(folding, letters, strlen(letters));
        return;
    }
    UErrorCode error = U_ZERO_ERROR;
    UChar units[U16_MAX_LENGTH];
    int32_t count = 0;
    units[count++] = (UChar)(c > 0xFFFF ? U16_LEAD(c) : c);
    if (c > 0xFFFF)
        units[count++] = (UChar)U16_TRAIL(c);
    u_strToUTF8(bytes, sizeof(bytes), &size, units, count, &error);
    fold_add(folding, bytes, (size_t)size);
}

/* Taken apart, without marks, and in lower case by way of upper case, so that ß and ẞ meet ss. */
static int32_t fold_units(const char *text, UChar units[static UNITS_MAX])
{
    UErrorCode error = U_ZERO_ERROR;
    UChar raw[UNITS_MAX], other[UNITS_MAX];
    const UNormalizer2 *decompose = unorm2_getNFKDInstance(&error);
    int32_t count = units_of(text, raw);
    if (U_FAILURE(error) || count < 0)
        return -1;
    count = unorm2_normalize(decompose, raw, count, other, UNITS_MAX, &error);
    if (U_FAILURE(error))
        return -1;
    int32_t kept = 0;
    for (int32_t i = 0; i < count; i++) // no mark of the table stands beyond the first plane
        if (!is_mark(other[i]))
            other[kept++] = other[i];
    count = u_strToUpper(raw, UNITS_MAX, other, kept, "", &error);
    if (U_SUCCESS(error))
        count = u_strToLower(units, UNITS_MAX, raw, count, "", &error);
    return U_SUCCESS(error) ? count : -1;
}

bool language_fold(const char *text, char ret_folded[static LANGUAGE_FOLD_SIZE])
{
    UChar units[UNITS_MAX];
    struct folding folding = {.out = ret_folded};
    ret_folded[0] = '\0';
    int32_t count = fold_units(text, units);
    for (int32_t i = 0; i < count;) {
        UChar unit = units[i++];
        UChar32 c = unit;
        if (U16_IS_LEAD(unit) && i < count && U16_IS_TRAIL(units[i]))
            c = U16_GET_SUPPLEMENTARY(unit, units[i++]);
        fold_character(&folding, c);
    }
    return count >= 0;
}

void language_version(const struct language *language, char ret_version[static LANGUAGE_VERSION_SIZE])
{
    UVersionInfo library, rules;
    char library_text[U_MAX_VERSION_STRING_LENGTH], rules_text[U_MAX_VERSION_STRING_LENGTH];
    u_getVersion(library);
    ucol_getVersion(language->collator, rules);
    u_versionToString(library, library_text);
    u_versionToString(rules, rules_text);
    snprintf(ret_version, LANGUAGE_VERSION_SIZE, "%d/%s/%s", (int)SCHEME, library_text, rules_text);
}

int language_week_start(const char *tag)
{
    char id[ID_MAX];
    UErrorCode error = U_ZERO_ERROR;
    if (!language_exists(tag) || !id_of(tag, id))
        return 1;
    UCalendar *calendar = ucal_open(u"UTC", -1, id, UCAL_GREGORIAN, &error);
    int32_t first = U_SUCCESS(error) ? ucal_getAttribute(calendar, UCAL_FIRST_DAY_OF_WEEK) : UCAL_MONDAY;
    if (U_SUCCESS(error))
        ucal_close(calendar);
    return first == UCAL_SUNDAY ? SUNDAY : (int)first - 1;
}
