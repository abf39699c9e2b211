/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_encoding.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/udata.h>

#include "base/str.h"
#include "school/imports/grid/grid_latin.h"

enum {
    SAMPLE_MAX = 64 << 10, // bytes that are looked at
    WIDE_SHARE = 10, // of bytes, one in so many is zero in UTF-16: line ends, separators and digits alone are more
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
    for (size_t i = 0; i < size; i += length ? length : 1) {
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

/* Whether bytes past ASCII stand together as words, more often than alone among Latin letters. */
static bool is_other_script(const struct sample *sample)
{
    size_t latin = 0, other = 0;
    for (size_t i = 0; i < sample->size; i++) {
        unsigned char before = i > 0 ? (unsigned char)sample->bytes[i - 1] : 0;
        size_t end = i + 1;
        if ((unsigned char)sample->bytes[i] < 0x80 || before >= 0x80)
            continue; // no run of them begins
        while (end < sample->size && (unsigned char)sample->bytes[end] >= 0x80)
            end++;
        bool touches = is_letter(before) || (end < sample->size && is_letter((unsigned char)sample->bytes[end]));
        latin += touches;
        other += !touches && end > i + 1;
    }
    return latin < other;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
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

static const char *code_page(const char *text, size_t size, const char *language, char out[static DECODED_NAME_SIZE])
{
    struct sample *sample = malloc(sizeof(*sample));
    const char *latin = NULL;
    if (!sample)
        return NULL;
    sample_take(sample, text, size);
    if (is_other_script(sample))
        find_other(sample, out);
    else if ((latin = latin_page(text, size < SAMPLE_MAX ? size : SAMPLE_MAX, sample->bytes, sample->size, language)))
        str_copy(out, DECODED_NAME_SIZE, latin);
    free(sample);
    return *out ? out : NULL;
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

const char *grid_encoding_at(size_t index)
{
    // Those of people's files, the commonest of each script first.
    static const char *const names[] = {"windows-1252", "windows-1250", "windows-1257", "windows-1254", "ISO-8859-15",
                                        "ISO-8859-2",   "macintosh",    "windows-1251", "KOI8-R",       "windows-1253",
                                        "windows-1256", "windows-1255", "windows-1258", "windows-874",  "GB18030",
                                        "Big5",         "Shift_JIS",    "EUC-JP",       "EUC-KR",       "UTF-16LE",
                                        "UTF-16BE",     "UTF-8"};
    return index < ARRAY_LENGTH(names) ? names[index] : NULL;
}

const char *grid_encoding_find(const char *name)
{
    const char *found;
    for (size_t i = 0; name && (found = grid_encoding_at(i)); i++)
        if (strcmp(found, name) == 0)
            return found;
    return NULL;
}

bool decode(const void *bytes, size_t size, const struct grid_hint *hint, struct decoded *ret_decoded)
{
    const char *text = size > 0 ? bytes : "", *name, *guessed = NULL;
    char page[DECODED_NAME_SIZE] = "";
    int32_t mark = 0;
    UErrorCode error = U_ZERO_ERROR;
    udata_setFileAccess(UDATA_NO_FILES, &error); // a worker may open none
    name = ucnv_detectUnicodeSignature(text, (int32_t)(size < 16 ? size : 16), &mark, &error);
    if (!name)
        name = hint ? grid_encoding_find(hint->encoding) : NULL;
    if (!name)
        name = guessed = wide_encoding(text, size);
    if (!name && !is_utf8(text, size)) {
        name = guessed = code_page(text, size, hint ? hint->language : NULL, page);
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
