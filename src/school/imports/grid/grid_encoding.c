/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_encoding.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/udata.h>

#include "base/str.h"

enum {
    SAMPLE_MAX = 64 << 10, // bytes that are looked at
    DIFFERING_MIN = 3,     // letters, from which on the detector is asked what they are
    WIDE_SHARE = 10, // of bytes, one in so many is zero in UTF-16: line ends, separators and digits alone are more
    BETTER_BY = 10,  // of ICU's confidence (0 to 100): so much surer of another than of Western letters
};

/* Without the ASCII lines, which tell nothing. */
struct sample {
    char bytes[SAMPLE_MAX];
    size_t size;
};

static void sample_take(struct sample *sample, const char *text, size_t size)
{
    sample->size = 0;
    for (size_t at = 0, end; at < size && sample->size < SAMPLE_MAX; at = end) {
        bool plain = true;
        for (end = at; end < size && (end == at || (text[end - 1] != '\n' && text[end - 1] != '\r')); end++)
            plain &= (unsigned char)text[end] < 0x80;
        size_t part = end - at < SAMPLE_MAX - sample->size ? end - at : SAMPLE_MAX - sample->size;
        if (!plain) {
            memcpy(sample->bytes + sample->size, text + at, part);
            sample->size += part;
        }
    }
}

/* UTF-16 without a mark, by the halves of its letters that are zero; NULL when it is none. */
static const char *wide_encoding(const char *text, size_t size)
{
    size_t zeros[2] = {0, 0}, looked = size < SAMPLE_MAX ? size : SAMPLE_MAX;
    for (size_t i = 0; i < looked; i++)
        zeros[i % 2] += text[i] == '\0';
    if ((zeros[0] + zeros[1]) * WIDE_SHARE < looked || looked < 4)
        return NULL;
    if (zeros[1] > 8 * zeros[0])
        return "UTF-16LE";
    return zeros[0] > 8 * zeros[1] ? "UTF-16BE" : NULL;
}

