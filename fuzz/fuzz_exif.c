/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as the parts of a picture's file that are read before it is decoded: segments, chunks, EXIF. */
#include <assert.h>
#include <stdint.h>

#include "face/image/image_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void within(struct bytes file, struct bytes part)
{
    assert(part.size == 0 || (part.at >= file.at && part.at + part.size <= file.at + file.size));
    assert(exif_orientation(part) <= 8 && xmp_orientation(part) <= 8);
    unsigned orientation = image_orientation(part, part);
    assert(orientation >= 1 && orientation <= 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct bytes file = {bytes, size};
    struct jpeg_header header;
    bool ended;
    within(file, file);
    within(file, png_exif(file));
    within(file, webp_exif(file));
    within(file, png_xmp(file));
    within(file, webp_xmp(file));
    if (jpeg_header_read(file, &header)) {
        within(file, header.exif);
        within(file, header.xmp);
        assert(header.scan <= size && header.width <= 65535 && header.height <= 65535);
        assert(jpeg_scans(file, header.scan, &ended) >= 1);
    }
    return 0;
}
