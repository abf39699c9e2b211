/* SPDX-License-Identifier: MIT */
/* Decoding: the formats, all orientations, scaled decode, and every way of being refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <png.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include "base/str.h"
#include "face/image/image.h"
#include "support/heic.h"

static const struct image_limits limits = {1 << 20, 4000000, 4000000, IMAGE_ALL_PIXELS};

/* Encoded bytes, large enough for every picture here. */
struct file {
    uint8_t bytes[1 << 18];
    size_t size;
};

enum { WIDTH = 48, HEIGHT = 32 };

/* Four flat quarters: red, green (top), blue, white (bottom). */
static const uint8_t quarter_colours[4][3] = {{220, 20, 20}, {20, 200, 20}, {20, 20, 220}, {235, 235, 235}};

static void draw(uint8_t *pixels, size_t width, size_t height)
{
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++)
            memcpy(pixels + (y * width + x) * 3, quarter_colours[(y >= height / 2) * 2 + (x >= width / 2)], 3);
}

static void make_jpeg(struct file *file, int width, int height, int flags)
{
    uint8_t *pixels = malloc((size_t)width * (size_t)height * 3);
    assert_non_null(pixels);
    draw(pixels, (size_t)width, (size_t)height);
    tjhandle handle = tjInitCompress();
    unsigned char *out = NULL;
    unsigned long size = 0;
    assert_int_equal(tjCompress2(handle, pixels, width, 0, height, TJPF_RGB, &out, &size, TJSAMP_444, 95, flags), 0);
    assert_true(size <= sizeof(file->bytes));
    memcpy(file->bytes, out, size);
    file->size = size;
    tjFree(out);
    tjDestroy(handle);
    free(pixels);
}

static void make_png(struct file *file)
{
    uint8_t pixels[WIDTH * HEIGHT * 3];
    draw(pixels, WIDTH, HEIGHT);
    png_image png = {.version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_RGB};
    png_alloc_size_t size = sizeof(file->bytes);
    assert_true(png_image_write_to_memory(&png, file->bytes, &size, 0, pixels, 0, NULL));
    file->size = size;
}

static void encode_webp(struct file *file, const uint8_t *pixels, int width, int height)
{
    uint8_t *out = NULL;
    file->size = WebPEncodeLosslessRGB(pixels, width, height, width * 3, &out);
    assert_true(file->size > 0 && file->size <= sizeof(file->bytes));
    memcpy(file->bytes, out, file->size);
    WebPFree(out);
}

static void make_webp(struct file *file)
{
    uint8_t pixels[WIDTH * HEIGHT * 3];
    draw(pixels, WIDTH, HEIGHT);
    encode_webp(file, pixels, WIDTH, HEIGHT);
}

static void append(struct file *file, const char *name, const void *content, size_t size)
{
    uint32_t length = (uint32_t)size;
    memcpy(file->bytes + file->size, name, 4);
    memcpy(file->bytes + file->size + 4, &length, 4);
    memcpy(file->bytes + file->size + 8, content, size);
    file->size += 8 + size + (size & 1);
}

