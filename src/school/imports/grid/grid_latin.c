/* SPDX-License-Identifier: MIT */
/*
 * Short lists of names say little: "Szûcs" has only letters that windows-1252 has, and nobody is called so. Two code
 * pages at a time are compared, and the one in which the names make more sense is kept:
 *
 * - each word counts by the language of that page that makes the most of it: its letters count, less in a place where
 *   it does not have them (French has no "oeuvre" with its oe before an n), letters of other languages count less, too,
 *   and what is no letter counts against it. What both pages have at the same place counts a quarter;
 * - a language that has all letters of the list counts more, and more again when the headings, the addresses or whoever
 *   reads it speak for it.
 *
 * So lists of one language are known by few letters, and a list with guests from many countries stays what it is.
 */
#include "school/imports/grid/grid_latin.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/utf8.h>

#include "base/str.h"

enum { WEST, WEST_EURO, CENTRAL, CENTRAL_ISO, TURKISH, BALTIC, MAC, PAGES };

/* Where several fit, the first. */
static const char *const pages[PAGES] = {"windows-1252", "ISO-8859-15",  "windows-1250", "ISO-8859-2",
                                         "windows-1254", "windows-1257", "macintosh"};

enum {
    IN_WEST = 1U << WEST | 1U << WEST_EURO | 1U << MAC,
    IN_CENTRAL = 1U << CENTRAL | 1U << CENTRAL_ISO,
    IN_BALTIC = 1U << BALTIC,
};

enum {
    POINTS_HOME = 8,
    POINTS_AWAY = 4,  // of another language, or in a place where the language does not have it
    POINTS_NONE = -8, // no letter, or of no language
    SAME_SHARE = 4,   // what both code pages have at the same place says so much less
    POINTS_ALL = 3,   // one language has all that stands there, where it has it
    POINTS_FILE = 12, // what the headings or the addresses say of a language that has all of it
    POINTS_HINT = 4,  // what is known beside the file
    POINTS_RARE = -1,
    SAMPLE_MAX = 8 << 10, // bytes: some hundred names, of which each is tried in all languages
    LANGUAGES_MAX = 32,
    HEAD_LINES = 4,
    WORD_MAX = 24,
};

/* `heads`: what a column of names is headed by, without the letters past ASCII. */
static const struct language {
    const char *tag, *countries;
    unsigned pages;
    int prior;
    const char *letters, *seldom, *heads;
} languages[] = {
    {"de", "de at ch li", IN_WEST | IN_CENTRAL, 0, "äöüßç", "éè", "vorname nachname matrikelnummer"},
    {"fr", "fr be ch lu", IN_WEST, 0, "àâçéèêëîïôùœ", "æûüÿ", "nom prnom"},
    {"es", "es mx ar co cl pe", IN_WEST, 0, "áéíñóú", "üªº", "nombre nombres apellido apellidos"},
    {"ca", "cat ad", IN_WEST, 0, "àçèéíïòóú", "ü", "nom cognoms"},
    {"pt", "pt br", IN_WEST, 0, "áâãçéêíóôõú", "àüªº", "nome apelido sobrenome"},
    {"it", "it", IN_WEST, 0, "àèéìòù", "", "nome cognome"},
    {"nl", "nl be", IN_WEST, 0, "éëïö", "áèóüê", "naam voornaam achternaam"},
    {"da", "dk", IN_WEST, 0, "æøåé", "öäü", "navn fornavn efternavn"},
    {"nb", "no", IN_WEST, 0, "æøåé", "öäü", "navn fornavn etternavn"},
    {"sv", "se", IN_WEST, 0, "åäöé", "üæø", "namn frnamn efternamn"},
    {"fi", "fi", IN_WEST, 0, "äöå", "šžéü", "nimi etunimi sukunimi"},
    {"is", "is", IN_WEST, POINTS_RARE, "áéíóúýþðæö", "", "nafn"},
    {"sq", "al", IN_WEST, POINTS_RARE, "ëç", "", "emri mbiemri"},
    {"et", "ee", IN_WEST, 0, "äöõü", "šž", "eesnimi perenimi perekonnanimi isikukood rhm"},
    {"et", "ee", IN_BALTIC, 0, "äöõüšž", "", "eesnimi perenimi perekonnanimi isikukood rhm"},
    {"lv", "lv", IN_BALTIC, 0, "āčēģīķļņšūž", "ōŗ", "vrds uzvrds vrds uzvrds"},
    {"lt", "lt", IN_BALTIC, 0, "ąčęėįšųūž", "", "vardas pavard"},
    {"pl", "pl", IN_CENTRAL, 0, "ąćęłńóśźż", "", "imi nazwisko"},
    {"cs", "cz", IN_CENTRAL, 0, "áčďéěíňóřšťúůýž", "öü", "jmno pjmen"},
    {"sk", "sk", IN_CENTRAL, 0, "áäčďéíĺľňóôŕšťúýž", "öü", "meno priezvisko"},
    {"hu", "hu", IN_CENTRAL, 0, "áéíóöőúüű", "", "nv vezetknv keresztnv csaldnv utnv"},
    {"sl", "si", IN_CENTRAL, 0, "čšž", "ćđ", "ime priimek"},
    {"hr", "hr ba rs me", IN_CENTRAL, 0, "čćđšž", "", "ime prezime"},
    {"ro", "ro md", IN_CENTRAL, 0, "ăâîşţ", "", "nume prenume"},
    {"tr", "tr", 1U << TURKISH, 0, "çğıöşüİ", "âîû", "ad soyad adsoyad"},
};
_Static_assert(ARRAY_LENGTH(languages) <= LANGUAGES_MAX, "more languages than there is room for");

