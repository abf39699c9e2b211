/* SPDX-License-Identifier: MIT */
/* HEIF's boxes (ISO/IEC 14496-12, 23008-12) as far as they say which codec a file needs and how large its pictures
 * are. */
#include "face/image/image_file.h"

#include <string.h>

static uint64_t read_big(const uint8_t *at, unsigned count)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < count; i++)
        value = value << 8 | at[i];
    return value;
}

/* The content of the box at the start of *rest, which goes behind it. False at the end, or when the rest is no box. */
static bool next_box(struct bytes *rest, const uint8_t **ret_name, struct bytes *ret_content)
{
    if (rest->size < 8)
        return false;
    uint64_t size = read_big(rest->at, 4), header = 8;
    if (size == 1 && rest->size >= 16) {
        size = read_big(rest->at + 8, 8);
        header = 16;
    } else if (size == 0) {
        size = rest->size;
    }
    if (size < header || size > rest->size)
        return false;
    *ret_name = rest->at + 4;
    *ret_content = (struct bytes){rest->at + header, (size_t)(size - header)};
    *rest = (struct bytes){rest->at + size, rest->size - (size_t)size};
    return true;
}

/* The first box of that name, without the `skipped` first bytes of its content. Size 0 when there is none. */
static struct bytes find_box(struct bytes within, const char *wanted, size_t skipped)
{
    const uint8_t *name;
    struct bytes content;
    while (next_box(&within, &name, &content))
        if (memcmp(name, wanted, 4) == 0 && content.size >= skipped)
            return (struct bytes){content.at + skipped, content.size - skipped};
    return (struct bytes){within.at, 0};
}

/* Items that another decoder than HEVC's would be asked for: AV1, AVC, VVC, JPEG, JPEG 2000, raw samples, masks. */
static bool is_other_codec(const uint8_t *type)
{
    static const char others[][5] = {"av01", "avc1", "vvc1", "jpeg", "j2k1", "unci", "mski"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (memcmp(type, others[i], 4) == 0)
            return true;
    return false;
}

bool heif_is_hevc(struct bytes file)
{
    struct bytes items = find_box(find_box(file, "meta", 4), "iinf", 0), entry;
    if (items.size < 6)
        return false;
    size_t header = items.at[0] == 0 ? 6 : 8; // version and flags, then a count of 2 or 4 bytes
    if (items.size < header)
        return false;
    struct bytes rest = {items.at + header, items.size - header};
    const uint8_t *name;
    bool hevc = false;
    while (next_box(&rest, &name, &entry)) {
        if (memcmp(name, "infe", 4) != 0 || entry.size < 4 || entry.at[0] < 2)
            continue;
        size_t type = entry.at[0] == 2 ? 8 : 10; // behind the item's number of 2 or 4 bytes and its protection
        if (entry.size < type + 4)
            return false;
        if (is_other_codec(entry.at + type))
            return false;
        hevc = hevc || memcmp(entry.at + type, "hvc1", 4) == 0;
    }
    return hevc;
}

/* ---- HEVC's sequence parameter set (ITU-T H.265, 7.3.2.2) ---- */

enum { SPS_MAX = 512, SPS_NAL = 33, HVCC_HEADER = 22 };

struct bits {
    const uint8_t *at;
    size_t next, count;
};

/* Zeros behind the end. */
static unsigned take_bit(struct bits *bits)
{
    if (bits->next >= bits->count)
        return 0;
    unsigned byte = bits->at[bits->next / 8], bit = byte >> (7 - bits->next % 8) & 1u;
    bits->next++;
    return bit;
}

static unsigned take_bits(struct bits *bits, unsigned count)
{
    unsigned value = 0;
    while (count-- > 0)
        value = value << 1 | take_bit(bits);
    return value;
}

/* ue(v), Exp-Golomb; what needs more than 31 bits is the largest number. */
static unsigned take_number(struct bits *bits)
{
    unsigned zeros = 0;
    while (zeros < 32 && bits->next < bits->count && take_bit(bits) == 0)
        zeros++;
    return zeros > 30 ? UINT32_MAX : (1u << zeros) - 1 + take_bits(bits, zeros);
}

static void skip_profile_and_levels(struct bits *bits, unsigned layers)
{
    bool profile[8] = {false}, level[8] = {false};
    bits->next += 96;
    for (unsigned i = 0; i < layers; i++) {
        profile[i] = take_bit(bits);
        level[i] = take_bit(bits);
    }
    if (layers > 0)
        bits->next += 2 * (8 - layers);
    for (unsigned i = 0; i < layers; i++)
        bits->next += (profile[i] ? 88u : 0u) + (level[i] ? 8u : 0u);
}

static void read_size(struct bytes unit, size_t *ret_width, size_t *ret_height)
{
    uint8_t plain[SPS_MAX];
    size_t count = 0;
    // 00 00 03 stands for 00 00: so that no start code comes about.
    for (size_t i = 2; i < unit.size && count < SPS_MAX; i++)
        if (i < 4 || unit.at[i] != 3 || unit.at[i - 1] != 0 || unit.at[i - 2] != 0)
            plain[count++] = unit.at[i];
    struct bits bits = {plain, 0, count * 8};
    (void)take_bits(&bits, 4);
    unsigned layers = take_bits(&bits, 3);
    (void)take_bit(&bits);
    skip_profile_and_levels(&bits, layers);
    (void)take_number(&bits);
    if (take_number(&bits) == 3)
        (void)take_bit(&bits);
    *ret_width = take_number(&bits);
    *ret_height = take_number(&bits);
}

/* The largest size that the parameter sets of one hvcC box name. */
static void measure(struct bytes configuration, size_t *width, size_t *height)
{
    size_t at = HVCC_HEADER;
    size_t arrays = configuration.size > at ? configuration.at[at++] : 0;
    for (; arrays > 0 && configuration.size >= at + 3; arrays--) {
        bool is_sequence = (configuration.at[at] & 0x3F) == SPS_NAL;
        size_t units = (size_t)read_big(configuration.at + at + 1, 2);
        at += 3;
        for (; units > 0 && configuration.size >= at + 2; units--) {
            size_t length = (size_t)read_big(configuration.at + at, 2), wide = 0, high = 0;
            at += 2;
            if (length > configuration.size - at)
                return;
            if (is_sequence)
                read_size((struct bytes){configuration.at + at, length}, &wide, &high);
            *width = wide > *width ? wide : *width;
            *height = high > *height ? high : *height;
            at += length;
        }
    }
}

void heif_coded_size(struct bytes file, size_t *ret_width, size_t *ret_height)
{
    struct bytes properties = find_box(find_box(find_box(file, "meta", 4), "iprp", 0), "ipco", 0), content;
    const uint8_t *name;
    size_t width = 0, height = 0;
    while (next_box(&properties, &name, &content))
        if (memcmp(name, "hvcC", 4) == 0)
            measure(content, &width, &height);
    *ret_width = width;
    *ret_height = height;
}