static void put_24(uint8_t *at, size_t value)
{
    for (size_t i = 0; i < 3; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/* One frame of an animation: the file's only chunk behind RIFF's header, placed at (left, top). */
static void append_frame(struct file *file, const struct file *still, size_t left, size_t top, size_t width,
                         size_t height)
{
    static uint8_t content[1 << 16];
    memset(content, 0, 16);
    put_24(content, left / 2);
    put_24(content + 3, top / 2);
    put_24(content + 6, width - 1);
    put_24(content + 9, height - 1);
    put_24(content + 12, 100);
    memcpy(content + 16, still->bytes + 12, still->size - 12);
    append(file, "ANMF", content, 16 + still->size - 12);
}

static void begin_animation(struct file *file, size_t width, size_t height)
{
    uint8_t canvas[10] = {2};
    put_24(canvas + 4, width - 1);
    put_24(canvas + 7, height - 1);
    memcpy(file->bytes, "RIFF\0\0\0\0WEBP", 12);
    file->size = 12;
    append(file, "VP8X", canvas, sizeof(canvas));
    append(file, "ANIM", "\0\0\0\0\0\0", 6);
}

static void end_animation(struct file *file)
{
    uint32_t size = (uint32_t)file->size - 8;
    memcpy(file->bytes + 4, &size, 4);
}

/* Two frames: the quarters, then a dark picture. */
static void make_animation(struct file *file)
{
    static const uint8_t dark[WIDTH * HEIGHT * 3];
    static struct file still;
    begin_animation(file, WIDTH, HEIGHT);
    make_webp(&still);
    append_frame(file, &still, 0, 0, WIDTH, HEIGHT);
    encode_webp(&still, dark, WIDTH, HEIGHT);
    append_frame(file, &still, 0, 0, WIDTH, HEIGHT);
    end_animation(file);
}

/* The quarters as HEIC. Skips the test, as the first thing it does, where this machine cannot write it. */
static void make_heic(struct file *file, size_t width, size_t height, const struct heic_options *options)
{
    uint8_t *pixels = malloc(width * height * 3);
    assert_non_null(pixels);
    draw(pixels, width, height);
    file->size = heic_encode(pixels, width, height, options, file->bytes, sizeof(file->bytes));
    free(pixels);
    if (file->size == 0) {
        print_message("skip: libheif has no encoder or no decoder of HEVC here\n");
        skip();
    }
}

/* An EXIF segment with one entry, placed right behind the start marker. */
static void insert_exif(struct file *file, uint8_t orientation, bool big_endian)
{
    static const uint8_t little[] = {0xFF, 0xE1, 0,    34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', '*', 0, 8, 0, 0, 0,
                                     1,    0,    0x12, 1,  3,   0,   1,   0,   0, 0, 0,   0,   0,   0, 0, 0, 0, 0};
    static const uint8_t big[] = {0xFF, 0xE1, 0, 34,   'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8,
                                  0,    1,    1, 0x12, 0,   3,   0,   0,   0, 1, 0,   0,   0, 0,   0, 0, 0, 0};
    size_t length = sizeof(little);
    memmove(file->bytes + 2 + length, file->bytes + 2, file->size - 2);
    memcpy(file->bytes + 2, big_endian ? big : little, length);
    file->bytes[2 + (big_endian ? 29 : 28)] = orientation;
    file->size += length;
}

static enum face_reason decode(struct image *image, const struct file *file)
{
    return image_decode(image, file->bytes, file->size, &limits);
}

/* Which quarter colour the middle of a quarter of the decoded picture shows; -1: none of them. */
static int colour_at(const struct image *image, size_t right, size_t bottom)
{
    size_t x = image->width * (1 + 2 * right) / 4, y = image->height * (1 + 2 * bottom) / 4;
    const uint8_t *pixel = image->pixels + (y * image->width + x) * 3;
    for (int colour = 0; colour < 4; colour++) {
        int distance = 0;
        for (int channel = 0; channel < 3; channel++)
            distance += abs(pixel[channel] - quarter_colours[colour][channel]);
        if (distance < 24)
            return colour;
    }
    return -1;
}

static void assert_quarters(const struct image *image, const int expected[4])
{
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(colour_at(image, i % 2, i / 2), expected[i]);
}

static void test_formats(void **state)
{
    (void)state;
    static struct file file;
    static const int upright[4] = {0, 1, 2, 3};
    struct image image = {0};
    void (*const makers[])(struct file *) = {make_png, make_webp};
    for (size_t i = 0; i < ARRAY_LENGTH(makers); i++) {
        makers[i](&file);
        assert_int_equal(decode(&image, &file), FACE_OK);
        assert_int_equal(image.width, WIDTH);
        assert_int_equal(image.height, HEIGHT);
        assert_quarters(&image, upright);
    }
    for (int progressive = 0; progressive < 2; progressive++) {
        make_jpeg(&file, WIDTH, HEIGHT, progressive ? TJFLAG_PROGRESSIVE : 0);
        assert_int_equal(decode(&image, &file), FACE_OK);
        assert_quarters(&image, upright);
    }
    image_release(&image);
}

static void test_orientations(void **state)
{
    (void)state;
    // Colours of the upright quarters: top left, top right, bottom left, bottom right.
    static const int expected[9][4] = {{0, 1, 2, 3}, {0, 1, 2, 3}, {1, 0, 3, 2}, {3, 2, 1, 0}, {2, 3, 0, 1},
                                       {0, 2, 1, 3}, {2, 0, 3, 1}, {3, 1, 2, 0}, {1, 3, 0, 2}};
    static struct file file;
    struct image image = {0};
    for (uint8_t orientation = 0; orientation <= 9; orientation++)
        for (int big_endian = 0; big_endian < 2; big_endian++) {
            make_jpeg(&file, WIDTH, HEIGHT, 0);
            insert_exif(&file, orientation, big_endian);
            assert_int_equal(decode(&image, &file), FACE_OK);
            bool swapped = orientation >= 5 && orientation <= 8;
            assert_int_equal(image.width, swapped ? HEIGHT : WIDTH);
            assert_int_equal(image.full_height, swapped ? WIDTH : HEIGHT);
            assert_quarters(&image, expected[orientation == 9 ? 1 : orientation]);
        }
    image_release(&image);
}

/* The first frame's pixels are the still picture's, each of them. */
static void test_animated_webp(void **state)
{
    (void)state;
    static struct file file;
    static const uint8_t tiff[] = {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12, 0,
                                   3,   0,   0, 0,   1, 0, 6, 0, 0, 0, 0, 0,    0};
    struct image still = {0}, image = {0};
    make_webp(&file);
    assert_int_equal(decode(&still, &file), FACE_OK);
    make_animation(&file);
    assert_int_equal(decode(&image, &file), FACE_OK);
    assert_int_equal(image.width, WIDTH);
    assert_int_equal(image.full_height, HEIGHT);
    assert_memory_equal(image.pixels, still.pixels, WIDTH * HEIGHT * 3);

    append(&file, "EXIF", tiff, sizeof(tiff));
    end_animation(&file);
    assert_int_equal(decode(&image, &file), FACE_OK);
    assert_quarters(&image, (const int[4]){2, 0, 3, 1});
    image_release(&image);
    image_release(&still);
}

/* A frame that covers a part of its canvas lies on grey; one that leaves it is refused. */
static void test_frame_on_its_canvas(void **state)
{
    (void)state;
    enum { LEFT = 20, TOP = 10, WIDE = 100, HIGH = 60 };
    static struct file file, still;
    struct image image = {0};
    make_webp(&still);
    begin_animation(&file, WIDE, HIGH);
    append_frame(&file, &still, LEFT, TOP, WIDTH, HEIGHT);
    end_animation(&file);
    assert_int_equal(decode(&image, &file), FACE_OK);
    assert_int_equal(image.width, WIDE);
    assert_int_equal(image.height, HIGH);
    for (size_t y = 0; y < HIGH; y++)
        for (size_t x = 0; x < WIDE; x++) {
            static const uint8_t grey[3] = {127, 127, 127};
            bool inside = x >= LEFT && x < LEFT + WIDTH && y >= TOP && y < TOP + HEIGHT;
            const uint8_t *colour =
                inside ? quarter_colours[(y >= TOP + HEIGHT / 2) * 2 + (x >= LEFT + WIDTH / 2)] : grey;
            assert_memory_equal(image.pixels + (y * WIDE + x) * 3, colour, 3);
        }
    static const size_t outside[][2] = {{60, TOP}, {LEFT, 40}, {60000, TOP}};
    for (size_t i = 0; i < ARRAY_LENGTH(outside); i++) {
        begin_animation(&file, WIDE, HIGH);
        append_frame(&file, &still, outside[i][0], outside[i][1], WIDTH, HEIGHT);
        end_animation(&file);
        assert_int_equal(decode(&image, &file), FACE_BAD_IMAGE);
    }
    begin_animation(&file, WIDE, HIGH);
    end_animation(&file);
    assert_int_equal(decode(&image, &file), FACE_BAD_IMAGE); // no frame
    image_release(&image);
}

static void test_heic(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};
    make_heic(&file, WIDTH, HEIGHT, NULL);
    assert_true(image_prepare());
    assert_int_equal(decode(&image, &file), FACE_OK);
    assert_int_equal(image.width, WIDTH);
    assert_int_equal(image.full_height, HEIGHT);
    assert_quarters(&image, (const int[4]){0, 1, 2, 3});
    // An odd size is coded as a larger one and cropped.
    make_heic(&file, 101, 67, NULL);
    assert_int_equal(decode(&image, &file), FACE_OK);
    assert_int_equal(image.width, 101);
    assert_int_equal(image.height, 67);
    assert_quarters(&image, (const int[4]){0, 1, 2, 3});
    image_release(&image);
}

/* A phone writes the turn twice, as a box and as EXIF: it is turned once. EXIF alone does not turn a HEIC. */
static void test_heic_is_turned_once(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};
    make_heic(&file, WIDTH, HEIGHT, &(struct heic_options){.quarter_turn = true, .exif = true});
    assert_int_equal(decode(&image, &file), FACE_OK);
    assert_int_equal(image.width, HEIGHT);
    assert_int_equal(image.height, WIDTH);
    assert_quarters(&image, (const int[4]){2, 0, 3, 1});
    make_heic(&file, WIDTH, HEIGHT, &(struct heic_options){.exif = true});
    assert_int_equal(decode(&image, &file), FACE_OK);
    assert_quarters(&image, (const int[4]){0, 1, 2, 3});
    image_release(&image);
}