enum place { BEFORE, NOT_BEFORE, AFTER, NOT_AFTER, FIRST, NOT_FIRST, LAST, NOT_LAST };

#define VOWELS "aeiouy"

/* Where these letters stand in names of the language; beside letters past ASCII, anywhere. */
static const struct {
    const char *tags, *letters;
    enum place place;
    const char *beside;
} places[] = {
    {"fr nl ca", "ëï", AFTER, VOWELS},
    {"fr", "è", NOT_LAST, ""},
    {"fr", "œ", BEFORE, VOWELS "t"},
    {"fr ca pt", "ç", NOT_BEFORE, "ei"},
    {"de fr ca pt", "ç", NOT_BEFORE, "bcdfghjklmnpqrstvwxz"},
    {"es", "ñ", BEFORE, VOWELS},
    {"pl", "ćńśźąę", NOT_BEFORE, VOWELS},
    {"pl", "ąę", NOT_AFTER, VOWELS},
    {"pt", "õ", BEFORE, "e"},
    {"pt", "ã", NOT_BEFORE, "aiubcdfghjklmnpqrstvwxyz"},
    {"it", "àèéìòù", LAST, ""},
    {"da nb", "æ", NOT_LAST, ""},
    {"is", "þ", FIRST, ""},
    {"is", "ð", NOT_FIRST, ""},
    {"is", "ð", AFTER, VOWELS "rgf"},
    {"cs sk", "ý", LAST, ""},
    {"cs", "ů", NOT_LAST, ""},
    {"tr", "ğ", AFTER, VOWELS},
    {"et", "õ", NOT_LAST, ""},
};

/* A letter where it stands. */
struct seen {
    UChar32 letter, small, before, after; // 0: nothing that is a letter
};

struct latin {
    const char *sample;
    size_t size;
    UChar32 of[PAGES][128];    // what the bytes from 0x80 on are
    int favour[LANGUAGES_MAX]; // what is known beside the letters
    // Of the page that is looked at:
    int word[LANGUAGES_MAX]; // the points of the word
    int words;               // those of each word, by the language that makes the most of it
    bool lacks[LANGUAGES_MAX], misplaces[LANGUAGES_MAX]; // a letter of the sample
};

static bool pages_read(struct latin *latin)
{
    char bytes[128];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)(0x80 + i);
    for (size_t page = 0; page < PAGES; page++) {
        UErrorCode error = U_ZERO_ERROR;
        UChar units[2 * sizeof(bytes)];
        UConverter *converter = ucnv_open(pages[page], &error);
        for (size_t i = 0; i < sizeof(bytes) && U_SUCCESS(error); i++) {
            int32_t count = ucnv_toUChars(converter, units, ARRAY_LENGTH(units), bytes + i, 1, &error);
            latin->of[page][i] = count == 1 ? units[0] : 0;
        }
        ucnv_close(converter);
        if (U_FAILURE(error))
            return false;
    }
    return true;
}

static bool has_letter(const char *letters, UChar32 letter)
{
    const uint8_t *bytes = (const uint8_t *)letters;
    const int32_t size = (int32_t)strlen(letters);
    for (int32_t at = 0; at < size;) {
        UChar32 c = 0;
        U8_NEXT_UNSAFE(bytes, at, c); // the table's own
        if (c == letter)
            return true;
    }
    return false;
}

/* A word of a list that blanks divide. */
static bool has_word(const char *list, const char *word, size_t size)
{
    for (; *list; list += strcspn(list, " "), list += *list == ' ')
        if (strcspn(list, " ") == size && strncasecmp(list, word, size) == 0)
            return true;
    return false;
}

static bool is_beside(UChar32 c, const char *list)
{
    return c > 0 && c < 0x80 && strchr(list, (char)u_tolower(c));
}

