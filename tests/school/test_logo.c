/* SPDX-License-Identifier: MIT */
/* The institution's logo: what is taken, what is made of it, who may, and what it leaves behind. */
#include "school/unit.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/faces/small_picture.h"
#include "school/office/logo.h"
#include "school/school.h"

enum { MEMORY = 8 << 20 };

/* A PNG of this size: red where it is seen, half of it not. */
static const void *picture(struct school_fixture *f, unsigned width, unsigned height, size_t *ret_size)
{
    uint8_t *rgba = arena_calloc(&f->arena, (size_t)width * height, 4);
    png_image png = {.version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = PNG_FORMAT_RGBA};
    png_alloc_size_t size = MEMORY;
    uint8_t *bytes = arena_alloc(&f->arena, size);
    assert_non_null(rgba);
    assert_non_null(bytes);
    for (size_t i = 0; i < (size_t)width * height / 2; i++) {
        rgba[4 * i] = 255;
        rgba[4 * i + 3] = 255;
    }
    assert_int_equal(png_image_write_to_memory(&png, bytes, &size, 0, rgba, 0, NULL), 1);
    *ret_size = size;
    return bytes;
}

/* Its pixels. */
static png_image read_png(struct school_fixture *f, const struct logo *logo, uint8_t **ret_rgba)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    assert_int_equal(png_image_begin_read_from_memory(&png, logo->bytes, logo->size), 1);
    png.format = PNG_FORMAT_RGBA;
    *ret_rgba = arena_alloc(&f->arena, PNG_IMAGE_SIZE(png));
    assert_int_equal(png_image_finish_read(&png, NULL, *ret_rgba, 0, NULL), 1);
    return png;
}

static void test_a_logo(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct logo logo;
    uint8_t *rgba;
    size_t size;
    int64_t changed_at = -1;
    assert_int_equal(logo_get(f->school, &f->arena, &logo), FAULT_NOT_FOUND);
    assert_int_equal(logo_changed(f->school, &changed_at), FAULT_NONE);
    assert_int_equal(changed_at, 0);
    const void *bytes = picture(f, 1500, 750, &size);
    const struct actor *others[] = {&f->professor, &f->student};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        assert_int_equal(logo_set(f->school, others[i], bytes, size, &f->arena, &changed_at), FAULT_NOT_ALLOWED);
        assert_int_equal(logo_remove(f->school, others[i]), FAULT_NOT_ALLOWED);
    }
    assert_int_equal(logo_set(f->school, &f->administrator, bytes, size, &f->arena, &changed_at), FAULT_NONE);
    assert_int_equal(changed_at, FIXTURE_NOW);
    assert_int_equal(logo_get(f->school, &f->arena, &logo), FAULT_NONE);
    png_image png = read_png(f, &logo, &rgba);
    assert_int_equal(png.width, 512);
    assert_int_equal(png.height, 256);
    assert_memory_equal(rgba + 4 * (10 * 512 + 10), "\xff\0\0\xff", 4);
    assert_int_equal(rgba[4 * (250 * 512 + 10) + 3], 0); // what is not seen stays unseen

    // A small one stays as small; the new one takes the place of the old.
    fixture_wait(f, 1000);
    bytes = picture(f, 3, 40, &size);
    assert_int_equal(logo_set(f->school, &f->administrator, bytes, size, &f->arena, &changed_at), FAULT_NONE);
    assert_int_equal(logo_get(f->school, &f->arena, &logo), FAULT_NONE);
    png = read_png(f, &logo, &rgba);
    assert_int_equal(png.width * 100 + png.height, 340);
    assert_int_equal(logo.changed_at, FIXTURE_NOW + 1000);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM institution_logo"), 1);
    assert_int_equal(logo_remove(f->school, &f->administrator), FAULT_NONE);
    assert_int_equal(logo_remove(f->school, &f->administrator), FAULT_NONE); // there is none
    assert_int_equal(logo_get(f->school, &f->arena, &logo), FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'logo_changed'"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'logo_removed'"), 1);
    school_fixture_close(f);
}

/* Nothing but a whole PNG or JPEG of a bearable size is taken, and the one that is there stays. */
static void test_no_logo(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    size_t size, large_size;
    int64_t changed_at = -1;
    uint8_t *huge = arena_calloc(&f->arena, SMALL_PICTURE_SENT_MAX + 1, 1);
    const char *bytes = picture(f, 40, 40, &size);
    const char *large = picture(f, 4001, 3000, &large_size);
    static const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    static const char webp[] = "RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07";
    const struct {
        const void *bytes;
        size_t size;
    } cases[] = {
        {"", 0},
        {svg, sizeof(svg) - 1},
        {webp, sizeof(webp) - 1},
        {"\x89PNG\r\n\x1a\n", 8},
        {"\xff\xd8\xff\xe0 no more", 12},
        {bytes, size / 2},
        {large, large_size},
        {huge, SMALL_PICTURE_SENT_MAX + 1},
    };
    assert_non_null(huge);
    memcpy(huge, bytes, size);
    assert_int_equal(logo_set(f->school, &f->administrator, bytes, size, &f->arena, &changed_at), FAULT_NONE);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(logo_set(f->school, &f->administrator, cases[i].bytes, cases[i].size, &f->arena, &changed_at),
                         FAULT_LOGO_INVALID);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM institution_logo"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'logo_changed'"), 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_a_logo),
        TEST_ON_BOTH(test_no_logo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
