/* SPDX-License-Identifier: MIT */
/* Headers read by hand: where a file keeps its EXIF and its XMP, and the one field of them that matters here. */
#include "face/image/image_file.h"

#include <string.h>

enum {
    TIFF_ORIENTATION = 0x0112,
    TIFF_SHORT = 3,
    TIFF_LONG = 4,
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
        return 0;
    bool big = memcmp(tiff.at, "MM\0*", 4) == 0;
    if (!big && memcmp(tiff.at, "II*\0", 4) != 0)
        return 0;
    uint32_t (*read)(const uint8_t *, unsigned) = big ? read_big : read_little;
    size_t directory = read(tiff.at + 4, 4);
    if (directory > tiff.size || tiff.size - directory < 2)
        return 0;
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
        // A short by the standard; some programs write a long.
        uint32_t type = read(entry + 2, 2), value = read(entry + 8, type == TIFF_LONG ? 4 : 2);
        return (type == TIFF_SHORT || type == TIFF_LONG) && value >= 1 && value <= 8 ? value : 0;
    }
    return 0;
}

/* tiff:Orientation="6" as an attribute, or <tiff:Orientation>6< as an element; nothing else of the packet is read. */
unsigned xmp_orientation(struct bytes packet)
{
    static const char name[] = "tiff:Orientation";
    if (packet.size == 0) // and perhaps at no address, to which nothing may be added
        return 0;
    const uint8_t *end = packet.at + packet.size;
    const uint8_t *found = memmem(packet.at, packet.size, name, sizeof(name) - 1);
    if (!found)
        return 0;
    const uint8_t *at = found + sizeof(name) - 1;
    while (at < end && (*at == ' ' || *at == '=' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    // The quote or the end of the tag, the number, and what ends it.
    if (end - at < 3 || (at[0] != '"' && at[0] != '\'' && at[0] != '>') || at[1] < '1' || at[1] > '8')
        return 0;
    return at[2] == (at[0] == '>' ? '<' : at[0]) ? (unsigned)(at[1] - '0') : 0;
}

unsigned image_orientation(struct bytes tiff, struct bytes packet)
{
    unsigned orientation = exif_orientation(tiff);
    if (orientation == 0)
        orientation = xmp_orientation(packet);
    return orientation == 0 ? 1 : orientation;
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

static bool begins(struct bytes segment, const char *mark, size_t size)
{
    return segment.size > size && memcmp(segment.at, mark, size) == 0;
}

/* APP1 holds EXIF or XMP by its first bytes; of several the first counts. */
static void note_application(uint8_t marker, struct bytes segment, struct jpeg_header *header)
{
    static const char exif[] = "Exif\0", xmp[] = "http://ns.adobe.com/xap/1.0/"; // each with its NUL
    if (marker == 0xE1 && begins(segment, exif, sizeof(exif)) && header->exif.size == 0)
        header->exif = (struct bytes){segment.at + sizeof(exif), segment.size - sizeof(exif)};
    if (marker == 0xE1 && begins(segment, xmp, sizeof(xmp)) && header->xmp.size == 0)
        header->xmp = (struct bytes){segment.at + sizeof(xmp), segment.size - sizeof(xmp)};
    header->adobe = header->adobe || (marker == 0xEE && begins(segment, "Adobe", 5));
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
        note_application(marker, segment, &header);
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

/* The first chunk of that name whose content begins with `mark`, without the mark. */
static struct bytes png_chunk(struct bytes file, const char *name, struct bytes mark)
{
    size_t at = 8;
    while (at <= file.size && file.size - at >= 12) {
        size_t length = read_big(file.at + at, 4);
        if (length > file.size - at - 12)
            break;
        const uint8_t *content = file.at + at + 8;
        if (memcmp(file.at + at + 4, name, 4) == 0 && length >= mark.size && memcmp(content, mark.at, mark.size) == 0)
            return (struct bytes){content + mark.size, length - mark.size};
        at += 12 + length;
    }
    return (struct bytes){file.at, 0};
}

struct bytes png_exif(struct bytes file)
{
    return png_chunk(file, "eXIf", (struct bytes){file.at, 0});
}

struct bytes png_xmp(struct bytes file)
{
    static const char keyword[] = "XML:com.adobe.xmp"; // PNG's iTXt, with its NUL; flags and languages follow
    return png_chunk(file, "iTXt", (struct bytes){(const uint8_t *)keyword, sizeof(keyword)});
}

static struct bytes webp_chunk(struct bytes file, const char *name)
{
    size_t at = 12;
    while (at <= file.size && file.size - at >= 8) {
        size_t length = read_little(file.at + at + 4, 4);
        if (length > file.size - at - 8)
            break;
        if (memcmp(file.at + at, name, 4) == 0)
            return (struct bytes){file.at + at + 8, length};
        at += 8 + length + (length & 1);
    }
    return (struct bytes){file.at, 0};
}

struct bytes webp_exif(struct bytes file)
{
    struct bytes chunk = webp_chunk(file, "EXIF");
    return begins(chunk, "Exif\0", 6) ? (struct bytes){chunk.at + 6, chunk.size - 6} : chunk;
}

struct bytes webp_xmp(struct bytes file)
{
    return webp_chunk(file, "XMP ");
}
