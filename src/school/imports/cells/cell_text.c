/* SPDX-License-Identifier: MIT */
#include "school/imports/cells/cell_text.h"

#include <string.h>
#include <strings.h>

#include <unicode/uchar.h>
#include <unicode/uidna.h>

#include "base/str.h"
#include "school/common/language.h"

int32_t cell_next(const char *text, size_t size, size_t *at)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    size_t length = str_sequence(text + *at, size - *at);
    if (length == 0 || length >= sizeof(masks)) {
        (*at)++;
        return -1;
    }
    int32_t c = (unsigned char)text[*at] & masks[length];
    for (size_t i = 1; i < length; i++)
        c = c << 6 | ((unsigned char)text[*at + i] & 0x3F);
    *at += length;
    return c;
}

static bool is_unseen(int32_t c)
{
    return c >= 0 && (u_isUWhiteSpace(c) || u_charType(c) == U_FORMAT_CHAR || u_charType(c) == U_CONTROL_CHAR);
}

size_t cell_trim(const char **text)
{
    const char *start = *text;
    size_t size = strlen(start), at = 0, end = 0, first = 0;
    bool seen = false;
    while (at < size) {
        size_t before = at;
        if (is_unseen(cell_next(start, size, &at)))
            continue;
        if (!seen)
            first = before;
        seen = true;
        end = at;
    }
    *text = start + first;
    return end - first;
}

void cell_key(const char *text, char ret_key[static CELL_KEY_SIZE])
{
    char folded[LANGUAGE_FOLD_SIZE];
    size_t used = 0;
    language_fold(text, folded);
    size_t size = strlen(folded);
    for (size_t at = 0, next = 0; at < size; at = next) {
        int32_t c = cell_next(folded, size, &next);
        size_t length = next - at;
        // Vowels of India are marks: without them words would meet that are none of each other's.
        if (c < 0 || !(u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK)))
            continue;
        if (used + length >= CELL_KEY_SIZE)
            break;
        memcpy(ret_key + used, folded + at, length);
        used += length;
    }
    ret_key[used] = '\0';
}

bool cell_keys_have(const char *keys, const char *key)
{
    size_t size = strlen(key);
    for (const char *at = keys; size > 0 && (at = strstr(at, key)); at++)
        if ((at == keys || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    return false;
}

bool cell_is_one_of(const char *text, size_t size, const char *keys)
{
    char word[CELL_KEY_SIZE], key[CELL_KEY_SIZE];
    if (size >= sizeof(word))
        return false;
    memcpy(word, text, size);
    word[size] = '\0';
    cell_key(word, key);
    return cell_keys_have(keys, key);
}

bool cell_has_letter(const char *text)
{
    for (; *text; text++)
        if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || (unsigned char)*text >= 0x80)
            return true;
    return false;
}

/* ---- addresses ---- */

/* Without what is not seen, every space as ' ', and the wide @ of Asian keyboards as @. False: it does not fit. */
static bool address_clean(const char *text, char out[static CELL_EMAIL_SIZE])
{
    size_t used = 0;
    size_t size = strlen(text);
    for (size_t at = 0, next = 0; at < size; at = next) {
        int32_t c = cell_next(text, size, &next);
        size_t length = next - at;
        if (c < 0 || used + length >= CELL_EMAIL_SIZE)
            return false;
        if (u_isUWhiteSpace(c))
            out[used++] = ' ';
        else if (c == 0xFF20)
            out[used++] = '@';
        else if (!is_unseen(c)) {
            memcpy(out + used, text + at, length);
            used += length;
        }
    }
    out[used] = '\0';
    return true;
}

/* Cuts what people and programs leave around an address. */
static char *address_peel(char *address)
{
    address += strspn(address, " \"'<;,");
    size_t size = strlen(address);
    while (size > 0 && strchr(" \"'>;,.", address[size - 1]))
        size--;
    address[size] = '\0';
    return address;
}

static bool begins(const char *text, const char *word)
{
    for (; *word; text++, word++)
        if ((*text >= 'A' && *text <= 'Z' ? *text - 'A' + 'a' : *text) != *word)
            return false;
    return true;
}

/* "nan@x.org <nan@x.org>", as some programs copy an address whose owner has no other name. */
static bool is_called_so(const char *address, const char *open)
{
    char name[CELL_EMAIL_SIZE], inside[CELL_EMAIL_SIZE];
    size_t before = (size_t)(open - address);
    memcpy(name, address, before);
    name[before] = '\0';
    memcpy(inside, open, strlen(open) + 1);
    return strcasecmp(address_peel(name), address_peel(inside)) == 0;
}

static char *address_inside(char *address)
{
    static const char scheme[] = "mailto:";
    char *open = strrchr(address, '<'), *close = open ? strchr(open, '>') : NULL;
    if (open && open[strspn(open, "< ")] != '\0') {
        // Behind it only what separates: otherwise there is more than one.
        if (close && close[strspn(close, ">;,. \"'")] == '\0')
            *close = '\0';
        if (!strchr(address, '@') || strchr(address, '@') > open || is_called_so(address, open))
            address = open;
    }
    address = address_peel(address);
    if (begins(address, scheme)) {
        address += sizeof(scheme) - 1;
        address[strcspn(address, "?")] = '\0';
        address = address_peel(address);
    }
    return address;
}

/* The domain in ASCII; false when it is none. */
static bool domain_ascii(const char *domain, char *out, size_t size)
{
    bool ascii = true;
    UErrorCode error = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    for (const char *c = domain; *c; c++)
        ascii &= (unsigned char)*c < 0x80;
    if (ascii) {
        bool fits = strlen(domain) < size;
        if (fits)
            memcpy(out, domain, strlen(domain) + 1);
        return fits;
    }
    UIDNA *idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &error);
    if (U_FAILURE(error))
        return false;
    int32_t length = uidna_nameToASCII_UTF8(idna, domain, -1, out, (int32_t)size, &info, &error);
    uidna_close(idna);
    return U_SUCCESS(error) && info.errors == 0 && length > 0 && (size_t)length < size;
}

