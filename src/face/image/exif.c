/* SPDX-License-Identifier: MIT */
/* Headers read by hand: where a file keeps its EXIF, and the one field of it that matters here. */
#include "face/image/image_file.h"

#include <string.h>

enum {
    TIFF_ORIENTATION = 0x0112,
    TIFF_SHORT = 3,
    TIFF_ENTRY_SIZE = 12,
    TIFF_ENTRIES_MAX = 512,
};

static uint32_t read_big(const uint8_t *at, unsigned count)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < count; i++)
        value = value << 8 | at[i];
    return value;
}

static uint32_t read_little(const uint8_t *at, unsigned count)
{
    uint32_t value = 0;
    for (unsigned i = count; i > 0; i--)
        value = value << 8 | at[i - 1];
    return value;
}

unsigned exif_orientation(struct bytes tiff)
{
    if (tiff.size < 8)
        return 1;
    bool big = memcmp(tiff.at, "MM\0*", 4) == 0;
    if (!big && memcmp(tiff.at, "II*\0", 4) != 0)
        return 1;
    uint32_t (*read)(const uint8_t *, unsigned) = big ? read_big : read_little;
    size_t directory = read(tiff.at + 4, 4);
    if (directory > tiff.size || tiff.size - directory < 2)
        return 1;
    size_t entries = read(tiff.at + directory, 2);
    size_t fitting = (tiff.size - directory - 2) / TIFF_ENTRY_SIZE;
    if (entries > fitting)
        entries = fitting;
    if (entries > TIFF_ENTRIES_MAX)
        entries = TIFF_ENTRIES_MAX;
    for (size_t i = 0; i < entries; i++) {
        const uint8_t *entry = tiff.at + directory + 2 + i * TIFF_ENTRY_SIZE;
        if (read(entry, 2) != TIFF_ORIENTATION)
            continue;
        uint32_t value = read(entry + 8, 2);
        return read(entry + 2, 2) == TIFF_SHORT && value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

/* Start-of-frame markers: C0..CF but for C4 (tables), C8 (reserved) and CC (arithmetic conditioning). */
static bool is_frame_marker(uint8_t marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static void note_frame(uint8_t marker, struct bytes segment, struct jpeg_header *header)
{
    if (segment.size < 6)
        return;
    header->height = read_big(segment.at + 1, 2);
    header->width = read_big(segment.at + 3, 2);
    header->components = segment.at[5];
    header->progressive = marker == 0xC2 || marker == 0xC6 || marker == 0xCA || marker == 0xCE;
}

bool jpeg_header_read(struct bytes file, struct jpeg_header *ret_header)
{
    struct jpeg_header header = {.components = 0};
    if (file.size < 4 || file.at[0] != 0xFF || file.at[1] != 0xD8)
        return false;
    size_t at = 2;
    while (at + 4 <= file.size) {
        if (file.at[at] != 0xFF) {
            at++; // decoders skip stray bytes between segments
            continue;
        }
        uint8_t marker = file.at[at + 1];
        if (marker == 0xFF || marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
            at += marker == 0xFF ? 1 : 2;
            continue;
        }
        if (marker == 0xD9)
            return false;
        size_t length = read_big(file.at + at + 2, 2);
        if (length < 2 || length > file.size - at - 2)
            return false;
        struct bytes segment = {file.at + at + 4, length - 2};
        if (marker == 0xDA) {
            header.scan = at;
            *ret_header = header;
            return header.components != 0;
        }
        if (is_frame_marker(marker))
            note_frame(marker, segment, &header);
        if (marker == 0xE1 && segment.size > 6 && memcmp(segment.at, "Exif\0\0", 6) == 0 && header.exif.size == 0)
            header.exif = (struct bytes){segment.at + 6, segment.size - 6};
        at += 2 + length;
    }
    return false;
}

unsigned jpeg_scans(struct bytes file, size_t first_scan, bool *ret_ended)
{
    unsigned scans = 0;
    bool ended = false;
    const uint8_t *end = file.at + file.size;
    const uint8_t *at = file.at + first_scan;
    // Inside coded data FF is followed by 00 or a restart marker, so these pairs are markers.
    while (!ended && (at = memchr(at, 0xFF, (size_t)(end - at))) && at + 1 < end) {
        scans += at[1] == 0xDA;
        ended = at[1] == 0xD9;
        at++;
    }
    *ret_ended = ended;
    return scans;
}

struct bytes png_exif(struct bytes file)
{
    size_t at = 8;
    while (at <= file.size && file.size - at >= 12) {
        size_t length = read_big(file.at + at, 4);
        if (length > file.size - at - 12)
            break;
        if (memcmp(file.at + at + 4, "eXIf", 4) == 0)
            return (struct bytes){file.at + at + 8, length};
        at += 12 + length;
    }
    return (struct bytes){file.at, 0};
}

struct bytes webp_exif(struct bytes file)
{
    size_t at = 12;
    while (at <= file.size && file.size - at >= 8) {
        size_t length = read_little(file.at + at + 4, 4);
        if (length > file.size - at - 8)
            break;
        struct bytes chunk = {file.at + at + 8, length};
        if (memcmp(file.at + at, "EXIF", 4) == 0) {
            bool named = length > 6 && memcmp(chunk.at, "Exif\0\0", 6) == 0;
            return named ? (struct bytes){chunk.at + 6, length - 6} : chunk;
        }
        at += 8 + length + (length & 1);
    }
    return (struct bytes){file.at, 0};
}