/* Where a box of that name says width and height, 4 bytes each. */
static uint8_t *find_size(struct file *file)
{
    uint8_t *box = memmem(file->bytes, file->size, "ispe", 4);
    assert_non_null(box);
    return box + 8;
}

static void test_heic_bombs(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};
    make_heic(&file, WIDTH, HEIGHT, NULL);
    memcpy(find_size(&file), "\0\0\xFF\xFF\0\0\xFF\xFF", 8);
    assert_int_equal(decode(&image, &file), FACE_IMAGE_TOO_LARGE);
    // A large picture that calls itself a small one.
    make_heic(&file, 2600, 1800, NULL);
    memcpy(find_size(&file), "\0\0\0\x30\0\0\0\x20", 8);
    assert_int_equal(decode(&image, &file), FACE_IMAGE_TOO_LARGE);
    assert_null(image.pixels);
    image_release(&image);
}

static void test_heic_cut_and_damaged(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};
    make_heic(&file, WIDTH, HEIGHT, &(struct heic_options){.quarter_turn = true, .exif = true});
    for (size_t size = 0; size < file.size; size += 50) {
        uint8_t *cut = malloc(size + !size);
        assert_non_null(cut);
        memcpy(cut, file.bytes, size);
        assert_int_equal(image_decode(&image, cut, size, &limits), FACE_BAD_IMAGE);
        free(cut);
    }
    for (size_t at = 0; at < file.size; at++) {
        uint8_t kept = file.bytes[at];
        file.bytes[at] = (uint8_t)~kept;
        enum face_reason reason = decode(&image, &file);
        assert_true(reason == FACE_OK || reason == FACE_BAD_IMAGE || reason == FACE_IMAGE_TOO_LARGE);
        file.bytes[at] = kept;
    }
    assert_int_equal(decode(&image, &file), FACE_OK);
    image_release(&image);
}

