/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_write), cmocka_unit_test(test_sync_folder)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
