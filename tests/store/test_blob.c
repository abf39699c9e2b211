/* SPDX-License-Identifier: MIT */
/* Files in a folder, and in a bucket: tests/e2e/bucket.mjs starts one and runs this program with AMS_TEST_S3 set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/blob.h"

#define KEY "0123456789abcdef0123456789abcdef"

struct scene {
    struct blobs *blobs;
    struct arena arena;
    char folder[64];
    char error[BLOB_ERROR_SIZE];
};

static void open_folder(struct scene *scene)
{
    memset(scene, 0, sizeof(*scene));
    arena_init(&scene->arena, 80 << 20);
    str_copy(scene->folder, sizeof(scene->folder), "/tmp/ams-blob-XXXXXX");
    assert_non_null(mkdtemp(scene->folder));
    char inside[96];
    snprintf(inside, sizeof(inside), "%s/files", scene->folder);
    scene->blobs = blobs_open(&(struct blob_config){.folder = inside}, scene->error);
    assert_non_null(scene->blobs);
}

static void open_bucket(struct scene *scene, const char *secret_key)
{
    const char *url = getenv("AMS_TEST_S3");
    if (!url) {
        print_message("skip: no bucket here; tests/e2e/bucket.mjs starts one\n");
        skip();
    }
    memset(scene, 0, sizeof(*scene));
    arena_init(&scene->arena, 80 << 20);
    scene->blobs = blobs_open(
        &(struct blob_config){
            .s3_url = url, .s3_region = "eu-central-1", .access_key = "S3RVER", .secret_key = secret_key},
        scene->error);
    assert_non_null(scene->blobs);
}

static void scene_close(struct scene *scene)
{
    char command[128];
    blobs_close(scene->blobs);
    arena_release(&scene->arena);
    snprintf(command, sizeof(command), "rm -rf %s", scene->folder);
    if (scene->folder[0])
        assert_int_equal(system(command), 0);
}

static void put_get_delete(struct scene *scene)
{
    const void *bytes;
    size_t size;
    char *large = malloc(20 << 20);
    assert_non_null(large);
    for (size_t i = 0; i < 20 << 20; i++)
        large[i] = (char)(i * 7 + (i >> 9));

    assert_int_equal(blobs_get(scene->blobs, KEY, &scene->arena, &bytes, &size, scene->error), BLOB_NONE);
    assert_int_equal(blobs_put(scene->blobs, KEY, "a\0b", 3, scene->error), BLOB_OK);
    assert_int_equal(blobs_get(scene->blobs, KEY, &scene->arena, &bytes, &size, scene->error), BLOB_OK);
    assert_int_equal(size, 3);
    assert_memory_equal(bytes, "a\0b", 3);
    assert_int_equal(blobs_put(scene->blobs, KEY "00", large, 20 << 20, scene->error), BLOB_OK);
    assert_int_equal(blobs_get(scene->blobs, KEY "00", &scene->arena, &bytes, &size, scene->error), BLOB_OK);
    assert_int_equal(size, 20 << 20);
    assert_memory_equal(bytes, large, 20 << 20);
    assert_int_equal(blobs_put(scene->blobs, KEY "11", "", 0, scene->error), BLOB_OK);
    assert_int_equal(blobs_get(scene->blobs, KEY "11", &scene->arena, &bytes, &size, scene->error), BLOB_OK);
    assert_int_equal(size, 0);
    assert_int_equal(blobs_delete(scene->blobs, KEY, scene->error), BLOB_OK);
    assert_int_equal(blobs_delete(scene->blobs, KEY, scene->error), BLOB_OK);
    assert_int_equal(blobs_get(scene->blobs, KEY, &scene->arena, &bytes, &size, scene->error), BLOB_NONE);
    free(large);
}

static void test_folder(void **state)
{
    (void)state;
    struct scene scene;
    struct stat status;
    char path[128];
    open_folder(&scene);
    put_get_delete(&scene);
    assert_int_equal(blobs_put(scene.blobs, KEY, "x", 1, NULL), BLOB_OK);
    snprintf(path, sizeof(path), "%s/files/01/" KEY, scene.folder);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    scene_close(&scene);
}

static void test_bad_keys(void **state)
{
    (void)state;
    struct scene scene;
    const void *bytes;
    size_t size;
    static const char *const keys[] = {"",
                                       "..",
                                       "../../../etc/passwd",
                                       "0123456789abcde",
                                       "0123456789ABCDEF0",
                                       "0123456789abcdef/..",
                                       KEY KEY "0",
                                       "0123456789abcdef\n"};
    open_folder(&scene);
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        assert_int_equal(blobs_put(scene.blobs, keys[i], "x", 1, scene.error), BLOB_FAIL);
        assert_int_equal(blobs_get(scene.blobs, keys[i], &scene.arena, &bytes, &size, scene.error), BLOB_NONE);
        assert_int_equal(blobs_delete(scene.blobs, keys[i], scene.error), BLOB_OK);
    }
    assert_int_equal(blobs_put(scene.blobs, KEY, "x", BLOB_BYTES_MAX + 1, scene.error), BLOB_FAIL);
    scene_close(&scene);
}

/* A disk that refuses says so, and leaves nothing half-written. */
static void test_folder_fails(void **state)
{
    (void)state;
    struct scene scene;
    char error[BLOB_ERROR_SIZE] = "", path[128];
    assert_null(blobs_open(&(struct blob_config){.folder = "/dev/null/files"}, error));
    assert_non_null(strstr(error, "cannot be made"));
    assert_null(blobs_open(&(struct blob_config){0}, error));
    open_folder(&scene);
    snprintf(path, sizeof(path), "%s/files/01", scene.folder);
    FILE *in_the_way = fopen(path, "w");
    assert_non_null(in_the_way);
    fclose(in_the_way);
    assert_int_equal(blobs_put(scene.blobs, KEY, "x", 1, error), BLOB_FAIL);
    assert_non_null(strstr(error, "cannot be made"));
    scene_close(&scene);
}

static void test_bucket(void **state)
{
    (void)state;
    struct scene scene;
    open_bucket(&scene, "S3RVER");
    put_get_delete(&scene);
    scene_close(&scene);
}

static void test_bucket_refuses(void **state)
{
    (void)state;
    struct scene scene;
    const void *bytes;
    size_t size;
    open_bucket(&scene, "another secret");
    assert_int_equal(blobs_put(scene.blobs, KEY, "x", 1, scene.error), BLOB_FAIL);
    assert_non_null(strstr(scene.error, "403"));
    assert_int_equal(blobs_get(scene.blobs, KEY, &scene.arena, &bytes, &size, scene.error), BLOB_FAIL);
    scene_close(&scene);
}

static void test_bucket_away(void **state)
{
    (void)state;
    char error[BLOB_ERROR_SIZE] = "";
    struct blobs *blobs = blobs_open(&(struct blob_config){.s3_url = "http://127.0.0.1:1/bucket"}, error);
    assert_non_null(blobs);
    assert_int_equal(blobs_put(blobs, KEY, "x", 1, error), BLOB_FAIL);
    assert_non_null(strstr(error, "The bucket"));
    blobs_close(blobs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folder), cmocka_unit_test(test_bad_keys),       cmocka_unit_test(test_folder_fails),
        cmocka_unit_test(test_bucket), cmocka_unit_test(test_bucket_refuses), cmocka_unit_test(test_bucket_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