static bool is_at(const struct seen *seen, enum place place, const char *beside)
{
    switch (place) {
    case BEFORE:
        return seen->after >= 0x80 || is_beside(seen->after, beside);
    case NOT_BEFORE:
        return !is_beside(seen->after, beside);
    case AFTER:
        return seen->before >= 0x80 || is_beside(seen->before, beside);
    case NOT_AFTER:
        return !is_beside(seen->before, beside);
    case FIRST:
        return seen->before == 0;
    case NOT_FIRST:
        return seen->before != 0;
    case LAST:
        return seen->after == 0;
    case NOT_LAST:
        return seen->after != 0;
    }
    return true;
}

static bool is_in_place(const struct language *language, const struct seen *seen)
{
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++)
        if (has_letter(places[i].letters, seen->small) && !is_at(seen, places[i].place, places[i].beside) &&
            has_word(places[i].tags, language->tag, strlen(language->tag)))
            return false;
    return true;
}

/* The points of a letter for a language; 0: it has none such. */
static int points_of(const struct language *language, const struct seen *seen)
{
    if (has_letter(language->letters, seen->small) || has_letter(language->letters, seen->letter))
        return is_in_place(language, seen) ? POINTS_HOME : POINTS_AWAY;
    return has_letter(language->seldom, seen->small) ? POINTS_AWAY : 0;
}

static void letter_count(struct latin *latin, size_t page, const struct seen *seen, int share)
{
    int points[ARRAY_LENGTH(languages)] = {0};
    bool known = false;
    bool odd = seen->letter != seen->small && seen->before != 0 && u_islower(seen->after); // a capital within a word
    for (size_t i = 0; i < ARRAY_LENGTH(languages) && !odd; i++) {
        points[i] = languages[i].pages & 1U << page ? points_of(&languages[i], seen) : 0;
        known = known || points[i] > 0;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(languages); i++) {
        latin->word[i] += (points[i] > 0 ? points[i] : known ? POINTS_AWAY : POINTS_NONE) / share;
        latin->lacks[i] = latin->lacks[i] || points[i] <= 0;
        latin->misplaces[i] = latin->misplaces[i] || points[i] < POINTS_HOME;
    }
}

static UChar32 letter_at(const struct latin *latin, size_t page, size_t at)
{
    unsigned char byte = at < latin->size ? (unsigned char)latin->sample[at] : 0;
    UChar32 c = byte < 0x80 ? byte : latin->of[page][byte - 0x80];
    return u_isalpha(c) ? c : 0;
}

/* What a byte that is no letter says: an apostrophe stands within names as a letter does, dashes and quotes between
 * them, and "Jos\xB3" is none. */
static int sign_points(UChar32 c, const struct seen *seen)
{
    static const UChar32 between[] = {0x201C, 0x201D, 0x2013, 0x2014, 0xA0, 0xB7};
    if (c == 0x2018)
        return seen->before == 0 ? POINTS_HOME : 0;
    if (c == 0x20AC)
        return 0;
    if (c == 0x2019 || c == 0x2026)
        return seen->before != 0 ? POINTS_HOME : 0;
    for (size_t i = 0; i < ARRAY_LENGTH(between); i++)
        if (c == between[i])
            return u_islower(seen->before) && u_islower(seen->after) ? POINTS_NONE : POINTS_HOME;
    return u_ispunct(c) && (seen->before == 0 || seen->after == 0) ? 0 : POINTS_NONE;
}

/* The letter of the sample there; false: none that tells anything. */
static bool seen_at(const struct latin *latin, size_t page, size_t at, struct seen *ret)
{
    unsigned char byte = (unsigned char)latin->sample[at];
    if (byte < 0x80)
        return false;
    ret->before = at > 0 ? letter_at(latin, page, at - 1) : 0;
    ret->after = letter_at(latin, page, at + 1);
    ret->letter = latin->of[page][byte - 0x80];
    ret->small = u_tolower(ret->letter);
    return ret->before != 0 || ret->after != 0;
}

static void word_end(struct latin *latin, size_t page)
{
    int best = INT_MIN;
    for (size_t k = 0; k < ARRAY_LENGTH(languages); k++) {
        if ((languages[k].pages & 1U << page) && latin->word[k] > best)
            best = latin->word[k];
    }
    latin->words += best;
    memset(latin->word, 0, sizeof(latin->word));
}

