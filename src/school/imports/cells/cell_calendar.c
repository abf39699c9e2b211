/* SPDX-License-Identifier: MIT */
/* The words of dates in many languages, by ICU, and in which order a language or a country writes day and month. */
#include "school/imports/cells/cell_date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "base/str.h"
#include "school/imports/cells/cell_text.h"

enum { SYMBOL_UNITS = 64, WORDS_FIRST = 256, ID_MAX = 160, PATTERN_MAX = 64 };

struct calendar_word {
    char key[CELL_KEY_SIZE];
    int meaning; // below 0: a month in one language, another month in another
};

struct cell_calendar {
    struct calendar_word *words; // by key
    size_t count, capacity;
    bool failed;
};

static size_t word_place(const struct cell_calendar *calendar, const char *key, bool *ret_there)
{
    size_t low = 0, high = calendar->count;
    *ret_there = false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(calendar->words[middle].key, key);
        if (order == 0)
            *ret_there = true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void word_add(struct cell_calendar *calendar, const char *key, int meaning)
{
    bool there;
    size_t place = word_place(calendar, key, &there);
    if (*key == '\0' || (*key >= '0' && *key <= '9'))
        return; // some languages number their months
    if (there) {
        int *known = &calendar->words[place].meaning;
        int month = *known & 31, other = meaning & 31;
        if (*known >= CELL_WORD_DAY)
            meaning &= CELL_WORD_DAY - 1; // "Do" is the first language's
        *known = *known < 0 || (month && other && month != other) ? -1 : *known | meaning;
        return;
    }
    if (calendar->count == calendar->capacity) {
        size_t capacity = calendar->capacity ? 2 * calendar->capacity : WORDS_FIRST;
        struct calendar_word *words = realloc(calendar->words, capacity * sizeof(*words));
        if (!words) {
            calendar->failed = true;
            return;
        }
        calendar->words = words;
        calendar->capacity = capacity;
    }
    memmove(&calendar->words[place + 1], &calendar->words[place], (calendar->count - place) * sizeof(*calendar->words));
    memcpy(calendar->words[place].key, key, strlen(key) + 1);
    calendar->words[place].meaning = meaning;
    calendar->count++;
}

/* `meaning` of the first symbol; `step`: of the next so much more. */
static void symbols_add(struct cell_calendar *calendar, const UDateFormat *format, UDateFormatSymbolType type,
                        int32_t first, int meaning, int step)
{
    int32_t count = udat_countSymbols(format, type);
    for (int32_t i = first; i < count && i - first < 12; i++) {
        UChar units[SYMBOL_UNITS];
        char text[4 * SYMBOL_UNITS], key[CELL_KEY_SIZE];
        UErrorCode error = U_ZERO_ERROR;
        int32_t length = udat_getSymbols(format, type, i, units, SYMBOL_UNITS, &error);
        u_strToUTF8(text, sizeof(text), NULL, units, length, &error);
        if (U_FAILURE(error))
            continue;
        cell_key(text, key);
        word_add(calendar, key, meaning + step * (i - first));
    }
}

static void language_add(struct cell_calendar *calendar, const char *language)
{
    static const UDateFormatSymbolType months[] = {UDAT_MONTHS, UDAT_SHORT_MONTHS, UDAT_STANDALONE_MONTHS,
                                                   UDAT_STANDALONE_SHORT_MONTHS};
    static const UDateFormatSymbolType days[] = {UDAT_WEEKDAYS, UDAT_SHORT_WEEKDAYS, UDAT_STANDALONE_WEEKDAYS,
                                                 UDAT_STANDALONE_SHORT_WEEKDAYS, UDAT_SHORTER_WEEKDAYS};
    char locale[ID_MAX];
    UErrorCode error = U_ZERO_ERROR;
    snprintf(locale, sizeof(locale), "%s@calendar=gregorian", language);
    UDateFormat *format = udat_open(UDAT_SHORT, UDAT_SHORT, locale, u"UTC", -1, NULL, 0, &error);
    if (U_FAILURE(error))
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(months); i++)
        symbols_add(calendar, format, months[i], 0, CELL_WORD_MONTH, 1);
    for (size_t i = 0; i < ARRAY_LENGTH(days); i++)
        symbols_add(calendar, format, days[i], 1, CELL_WORD_WEEKDAY + CELL_WORD_DAY, CELL_WORD_DAY);
    symbols_add(calendar, format, UDAT_AM_PMS, 0, CELL_WORD_AM, CELL_WORD_PM - CELL_WORD_AM);
    udat_close(format);
}