/* AVIF stands in the same boxes. Its decoder, which libheif may have, is not for strangers' bytes. */
static void test_other_codecs(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};
    make_heic(&file, WIDTH, HEIGHT, NULL);
    static const char names[][5] = {"av01", "jpeg", "unci", "xxxx"};
    uint8_t *item = memmem(file.bytes, file.size, "hvc1", 4);
    assert_non_null(item);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        memcpy(item, names[i], 4);
        assert_int_equal(decode(&image, &file), FACE_BAD_IMAGE);
    }
    assert_null(image.pixels);
    image_release(&image);
}

/* A long where the standard has a short, and XMP alone; EXIF's word goes before XMP's. */
static void test_other_words_of_orientation(void **state)
{
    (void)state;
    static const int turned[4] = {2, 0, 3, 1}, upright[4] = {0, 1, 2, 3};
    static const struct {
        const char *text;
        bool turned;
    } packets[] = {
        {"<x tiff:Orientation=\"6\"/>", true},  {"<x tiff:Orientation = '6'/>", true},
        {"<tiff:Orientation>6</tiff>", true},   {"<x tiff:Orientation=\"16\"/>", false},
        {"<x tiff:Orientation=\"9\"/>", false}, {"<x tiff:Orientation=\"6", false},
        {"<x tiff:Orientation", false},         {"<x/>", false},
    };
    static struct file file;
    struct image image = {0};
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        make_jpeg(&file, WIDTH, HEIGHT, 0);
        insert_exif(&file, big_endian ? 0 : 6, big_endian);
        file.bytes[2 + (big_endian ? 23 : 22)] = 4;
        file.bytes[2 + 31] = big_endian ? 6 : 0;
        assert_int_equal(decode(&image, &file), FACE_OK);
        assert_quarters(&image, turned);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(packets); i++)
        for (int with_exif = 0; with_exif < 2; with_exif++) {
            static const char name[] = "http://ns.adobe.com/xap/1.0/";
            size_t content = sizeof(name) + strlen(packets[i].text);
            make_jpeg(&file, WIDTH, HEIGHT, 0);
            memmove(file.bytes + 2 + 4 + content, file.bytes + 2, file.size - 2);
            memcpy(file.bytes + 2, (const uint8_t[4]){0xFF, 0xE1, 0, (uint8_t)(content + 2)}, 4);
            memcpy(file.bytes + 6, name, sizeof(name));
            memcpy(file.bytes + 6 + sizeof(name), packets[i].text, strlen(packets[i].text));
            file.size += 4 + content;
            if (with_exif)
                insert_exif(&file, 1, true);
            assert_int_equal(decode(&image, &file), FACE_OK);
            assert_quarters(&image, packets[i].turned && !with_exif ? turned : upright);
        }
    image_release(&image);
}