/* How much sense a page makes, when it is this one or the other. */
static int page_points(struct latin *latin, size_t page, size_t other)
{
    int best = 0;
    memset(latin->lacks, 0, sizeof(latin->lacks));
    memset(latin->misplaces, 0, sizeof(latin->misplaces));
    latin->words = 0;
    for (size_t i = 0; i < latin->size; i++) {
        struct seen seen;
        if (letter_at(latin, page, i) == 0 && letter_at(latin, other, i) == 0)
            word_end(latin, page);
        if (!seen_at(latin, page, i, &seen))
            continue;
        int share = seen.letter == latin->of[other][(unsigned char)latin->sample[i] - 0x80] ? SAME_SHARE : 1;
        if (u_isalpha(seen.letter))
            letter_count(latin, page, &seen, share);
        else
            for (size_t k = 0; k < ARRAY_LENGTH(languages); k++)
                latin->word[k] += sign_points(seen.letter, &seen) / share;
    }
    word_end(latin, page);
    for (size_t k = 0; k < ARRAY_LENGTH(languages); k++) {
        int points = latin->favour[k] + (latin->misplaces[k] ? 0 : POINTS_ALL);
        if ((languages[k].pages & 1U << page) && !latin->lacks[k] && points > best)
            best = points;
    }
    return latin->words + best;
}

static bool pages_differ(const struct latin *latin, size_t page, size_t other)
{
    for (size_t i = 0; i < latin->size; i++) {
        unsigned char byte = (unsigned char)latin->sample[i];
        if (byte >= 0x80 && latin->of[page][byte - 0x80] != latin->of[other][byte - 0x80])
            return true;
    }
    return false;
}

static bool is_of_domain(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* The country that most addresses are of, if it is one of these. */
static void countries_favour(struct latin *latin, const char *text, size_t size)
{
    size_t counts[ARRAY_LENGTH(languages)] = {0}, all = 0;
    for (size_t i = 0; i < size; i++) {
        size_t end = i + 1, dot = 0;
        if (text[i] != '@')
            continue;
        for (; end < size && is_of_domain(text[end]); end++)
            dot = text[end] == '.' ? end : dot;
        all++;
        for (size_t k = 0; dot > 0 && k < ARRAY_LENGTH(languages); k++)
            counts[k] += has_word(languages[k].countries, text + dot + 1, end - dot - 1);
    }
    for (size_t k = 0; k < ARRAY_LENGTH(languages); k++)
        if (counts[k] * 2 > all)
            latin->favour[k] += POINTS_FILE;
}

/* A cell of a heading, without what is not ASCII in it. */
static size_t cell_take(const char **at, const char *end, char word[static WORD_MAX])
{
    size_t size = 0;
    const char *text = *at;
    for (; text < end && !strchr(",;|\t\r\n", *text); text++)
        if (((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z') && size < WORD_MAX)
            word[size++] = *text;
    *at = text;
    return size;
}

static void headings_favour(struct latin *latin, const char *text, size_t size)
{
    bool said[ARRAY_LENGTH(languages)] = {false};
    int lines = 0;
    for (const char *at = text, *end = text + size; at < end && lines < HEAD_LINES; at++) {
        char word[WORD_MAX];
        size_t length = cell_take(&at, end, word);
        for (size_t k = 0; length > 0 && k < ARRAY_LENGTH(languages); k++)
            said[k] = said[k] || has_word(languages[k].heads, word, length);
        lines += at < end && (*at == '\n' || *at == '\r');
    }
    for (size_t k = 0; k < ARRAY_LENGTH(languages); k++)
        if (said[k])
            latin->favour[k] += POINTS_FILE;
}

/* The same of the page, and of all that read this sample as it does: names of their languages stand in it as well. */
static int reading_points(struct latin *latin, size_t page, size_t other)
{
    int best = page_points(latin, page, other), points;
    for (size_t twin = 0; twin < PAGES; twin++)
        if (twin != page && !pages_differ(latin, twin, page) && (points = page_points(latin, twin, other)) > best)
            best = points;
    return best;
}

const char *latin_page(const char *text, size_t size, const char *sample, size_t sample_size, const char *language)
{
    struct latin *latin = calloc(1, sizeof(*latin));
    size_t best = 0, length = language ? strcspn(language, "-_") : 0;
    if (!latin || !pages_read(latin)) {
        free(latin);
        return NULL;
    }
    latin->sample = sample;
    latin->size = sample_size < SAMPLE_MAX ? sample_size : SAMPLE_MAX;
    countries_favour(latin, text, size);
    headings_favour(latin, text, size);
    for (size_t k = 0; k < ARRAY_LENGTH(languages); k++) {
        latin->favour[k] += languages[k].prior;
        if (length > 0 && has_word(languages[k].tag, language, length))
            latin->favour[k] += POINTS_HINT;
    }
    for (size_t page = 1; page < PAGES; page++)
        if (pages_differ(latin, page, best) && reading_points(latin, page, best) > reading_points(latin, best, page))
            best = page;
    free(latin);
    return pages[best];
}
