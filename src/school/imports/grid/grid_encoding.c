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
    size_t latin, other; // by their neighbours
    size_t mac, windows; // of 0x80 to 0x9F: letters in Mac Roman, at places where letters are, and all others
};

static struct shape shape_of(const struct sample *sample)
{
    // é è ê ü ö ä á à ç ñ ó ò ú ù û î ï â ã å ...: in windows-1252 quotes, dashes and a few rare capitals.
    static const char dashes[] = "\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\x9b\x8b";
    struct shape shape = {0};
    for (size_t i = 0; i < sample->size; i++) {
        unsigned char c = (unsigned char)sample->bytes[i];
        unsigned char before = i > 0 ? (unsigned char)sample->bytes[i - 1] : 0;
        unsigned char after = i + 1 < sample->size ? (unsigned char)sample->bytes[i + 1] : 0;
        if (c < 0x80)
            continue;
        bool among = is_letter(before) || is_letter(after);
        shape.latin += among;
        shape.other += !among && (before >= 0x80 || after >= 0x80);
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

/* The windows code page that has all of the ISO one, and more where that has nothing. */
static const char *superset(const char *name)
{
    static const char *const pairs[][2] = {{"ISO-8859-1", "windows-1252"},
                                           {"ISO-8859-9", "windows-1254"},
                                           {"ISO-8859-7", "windows-1253"},
                                           {"ISO-8859-8", "windows-1255"},
                                           {"ISO-8859-8-I", "windows-1255"}};
    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++)
        if (strcmp(name, pairs[i][0]) == 0)
            return pairs[i][1];
    return name;
}

/* The detector's best of the script's encodings; what it knows of Latin ones is little, so Western letters go first. */
static const char *detected(const struct sample *sample, bool latin, char out[static DECODED_NAME_SIZE])
{
    static const char *const latins[] = {"ISO-8859-1",   "ISO-8859-2",   "ISO-8859-9", "windows-1250",
                                         "windows-1252", "windows-1254", NULL};
    static const char *const never[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", NULL};
    UErrorCode error = U_ZERO_ERROR;
    int32_t count = 0, best = -1, western = 0;
    UCharsetDetector *detector = ucsdet_open(&error);
    ucsdet_setText(detector, sample->bytes, (int32_t)sample->size, &error);
    const UCharsetMatch **matches = U_SUCCESS(error) ? ucsdet_detectAll(detector, &count, &error) : NULL;
    const char *fallback = latin ? "windows-1252" : "windows-1256";
    str_copy(out, DECODED_NAME_SIZE, fallback);
    for (int32_t i = 0; U_SUCCESS(error) && i < count; i++) {
        UErrorCode inner = U_ZERO_ERROR;
        const char *name = ucsdet_getName(matches[i], &inner);
        int32_t sure = ucsdet_getConfidence(matches[i], &inner);
        if (U_FAILURE(inner) || is_one_of(name, never) || is_one_of(name, latins) != latin)
            continue;
        if (latin && (strcmp(name, "ISO-8859-1") == 0 || strcmp(name, "windows-1252") == 0))
            western = sure > western ? sure : western;
        if (sure > best && strncmp(name, "IBM", 3) != 0) {
            best = sure;
            str_copy(out, DECODED_NAME_SIZE, superset(name));
        }
    }
    if (latin && best < western + BETTER_BY)
        str_copy(out, DECODED_NAME_SIZE, fallback);
    if (detector)
        ucsdet_close(detector);
    return out;
}

static const char *code_page(const char *text, size_t size, char out[static DECODED_NAME_SIZE])
{
    struct sample *sample = malloc(sizeof(*sample));
    if (!sample)
        return NULL;
    sample_take(sample, text, size);
    struct shape shape = shape_of(sample);
    const char *name = out;
    if (shape.latin >= shape.other && shape.mac > shape.windows)
        str_copy(out, DECODED_NAME_SIZE, "macintosh");
    else
        name = detected(sample, shape.latin >= shape.other, out);
    free(sample);
    return name;
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