/* Only the end marker may be missing, or half of it. */
static void test_without_its_end(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};
    for (int flags = 0; flags <= TJFLAG_PROGRESSIVE; flags += TJFLAG_PROGRESSIVE)
        for (size_t missing = 1; missing <= 2; missing++) {
            make_jpeg(&file, WIDTH, HEIGHT, flags);
            file.size -= missing;
            assert_int_equal(decode(&image, &file), FACE_OK);
            assert_quarters(&image, (const int[4]){0, 1, 2, 3});
            assert_int_equal(image.full_width, WIDTH);
        }
    image_release(&image);
}

static void test_exif_of_webp_and_png(void **state)
{
    (void)state;
    static struct file file;
    static const int turned[4] = {2, 0, 3, 1};
    static const uint8_t tiff[] = {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12, 0,
                                   3,   0,   0, 0,   1, 0, 6, 0, 0, 0, 0, 0,    0};
    struct image image = {0};

    make_png(&file); // behind the 8-byte signature and the 25-byte IHDR chunk
    uint8_t chunk[12 + sizeof(tiff)] = {0, 0, 0, sizeof(tiff), 'e', 'X', 'I', 'f'};
    memcpy(chunk + 8, tiff, sizeof(tiff));
    memmove(file.bytes + 33 + sizeof(chunk), file.bytes + 33, file.size - 33);
    memcpy(file.bytes + 33, chunk, sizeof(chunk)); // its checksum is wrong: ancillary, so libpng may only drop it
    file.size += sizeof(chunk);
    enum face_reason reason = decode(&image, &file);
    assert_true(reason == FACE_OK || reason == FACE_BAD_IMAGE);
    if (reason == FACE_OK)
        assert_quarters(&image, turned);

    make_webp(&file); // a chunk behind the picture; the RIFF size must grow with it
    uint8_t exif[8 + sizeof(tiff)] = {'E', 'X', 'I', 'F', sizeof(tiff), 0, 0, 0};
    memcpy(exif + 8, tiff, sizeof(tiff));
    memcpy(file.bytes + file.size, exif, sizeof(exif));
    file.size += sizeof(exif);
    uint32_t riff_size = (uint32_t)file.size - 8;
    memcpy(file.bytes + 4, &riff_size, 4);
    assert_int_equal(decode(&image, &file), FACE_OK);
    assert_int_equal(image.width, HEIGHT);
    assert_quarters(&image, turned);
    image_release(&image);
}