/* One byte that is none among many letters that are does not make it another encoding. */
static bool is_utf8(const char *text, size_t size)
{
    size_t good = 0, bad = 0, length;
    for (size_t i = 0; i<size; i += length> 0 ? length : 1) {
        length = str_sequence(text + i, size - i);
        good += length > 1;
        bad += length == 0;
    }
    return bad == 0 || good > 2 * bad;
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How bytes past ASCII stand: alone among Latin letters, or together as words of another script. */
struct shape {
    size_t latin, other; // runs of them
    size_t mac, windows; // of 0x80 to 0x9F: letters in Mac Roman, at places where letters are, and all others
};

/* Quotes, dashes and the like of the windows code pages, which stand beside letters, too. */
static const char dashes[] = "\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0\xab\xbb\xb7";

static struct shape shape_of(const struct sample *sample)
{
    struct shape shape = {0};
    for (size_t i = 0; i < sample->size; i++) {
        unsigned char c = (unsigned char)sample->bytes[i];
        unsigned char before = i > 0 ? (unsigned char)sample->bytes[i - 1] : 0;
        unsigned char after = i + 1 < sample->size ? (unsigned char)sample->bytes[i + 1] : 0;
        if (c < 0x80)
            continue;
        bool among = is_letter(before) || is_letter(after);
        if (before < 0x80) { // a run of them begins
            size_t end = i + 1;
            while (end < sample->size && (unsigned char)sample->bytes[end] >= 0x80)
                end++;
            bool touches = is_letter(before) || (end < sample->size && is_letter((unsigned char)sample->bytes[end]));
            shape.latin += touches;
            shape.other += !touches && end > i + 1;
        }
        if (c > 0x9F)
            shape.windows += c != 0xA7 && c != 0xCA; // a sharp s, a blank that does not break
        else if (among && !strchr(dashes, (char)c))
            shape.mac++;
    }
    return shape;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* The letters that people's names have in the languages of a code page, beside those of ASCII. */
static const struct {
    const char *name, *letters;
} latins[] = {
    // German, French, Spanish, Portuguese, Italian, the Nordic ones
    {"windows-1252", "\x8c\x9c\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\xd1\xd2\xd3"
                     "\xd4\xd5\xd6\xd8\xd9\xda\xdb\xdc\xdf\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb"
                     "\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf8\xf9\xfa\xfb\xfc"},
    // Czech, Slovak, Polish, Hungarian, Slovenian, Croatian, Romanian
    {"windows-1250", "\x8a\x8c\x8d\x8e\x8f\x9a\x9c\x9d\x9e\x9f\xa3\xa5\xaa\xaf\xb3\xb9\xba\xbc\xbe\xbf\xc1"
                     "\xc2\xc3\xc4\xc6\xc8\xc9\xca\xcc\xcd\xce\xcf\xd1\xd2\xd3\xd4\xd5\xd6\xd8\xd9\xda\xdb"
                     "\xdc\xdd\xe1\xe2\xe3\xe4\xe6\xe8\xe9\xea\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf8"
                     "\xf9\xfa\xfb\xfc\xfd"},
    {"ISO-8859-2", "\xa1\xa3\xa5\xa6\xa9\xaa\xab\xac\xae\xaf\xb1\xb3\xb5\xb6\xb9\xba\xbb\xbc\xbe\xbf\xc1"
                   "\xc2\xc3\xc4\xc6\xc8\xc9\xca\xcc\xcd\xce\xcf\xd1\xd2\xd3\xd4\xd5\xd6\xd8\xd9\xda\xdb"
                   "\xdc\xdd\xe1\xe2\xe3\xe4\xe6\xe8\xe9\xea\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf8"
                   "\xf9\xfa\xfb\xfc\xfd"},
    // Turkish
    {"windows-1254", "\xc2\xc7\xce\xd0\xd6\xdb\xdc\xdd\xde\xe2\xe7\xee\xf0\xf6\xfb\xfc\xfd\xfe"},
};

/* How many of the bytes among letters are such letters, less those that are something else there. */
static int letters_score(const struct sample *sample, const char *letters, bool *ret_all)
{
    int score = 0;
    *ret_all = true;
    for (size_t i = 0; i < sample->size; i++) {
        unsigned char c = (unsigned char)sample->bytes[i];
        unsigned char before = i > 0 ? (unsigned char)sample->bytes[i - 1] : 0;
        unsigned char after = i + 1 < sample->size ? (unsigned char)sample->bytes[i + 1] : 0;
        if (c < 0x80 || !(is_letter(before) || is_letter(after)) || strchr(dashes, (char)c))
            continue;
        bool is_home = strchr(letters, (char)c);
        score += is_home ? 1 : -1;
        *ret_all &= is_home;
    }
    return score;
}

/* What the detector is sure of, up to 100, of the best of these encodings; *out: its name. */
static int32_t detected(const struct sample *sample, const char *const *among, bool not_among,
                        char out[static DECODED_NAME_SIZE])
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t count = 0, best = 0;
    UCharsetDetector *detector = ucsdet_open(&error);
    ucsdet_setText(detector, sample->bytes, (int32_t)sample->size, &error);
    const UCharsetMatch **matches = U_SUCCESS(error) ? ucsdet_detectAll(detector, &count, &error) : NULL;
    for (int32_t i = 0; U_SUCCESS(error) && i < count; i++) {
        UErrorCode inner = U_ZERO_ERROR;
        const char *name = ucsdet_getName(matches[i], &inner);
        int32_t sure = ucsdet_getConfidence(matches[i], &inner);
        if (U_SUCCESS(inner) && is_one_of(name, among) != not_among && sure > best) {
            best = sure;
            str_copy(out, DECODED_NAME_SIZE, name);
        }
    }
    if (detector)
        ucsdet_close(detector);
    return best;
}

/* How many bytes are letters of both, but not the same one. */
static size_t count_differing(const struct sample *sample)
{
    // A acute and the like, which windows-1252 and -1250 have at the same place
    static const char same[] = "\xc1\xc2\xc4\xc7\xc9\xcb\xcd\xce\xd3\xd4\xd6\xda\xdc\xdf"
                               "\xe1\xe2\xe4\xe7\xe9\xeb\xed\xee\xf3\xf4\xf6\xfa\xfc";
    size_t count = 0;
    for (size_t i = 0; i < sample->size; i++)
        count += (unsigned char)sample->bytes[i] >= 0x80 && !strchr(same, sample->bytes[i]);
    return count;
}

/* By its letters; where those fit several, Western ones unless the detector, which goes by what follows what, is surer
 * of Central Europe. */
static void find_latin(const struct sample *sample, char out[static DECODED_NAME_SIZE])
{
    static const char *const western[] = {"ISO-8859-1", "windows-1252", NULL};
    static const char *const central[] = {"ISO-8859-2", "windows-1250", NULL};
    char name[DECODED_NAME_SIZE];
    size_t best = 0;
    int scores[ARRAY_LENGTH(latins)];
    for (size_t i = 0; i < ARRAY_LENGTH(latins); i++) {
        bool all;
        scores[i] = letters_score(sample, latins[i].letters, &all);
        bool is_turkish = i + 1 == ARRAY_LENGTH(latins);
        if (scores[i] > scores[best] && (all || !is_turkish))
            best = i;
    }
    if (best == 0 && scores[1] == scores[0] && count_differing(sample) >= DIFFERING_MIN &&
        detected(sample, central, false, name) > detected(sample, western, false, name))
        best = 1;
    str_copy(out, DECODED_NAME_SIZE, latins[best].name);
}

/* Of another script, as the detector finds it. */
static void find_other(const struct sample *sample, char out[static DECODED_NAME_SIZE])
{
    static const char *const never[] = {"UTF-8",      "UTF-16LE",   "UTF-16BE",     "UTF-32LE",
                                        "UTF-32BE",   "ISO-8859-1", "ISO-8859-2",   "ISO-8859-9",
                                        "IBM420_ltr", "IBM420_rtl", "windows-1250", "windows-1252",
                                        "IBM424_ltr", "IBM424_rtl", "windows-1254", NULL};
    static const char *const supersets[][2] = {
        {"ISO-8859-7", "windows-1253"}, {"ISO-8859-8", "windows-1255"}, {"ISO-8859-8-I", "windows-1255"}};
    str_copy(out, DECODED_NAME_SIZE, "windows-1256");
    (void)detected(sample, never, true, out);
    for (size_t i = 0; i < ARRAY_LENGTH(supersets); i++)
        if (strcmp(out, supersets[i][0]) == 0)
            str_copy(out, DECODED_NAME_SIZE, supersets[i][1]);
}

static const char *code_page(const char *text, size_t size, char out[static DECODED_NAME_SIZE])
{
    struct sample *sample = malloc(sizeof(*sample));
    if (!sample)
        return NULL;
    sample_take(sample, text, size);
    struct shape shape = shape_of(sample);
    if (shape.latin < shape.other)
        find_other(sample, out);
    else if (shape.mac > shape.windows)
        str_copy(out, DECODED_NAME_SIZE, "macintosh");
    else
        find_latin(sample, out);
    free(sample);
    return out;
}

/* Into memory of its own, a piece at a time. What the encoding does not have becomes U+FFFD or a control character,
 * which no clean cell has. */
static bool convert(const char *name, const char *text, size_t size, struct decoded *decoded)
{
    UErrorCode error = U_ZERO_ERROR;
    UConverter *from = ucnv_open(name, &error), *to = ucnv_open("UTF-8", &error);
    size_t room = size + size / 2 + 64;
    char *out = malloc(room), *target = out;
    UChar pivot[2048], *pivot_source = pivot, *pivot_target = pivot;
    bool good = out && U_SUCCESS(error);
    const char *source = text;
    bool reset = true;
    while (good) {
        error = U_ZERO_ERROR;
        ucnv_convertEx(to, from, &target, out + room, &source, text + size, pivot, &pivot_source, &pivot_target,
                       pivot + ARRAY_LENGTH(pivot), reset, true, &error);
        reset = false;
        if (error != U_BUFFER_OVERFLOW_ERROR)
            break;
        size_t used = (size_t)(target - out);
        char *larger = realloc(out, room * 2);
        good = larger != NULL;
        out = larger ? larger : out;
        room = larger ? room * 2 : room;
        target = out + used;
    }
    ucnv_close(from);
    ucnv_close(to);
    if (!good || U_FAILURE(error)) {
        free(out);
        return false;
    }
    *decoded = (struct decoded){.text = out, .size = (size_t)(target - out), .own = out};
    return true;
}

bool decode(const void *bytes, size_t size, struct decoded *ret_decoded)
{
    const char *text = size > 0 ? bytes : "", *name, *guessed = NULL;
    char page[DECODED_NAME_SIZE] = "";
    int32_t mark = 0;
    UErrorCode error = U_ZERO_ERROR;
    udata_setFileAccess(UDATA_NO_FILES, &error); // a worker may open none
    name = ucnv_detectUnicodeSignature(text, (int32_t)(size < 16 ? size : 16), &mark, &error);
    if (!name)
        name = guessed = wide_encoding(text, size);
    if (!name && !is_utf8(text, size)) {
        name = guessed = code_page(text, size, page);
        if (!name)
            return false;
    }
    bool plain = !name || strcmp(name, "UTF-8") == 0;
    struct decoded decoded = {.text = text + mark, .size = size - (size_t)mark};
    if (!plain && !convert(name, text + mark, size - (size_t)mark, &decoded))
        return false;
    if (guessed)
        str_copy(decoded.encoding, sizeof(decoded.encoding), guessed);
    *ret_decoded = decoded;
    return true;
}

void decoded_release(struct decoded *decoded)
{
    free(decoded->own);
    decoded->own = NULL;
}
