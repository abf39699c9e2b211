/* SPDX-License-Identifier: MIT */
/*
 * Decoding while memory runs out: allocation 1, 2, 3, ... fails, in our code and in the libraries alike. The program's
 * own malloc stands in for the C library's, which the sanitizers do for themselves: under them this test is skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <png.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include "base/str.h"
#include "face/image/image.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

static unsigned until_failure; // 0: none fails

#ifndef SANITIZED

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static bool fails_now(void)
{
    if (until_failure == 0 || --until_failure > 0)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails_now() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return fails_now() ? NULL : __libc_realloc(memory, size);
}

#endif

static const struct image_limits limits = {1 << 20, 1000000, 1000000, IMAGE_ALL_PIXELS};

enum { WIDTH = 64, HEIGHT = 48, FILE_SIZE = 1 << 16, ALLOCATIONS_MAX = 500 };

/* Called before anything is allocated: a skipped test runs no further. */
static void need_own_malloc(void)
{
#ifdef SANITIZED
    print_message("skip: the sanitizer has its own malloc\n");
    skip();
#endif
}

/* Fails each allocation of a decode in turn, until one decode needs fewer than that. */
static void assert_survives(const uint8_t *bytes, size_t size)
{
    unsigned at = 1;
    for (; at < ALLOCATIONS_MAX; at++) {
        struct image image = {0};
        until_failure = at;
        enum face_reason reason = image_decode(&image, bytes, size, &limits);
        bool reached = until_failure == 0;
        until_failure = 0;
        assert_true(reason == FACE_OK || reason == FACE_FAULT);
        assert_int_equal(image_decode(&image, bytes, size, &limits), FACE_OK); // the same image, memory is back
        assert_int_equal(image.width * image.height, WIDTH * HEIGHT);
        image_release(&image);
        if (!reached)
            break;
    }
    assert_in_range(at, 2, ALLOCATIONS_MAX - 1);
}

static void draw(uint8_t pixels[static WIDTH * HEIGHT * 3])
{
    for (size_t i = 0; i < WIDTH * HEIGHT * 3; i++)
        pixels[i] = (uint8_t)(i * 7 % 251);
}

static void test_jpeg(void **state)
{
    (void)state;
    need_own_malloc();
    uint8_t pixels[WIDTH * HEIGHT * 3];
    draw(pixels);
    tjhandle handle = tjInitCompress();
    for (int progressive = 0; progressive < 2; progressive++) {
        unsigned char *out = NULL;
        unsigned long size = 0;
        assert_int_equal(tjCompress2(handle, pixels, WIDTH, 0, HEIGHT, TJPF_RGB, &out, &size, TJSAMP_420, 80,
                                     progressive ? TJFLAG_PROGRESSIVE : 0),
                         0);
        assert_survives(out, size);
        tjFree(out);
    }
    tjDestroy(handle);
}

/* A picture that must be turned takes a second buffer. */
static void test_turned_jpeg(void **state)
{
    (void)state;
    need_own_malloc();
    static const uint8_t exif[] = {0xFF, 0xE1, 0,    34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', '*', 0, 8, 0, 0, 0,
                                   1,    0,    0x12, 1,  3,   0,   1,   0,   0, 0, 6,   0,   0,   0, 0, 0, 0, 0};
    static uint8_t file[FILE_SIZE];
    uint8_t pixels[WIDTH * HEIGHT * 3];
    unsigned char *out = NULL;
    unsigned long size = 0;
    draw(pixels);
    tjhandle handle = tjInitCompress();
    assert_int_equal(tjCompress2(handle, pixels, WIDTH, 0, HEIGHT, TJPF_RGB, &out, &size, TJSAMP_420, 80, 0), 0);
    assert_true(size + sizeof(exif) <= sizeof(file));
    memcpy(file, out, 2);
    memcpy(file + 2, exif, sizeof(exif));
    memcpy(file + 2 + sizeof(exif), out + 2, size - 2);
    assert_survives(file, size + sizeof(exif));
    tjFree(out);
    tjDestroy(handle);
}

static void test_png(void **state)
{
    (void)state;
    need_own_malloc();
    static uint8_t file[FILE_SIZE];
    uint8_t pixels[WIDTH * HEIGHT * 3];
    draw(pixels);
    png_image png = {.version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_RGB};
    png_alloc_size_t size = sizeof(file);
    assert_true(png_image_write_to_memory(&png, file, &size, 0, pixels, 0, NULL));
    assert_survives(file, size);
}

static void test_webp(void **state)
{
    (void)state;
    need_own_malloc();
    uint8_t pixels[WIDTH * HEIGHT * 3], *out = NULL;
    draw(pixels);
    size_t size = WebPEncodeRGB(pixels, WIDTH, HEIGHT, WIDTH * 3, 60, &out);
    assert_survives(out, size);
    WebPFree(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jpeg),
        cmocka_unit_test(test_turned_jpeg),
        cmocka_unit_test(test_png),
        cmocka_unit_test(test_webp),
    };
    return cmocka_run_group_tests_name("face/exhausted", tests, NULL, NULL);
}