static void test_scaled_decode(void **state)
{
    (void)state;
    static const struct {
        size_t long_side, width, height;
    } cases[] = {{IMAGE_ALL_PIXELS, 1000, 750},
                 {501, 1000, 750},
                 {500, 500, 375},
                 {126, 250, 188},
                 {125, 125, 94},
                 {1, 125, 94}};
    static struct file file;
    struct image image = {0};
    make_jpeg(&file, 1000, 750, 0);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct image_limits scaled = limits;
        scaled.long_side = cases[i].long_side;
        assert_int_equal(image_decode(&image, file.bytes, file.size, &scaled), FACE_OK);
        assert_int_equal(image.width, cases[i].width);
        assert_int_equal(image.height, cases[i].height);
        assert_int_equal(image.full_width, 1000);
        assert_int_equal(image.full_height, 750);
        assert_quarters(&image, (const int[4]){0, 1, 2, 3});
    }
    image_release(&image);
}

static void test_grey_and_cmyk(void **state)
{
    (void)state;
    uint8_t grey[64 * 64], cmyk[64 * 64 * 4];
    memset(grey, 90, sizeof(grey));
    memset(cmyk, 60, sizeof(cmyk));
    tjhandle handle = tjInitCompress();
    unsigned char *out = NULL;
    unsigned long size = 0;
    struct image image = {0};
    assert_int_equal(tjCompress2(handle, grey, 64, 0, 64, TJPF_GRAY, &out, &size, TJSAMP_GRAY, 90, 0), 0);
    assert_int_equal(image_decode(&image, out, size, &limits), FACE_OK);
    for (int channel = 0; channel < 3; channel++)
        assert_in_range(image.pixels[3000 + channel], 88, 92);
    tjFree(out);
    out = NULL;
    // As printers' programs write them: 0 is full ink, and an Adobe segment says so.
    for (size_t i = 0; i < sizeof(cmyk); i++)
        cmyk[i] = (const uint8_t[4]){40, 120, 200, 230}[i % 4];
    assert_int_equal(tjCompress2(handle, cmyk, 64, 0, 64, TJPF_CMYK, &out, &size, TJSAMP_444, 95, 0), 0);
    assert_int_equal(image_decode(&image, out, size, &limits), FACE_OK);
    for (int channel = 0; channel < 3; channel++)
        assert_in_range(image.pixels[3000 + channel], (40 + 80 * channel) * 230 / 255 - 3,
                        (40 + 80 * channel) * 230 / 255 + 3);
    tjFree(out);
    tjDestroy(handle);
    image_release(&image);
}

/*
 * Cut anywhere, a file is refused or (when only its trailer is missing) shown whole, never half. A copy of exactly that
 * many bytes lets a sanitizer see over-reads.
 */
static void assert_cut_refused(const struct file *file)
{
    struct image image = {0};
    for (size_t size = 0; size < file->size - 1; size += 1 + size / 16) {
        uint8_t *cut = malloc(size + !size);
        assert_non_null(cut);
        memcpy(cut, file->bytes, size);
        enum face_reason reason = image_decode(&image, cut, size, &limits);
        free(cut);
        if (reason == FACE_OK && file->size - size <= 16)
            assert_quarters(&image, (const int[4]){0, 1, 2, 3});
        else
            assert_int_equal(reason, FACE_BAD_IMAGE);
    }
    image_release(&image);
}