struct cell_calendar *cell_calendar_open(void)
{
    static const char *const languages[] = {"en", "de", "fr", "es", "ar", "ar_DZ", "ar_MA", "ar_SY", "hi", "it",
                                            "pt", "nl", "tr", "pl", "ru", "uk",    "sv",    "nb",    "da", "fi",
                                            "el", "id", "ro", "vi", "bn", "mr",    "gu",    "ta",    "te", "ur"};
    // Beside what ICU has: forms that people write.
    static const struct {
        int meaning;
        const char *keys;
    } others[] = {
        {CELL_WORD_MONTH + 8, "sept"},
        {CELL_WORD_WEEKDAY + 2 * CELL_WORD_DAY, "mo"},
        {CELL_WORD_WEEKDAY + 3 * CELL_WORD_DAY, "tu tues"},
        {CELL_WORD_WEEKDAY + 4 * CELL_WORD_DAY, "we weds"},
        {CELL_WORD_WEEKDAY + 5 * CELL_WORD_DAY, "th thur thurs"},
        {CELL_WORD_WEEKDAY + 6 * CELL_WORD_DAY, "fr"},
        {CELL_WORD_AM, "am a vorm"},
        {CELL_WORD_PM, "pm p nachm"},
        {CELL_WORD_FILLS,
         "of the st nd rd th er o de del d den der le um at kl klo uhr saat om jam pukul t 年 月 日 년 월 일"},
    };
    struct cell_calendar *calendar = calloc(1, sizeof(*calendar));
    for (size_t i = 0; calendar && i < ARRAY_LENGTH(languages); i++)
        language_add(calendar, languages[i]);
    for (size_t i = 0; calendar && i < ARRAY_LENGTH(others); i++)
        for (const char *at = others[i].keys; *at;) {
            size_t size = strcspn(at, " ");
            char key[CELL_KEY_SIZE];
            snprintf(key, sizeof(key), "%.*s", (int)size, at);
            word_add(calendar, key, others[i].meaning);
            at += size + (at[size] == ' ');
        }
    if (!calendar || !calendar->failed)
        return calendar;
    cell_calendar_close(calendar);
    return NULL;
}

void cell_calendar_close(struct cell_calendar *calendar)
{
    if (!calendar)
        return;
    free(calendar->words);
    free(calendar);
}

int cell_calendar_word(const struct cell_calendar *calendar, const char *key)
{
    bool there;
    size_t place = calendar ? word_place(calendar, key, &there) : 0;
    return calendar && there && calendar->words[place].meaning > 0 ? calendar->words[place].meaning : 0;
}

/* ---- the order ---- */

/* By the shortest pattern of the locale; a year in front says nothing about what stands in other orders. */
static enum cell_order order_of_locale(const char *locale)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar pattern[PATTERN_MAX];
    UDateTimePatternGenerator *generator = udatpg_open(locale, &error);
    if (U_FAILURE(error))
        return CELL_ORDER_NONE;
    int32_t size = udatpg_getBestPattern(generator, u"yMd", -1, pattern, PATTERN_MAX, &error);
    udatpg_close(generator);
    for (int32_t i = 0; U_SUCCESS(error) && i < size; i++) {
        if (pattern[i] == 'y' || pattern[i] == 'G')
            return CELL_ORDER_NONE;
        if (pattern[i] == 'd' || pattern[i] == 'M')
            return pattern[i] == 'd' ? CELL_ORDER_DAY : CELL_ORDER_MONTH;
    }
    return CELL_ORDER_NONE;
}

static const char *const order_codes[] = {
    [CELL_ORDER_NONE] = "as_found", [CELL_ORDER_DAY] = "day_first", [CELL_ORDER_MONTH] = "month_first"};

const char *cell_order_code(enum cell_order order)
{
    return order_codes[order];
}

enum cell_order cell_order_of_code(const char *text)
{
    for (enum cell_order order = CELL_ORDER_DAY; order <= CELL_ORDER_MONTH; order++)
        if (strncmp(text, order_codes[order], strlen(order_codes[order])) == 0)
            return order;
    return CELL_ORDER_NONE;
}

enum cell_order cell_order_of_language(const char *tag)
{
    char id[ID_MAX], language[16], country[16];
    UErrorCode error = U_ZERO_ERROR;
    uloc_forLanguageTag(tag, id, sizeof(id), NULL, &error);
    uloc_getLanguage(id, language, sizeof(language), &error);
    int32_t region = uloc_getCountry(id, country, sizeof(country), &error);
    if (U_FAILURE(error) || *language == '\0')
        return CELL_ORDER_NONE;
    // English is read in India, Britain and America, and chosen by many who write their dates as at home.
    return region == 0 && strcmp(language, "en") == 0 ? CELL_ORDER_NONE : order_of_locale(id);
}

static bool zone_is_of(const char *zone, const char *country)
{
    UErrorCode error = U_ZERO_ERROR;
    UEnumeration *zones = ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, country, NULL, &error);
    bool found = false;
    const char *name;
    while (U_SUCCESS(error) && !found && (name = uenum_next(zones, NULL, &error)))
        found = strcmp(name, zone) == 0;
    if (zones)
        uenum_close(zones);
    return found;
}

enum cell_order cell_order_of_zone(const char *zone)
{
    for (const char *const *country = uloc_getISOCountries(); *country; country++) {
        char locale[ID_MAX], full[ID_MAX];
        UErrorCode error = U_ZERO_ERROR;
        if (!zone_is_of(zone, *country))
            continue;
        snprintf(locale, sizeof(locale), "und_%s", *country);
        uloc_addLikelySubtags(locale, full, sizeof(full), &error);
        return U_SUCCESS(error) ? order_of_locale(full) : CELL_ORDER_NONE;
    }
    return CELL_ORDER_NONE;
}
