/* SPDX-License-Identifier: MIT */
/* What the files image_*.c share: the formats behind image_decode, and where each keeps its EXIF. Face room only.
 */
#ifndef AMS_FACE_IMAGE_FILE_H
#define AMS_FACE_IMAGE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/image/image.h"

/* Bytes of somebody else's memory. */
struct bytes {
    const uint8_t *at;
    size_t size;
};

/* What a JPEG's segments say before its first scan. */
struct jpeg_header {
    struct bytes exif; // TIFF part of the EXIF segment; size 0 when there is none
    struct bytes xmp;  // the XMP packet; size 0 when there is none
    size_t width, height;
    size_t scan; // offset of the first scan
    unsigned components;
    bool progressive;
    bool adobe; // it has an Adobe segment: four components are ink that was left out
};

/* False when the bytes are not a JPEG with a frame header and a scan. Reads nothing outside `file`. */
bool jpeg_header_read(struct bytes file, struct jpeg_header *ret_header);

/* Scans of the file, the first included, and whether it has an end marker behind the first. */
unsigned jpeg_scans(struct bytes file, size_t first_scan, bool *ret_ended);

/* 1..8 from a TIFF structure, and from an XMP packet's tiff:Orientation; 0 when it says nothing valid. */
unsigned exif_orientation(struct bytes tiff);
unsigned xmp_orientation(struct bytes packet);

/* EXIF's word, else XMP's, else 1 (upright). */
unsigned image_orientation(struct bytes tiff, struct bytes packet);

/* The TIFF part of a PNG's eXIf or a WebP's EXIF chunk, and the XMP packet of either; size 0 when there is none before
 * the data ends. */
struct bytes png_exif(struct bytes file);
struct bytes png_xmp(struct bytes file);
struct bytes webp_exif(struct bytes file);
struct bytes webp_xmp(struct bytes file);

enum { HEIF_BLOCK = 64 }; // a coded size is larger than the picture's by less than this

/* Whether a HEIF file's items are HEVC's, and none is of another codec. */
bool heif_is_hevc(struct bytes file);

/* The largest width and height that HEVC's parameter sets in the file's hvcC boxes name; 0 when they name none. What a
 * decoder takes memory for, whatever the file declares elsewhere. */
void heif_coded_size(struct bytes file, size_t *ret_width, size_t *ret_height);

/* FACE_OK when a picture of this declared size may be decoded. */
enum face_reason image_check_size(size_t width, size_t height, size_t pixels_max);

/* Makes *buffer hold `wanted` bytes at least; what it held is lost. False without memory. */
bool image_grow(uint8_t **buffer, size_t *size, size_t wanted);

/* Makes room for width x height pixels and notes the size. False without memory. */
bool image_reserve(struct image *image, size_t width, size_t height);

/* The decoders: pixels as stored, not yet upright (HEIC's are); image->full_* are those of the stored picture. */
enum face_reason image_decode_jpeg(struct image *image, struct bytes file, const struct image_limits *limits,
                                   unsigned *ret_orientation);
enum face_reason image_decode_png(struct image *image, struct bytes file, const struct image_limits *limits,
                                  unsigned *ret_orientation);
enum face_reason image_decode_webp(struct image *image, struct bytes file, const struct image_limits *limits,
                                   unsigned *ret_orientation);
enum face_reason image_decode_heif(struct image *image, struct bytes file, const struct image_limits *limits,
                                   unsigned *ret_orientation);

#endif