static void test_truncated(void **state)
{
    (void)state;
    static struct file file;
    make_jpeg(&file, WIDTH, HEIGHT, 0);
    insert_exif(&file, 1, false);
    assert_cut_refused(&file);
    make_jpeg(&file, 200, 200, TJFLAG_PROGRESSIVE);
    assert_cut_refused(&file);
    make_png(&file);
    assert_cut_refused(&file);
    make_webp(&file);
    assert_cut_refused(&file);
    make_animation(&file);
    assert_cut_refused(&file);
}

static void test_wrong_bytes(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "x",
                                        "GIF89a...",
                                        "\xFF\xD8\xFF",
                                        "\x89PNG\r\n\x1A\n",
                                        "RIFF\1\1\1\1WEBPVP8 ",
                                        "<svg></svg>",
                                        "\xFF\xD8\xFF\xD9",
                                        "RIFF\1\1\1\1WAVEfmt "};
    struct image image = {0};
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        assert_int_equal(image_decode(&image, (const uint8_t *)wrong[i], strlen(wrong[i]), &limits), FACE_BAD_IMAGE);
    uint8_t zeros[4096] = {0};
    assert_int_equal(image_decode(&image, zeros, sizeof(zeros), &limits), FACE_BAD_IMAGE);
    assert_int_equal(image_decode(&image, zeros, (1 << 20) + 1, &limits), FACE_IMAGE_TOO_LARGE);
    assert_null(image.pixels);
    image_release(&image);
}

/* Small files that declare huge pictures: refused by their header, before memory is taken. */
static void test_bombs(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};

    make_jpeg(&file, WIDTH, HEIGHT, 0);
    size_t frame = 2;
    while (!(file.bytes[frame] == 0xFF && file.bytes[frame + 1] == 0xC0))
        frame++;
    memcpy(file.bytes + frame + 5, "\xFF\xFF\xFF\xFF", 4);
    assert_int_equal(decode(&image, &file), FACE_IMAGE_TOO_LARGE);
    memcpy(file.bytes + frame + 5, "\0\0\0\0", 4);
    assert_int_equal(decode(&image, &file), FACE_BAD_IMAGE);

    make_png(&file);
    memcpy(file.bytes + 16, "\0\0\x40\0\0\0\x40\0", 8); // 16384 x 16384; its checksum would fail later anyway
    enum face_reason reason = decode(&image, &file);
    assert_true(reason == FACE_IMAGE_TOO_LARGE || reason == FACE_BAD_IMAGE);

    make_webp(&file);
    memcpy(file.bytes + 21, "\xFF\xFF\xFF\x0F", 4); // lossless header: 14 bits each of width - 1 and height - 1
    assert_int_equal(decode(&image, &file), FACE_IMAGE_TOO_LARGE);
    make_animation(&file);
    put_24(file.bytes + 24, 65534);
    put_24(file.bytes + 27, 65534);
    assert_int_equal(decode(&image, &file), FACE_IMAGE_TOO_LARGE);
    assert_null(image.pixels);
    image_release(&image);
}

/* What cannot be decoded at a smaller scale has a limit of its own, and a JPEG that can be has not. */
static void test_whole_pictures(void **state)
{
    (void)state;
    void (*const makers[])(struct file *) = {make_png, make_webp, make_animation};
    struct image_limits least = limits;
    struct file file;
    struct image image;
    image_init(&image);
    for (size_t i = 0; i < ARRAY_LENGTH(makers); i++) {
        makers[i](&file);
        least.whole_max = WIDTH * HEIGHT;
        assert_int_equal(image_decode(&image, file.bytes, file.size, &least), FACE_OK);
        least.whole_max--;
        assert_int_equal(image_decode(&image, file.bytes, file.size, &least), FACE_IMAGE_TOO_LARGE);
    }
    make_jpeg(&file, WIDTH, HEIGHT, TJFLAG_PROGRESSIVE);
    assert_int_equal(image_decode(&image, file.bytes, file.size, &least), FACE_IMAGE_TOO_LARGE);
    make_jpeg(&file, WIDTH, HEIGHT, 0);
    assert_int_equal(image_decode(&image, file.bytes, file.size, &least), FACE_OK);
    image_release(&image);
}