enum cell_email cell_email(const char *text, char ret_email[static CELL_EMAIL_SIZE])
{
    char clean[CELL_EMAIL_SIZE];
    if (!address_clean(text, clean))
        return CELL_EMAIL_BAD;
    char *address = address_inside(clean);
    if (*address == '\0')
        return clean[strspn(clean, " ")] == '\0' ? CELL_EMAIL_NONE : CELL_EMAIL_BAD;
    char *at = strchr(address, '@');
    if (!at)
        return CELL_EMAIL_BAD;
    if (strchr(at + 1, '@'))
        return strpbrk(at, " ;,/<") ? CELL_EMAIL_SEVERAL : CELL_EMAIL_BAD;
    size_t local = (size_t)(at - address) + 1;
    if (local == 1 || at[1] == '\0')
        return CELL_EMAIL_BAD;
    memcpy(ret_email, address, local);
    if (!domain_ascii(at + 1, ret_email + local, CELL_EMAIL_SIZE - local))
        return CELL_EMAIL_BAD;
    for (char *c = ret_email; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return CELL_EMAIL_GOOD;
}

/* ---- ids ---- */

static bool is_plain(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && !strchr("-_./", c) && (unsigned char)c < 0x80)
            return false;
    }
    return size > 0;
}

/* "2026001.0", as programs write numbers that they keep with a fraction. */
static bool is_float(const char *text, size_t size)
{
    enum { LEAST = 4 }; // what is shorter may be a version
    return size >= LEAST + 2 && strspn(text, "0123456789") == size - 2 && text[size - 2] == '.' &&
           text[size - 1] == '0';
}

const char *cell_id(const char *text, size_t *ret_size)
{
    size_t size = cell_trim(&text);
    if (size > 3 && text[0] == '=' && text[1] == '"' && text[size - 1] == '"') {
        text += 2;
        size -= 3;
    } else if (size > 1 && text[0] == '\'' && text[1] != '-' && is_plain(text + 1, size - 1)) {
        text++;
        size--;
    }
    if (is_float(text, size))
        size -= 2;
    *ret_size = size;
    return text;
}

bool cell_is_shortened(const char *text)
{
    static const char digits[] = "0123456789";
    size_t size = cell_trim(&text);
    const char *end = text + size;
    size_t whole = strspn(text, digits);
    if (whole != 1)
        return false;
    text++;
    if (*text == '.' || *text == ',') {
        size_t part = strspn(text + 1, digits);
        if (part == 0)
            return false;
        text += 1 + part;
    }
    if ((*text != 'E' && *text != 'e') || text[1] != '+')
        return false;
    size_t power = strspn(text + 2, digits);
    return power > 0 && text + 2 + power == end;
}

bool cell_is_broken(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_";
    static const char *const words[] = {"#N/A", "#NV", "#N/D"};
    size_t size = cell_trim(&text);
    if (size > 4 && strncmp(text, "Err:", 4) == 0)
        return strspn(text + 4, "0123456789") == size - 4;
    if (size < 3 || *text != '#')
        return false;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strlen(words[i]) == size && strncmp(text, words[i], size) == 0)
            return true;
    return strspn(text, "#") == size ||
           ((text[size - 1] == '!' || text[size - 1] == '?') && size > 3 && strspn(text + 1, letters) == size - 2);
}
