/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/disk.h"

static void test_write(void **state)
{
    (void)state;
    char path[] = "/tmp/ams-disk-XXXXXX";
    char *bytes = calloc(1, 1 << 20);
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_non_null(bytes);
    assert_true(disk_write(file, bytes, 1 << 20));
    assert_true(disk_write(file, "", 0));
    assert_int_equal(lseek(file, 0, SEEK_END), 1 << 20);
    close(file);
    errno = 0;
    assert_false(disk_write(file, "x", 1));
    assert_int_equal(errno, EBADF);
    unlink(path);
    free(bytes);
}

static void test_sync_folder(void **state)
{
    (void)state;
    assert_true(disk_sync_folder("/tmp"));
    assert_false(disk_sync_folder("/nowhere/at/all"));
    assert_int_equal(errno, ENOENT);
}

/* Files of people end where the database's room begins. */
static void test_takes(void **state)
{
    (void)state;
    const uint64_t mb = 1 << 20;
    static const struct {
        uint64_t left_mb, all_mb, size_mb;
        bool takes;
    } cases[] = {
        {257, 100000, 1, true},   {257, 100000, 2, false}, {256, 100000, 0, true}, {255, 100000, 0, false},
        {51, 1000, 1, true},      {50, 1000, 1, false},    {0, 1000, 0, false},    {1000, 1000, 950, true},
        {1000, 1000, 951, false}, {0, 0, 0, true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct disk_room room = {cases[i].left_mb * mb, cases[i].all_mb * mb};
        assert_int_equal(disk_takes(&room, cases[i].size_mb * mb), cases[i].takes);
    }
    struct disk_room huge = {UINT64_MAX, UINT64_MAX};
    assert_false(disk_takes(&huge, UINT64_MAX));
    assert_false(disk_takes(&(struct disk_room){300 * mb, 100000 * mb}, UINT64_MAX));
}

static void test_low(void **state)
{
    (void)state;
    const uint64_t gb = 1 << 30;
    assert_true(disk_is_low(&(struct disk_room){gb / 8, 2 * gb})); // under 256 MB
    assert_false(disk_is_low(&(struct disk_room){gb / 2, 2 * gb}));
    assert_true(disk_is_low(&(struct disk_room){4 * gb, 100 * gb})); // under a twentieth
    assert_false(disk_is_low(&(struct disk_room){10 * gb, 1000 * gb}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_write), cmocka_unit_test(test_sync_folder),
                                       cmocka_unit_test(test_takes), cmocka_unit_test(test_low)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