static void test_png_bomb_with_valid_checksum(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};
    uint8_t *pixels = calloc(2500 * 2000, 1);
    assert_non_null(pixels);
    png_image png = {.version = PNG_IMAGE_VERSION, .width = 2500, .height = 2000, .format = PNG_FORMAT_GRAY};
    png_alloc_size_t size = sizeof(file.bytes);
    assert_true(png_image_write_to_memory(&png, file.bytes, &size, 0, pixels, 0, NULL));
    file.size = size;
    assert_int_equal(decode(&image, &file), FACE_IMAGE_TOO_LARGE); // 5 MP, 4 allowed
    assert_null(image.pixels);
    image_release(&image);
    free(pixels);
}

static void test_jpeg_with_too_many_scans(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};
    make_jpeg(&file, WIDTH, HEIGHT, TJFLAG_PROGRESSIVE);
    file.size -= 2; // repeat an empty scan's header before the end marker
    for (size_t i = 0; i <= IMAGE_SCANS_MAX; i++, file.size += 10)
        memcpy(file.bytes + file.size, "\xFF\xDA\x00\x08\x01\x01\x00\x01\x3F\x00", 10);
    memcpy(file.bytes + file.size, "\xFF\xD9", 2);
    file.size += 2;
    assert_int_equal(decode(&image, &file), FACE_BAD_IMAGE);
    image_release(&image);
}

/* Any single damaged byte gives a picture or a refusal; the sanitizers watch for the rest. */
static void test_damaged(void **state)
{
    (void)state;
    static struct file file;
    struct image image = {0};
    void (*const makers[])(struct file *) = {make_png, make_webp, make_animation};
    for (size_t format = 0; format < 4; format++) {
        if (format < 3)
            makers[format](&file);
        else
            make_jpeg(&file, WIDTH, HEIGHT, 0);
        for (size_t at = 0; at < file.size; at++) {
            uint8_t kept = file.bytes[at];
            file.bytes[at] = (uint8_t)~kept;
            enum face_reason reason = decode(&image, &file);
            assert_true(reason == FACE_OK || reason == FACE_BAD_IMAGE || reason == FACE_IMAGE_TOO_LARGE);
            file.bytes[at] = kept;
        }
        assert_int_equal(decode(&image, &file), FACE_OK); // still usable after all that
    }
    image_release(&image);
}

static void test_buffers_are_kept(void **state)
{
    (void)state;
    static struct file large, small;
    struct image image = {0};
    make_jpeg(&large, 200, 100, 0);
    make_jpeg(&small, 40, 30, 0);
    assert_int_equal(decode(&image, &large), FACE_OK);
    const uint8_t *pixels = image.pixels;
    assert_int_equal(decode(&image, &small), FACE_OK);
    assert_ptr_equal(image.pixels, pixels);
    assert_int_equal(image.width, 40);
    assert_int_equal(decode(&image, &large), FACE_OK);
    assert_ptr_equal(image.pixels, pixels);
    image_release(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_orientations),
        cmocka_unit_test(test_exif_of_webp_and_png),
        cmocka_unit_test(test_animated_webp),
        cmocka_unit_test(test_frame_on_its_canvas),
        cmocka_unit_test(test_heic),
        cmocka_unit_test(test_heic_is_turned_once),
        cmocka_unit_test(test_heic_bombs),
        cmocka_unit_test(test_heic_cut_and_damaged),
        cmocka_unit_test(test_other_codecs),
        cmocka_unit_test(test_other_words_of_orientation),
        cmocka_unit_test(test_without_its_end),
        cmocka_unit_test(test_scaled_decode),
        cmocka_unit_test(test_grey_and_cmyk),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_wrong_bytes),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_whole_pictures),
        cmocka_unit_test(test_png_bomb_with_valid_checksum),
        cmocka_unit_test(test_jpeg_with_too_many_scans),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_buffers_are_kept),
    };
    return cmocka_run_group_tests_name("face/image", tests, NULL, NULL);
}
