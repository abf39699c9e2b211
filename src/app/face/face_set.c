/* SPDX-License-Identifier: MIT */
#include "app/face/face_set.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

enum { PATH_SIZE = 4096, THREADS_MAX = 64, IMAGES_MAX = 1000000 };

/* One pass over the images by several threads. */
struct work {
    struct face_set *set;
    atomic_size_t next; // the next image nobody has taken
    atomic_bool failed;
    pthread_mutex_t lock; // of error
    char *error;          // the first failure's sentence
};

static bool say(char error[static FACE_SET_ERROR_SIZE], const char *what, const char *why)
{
    snprintf(error, FACE_SET_ERROR_SIZE, "%.300s: %.180s", what, why);
    return false;
}

unsigned char *face_set_read_file(const char *path, size_t *ret_size)
{
    unsigned char *bytes = NULL;
    struct stat status;
    FILE *file = fopen(path, "rbe");
    if (!file || fstat(fileno(file), &status) != 0)
        goto end;
    if (!S_ISREG(status.st_mode) || status.st_size > FACE_FILE_BYTES_MAX) {
        errno = S_ISREG(status.st_mode) ? EFBIG : EINVAL;
        goto end;
    }
    size_t size = (size_t)status.st_size;
    bytes = malloc(size + 1);
    if (bytes && fread(bytes, 1, size, file) != size) {
        free(bytes);
        bytes = NULL;
        errno = EIO;
    }
    if (bytes)
        *ret_size = size;
end:
    if (file)
        fclose(file);
    return bytes;
}

bool face_set_embed_one(const struct face_set *set, struct face_engine *engine, size_t index,
                        struct face_set_result *ret_result, char error[static FACE_SET_ERROR_SIZE])
{
    const struct face_pairs_image *image = &set->images[index];
    char path[PATH_SIZE];
    size_t size;
    int length =
        snprintf(path, sizeof(path), "%s/%s/%s_%04u.jpg", set->directory, image->name, image->name, image->number);
    if (length < 0 || (size_t)length >= sizeof(path))
        return say(error, image->name, "the path is too long.");
    unsigned char *bytes = face_set_read_file(path, &size);
    if (!bytes)
        return say(error, path, strerror(errno));
    struct face_set_result result = {.quality = FACE_NO_FACE};
    struct face_detection seen = {.quality = FACE_NO_FACE};
    enum face_reason reason = face_embed(engine, (struct face_frame){bytes, size}, false, &result.template, &seen);
    free(bytes);
    result.found = reason == FACE_OK;
    result.quality = reason == FACE_OK ? seen.quality : reason;
    result.crowded = seen.crowded;
    *ret_result = result;
    return true;
}

static void fail(struct work *work, const char *error)
{
    pthread_mutex_lock(&work->lock);
    if (!atomic_exchange(&work->failed, true))
        snprintf(work->error, FACE_SET_ERROR_SIZE, "%s", error);
    pthread_mutex_unlock(&work->lock);
}

static void *embed_images(void *argument)
{
    struct work *work = argument;
    struct face_set *set = work->set;
    bool show = !set->quiet && isatty(STDERR_FILENO);
    char why[FACE_ERROR_SIZE], error[FACE_SET_ERROR_SIZE];
    struct face_engine *engine = face_engine_open(set->models, why);
    if (!engine) {
        say(error, "A face engine", why);
        fail(work, error);
        return NULL;
    }
    face_engine_limit(engine, FACE_FILE_BYTES_MAX, FACE_FILE_PIXELS_MAX);
    size_t index;
    while (!atomic_load(&work->failed) && (index = atomic_fetch_add(&work->next, 1)) < set->count) {
        if (!face_set_embed_one(set, engine, index, &set->results[index], error))
            fail(work, error);
        if (show && index % 50 == 0)
            fprintf(stderr, "\r%zu of %zu images ", index, set->count);
    }
    face_engine_close(engine);
    if (show)
        fprintf(stderr, "\r%40s\r", "");
    return NULL;
}

bool face_set_embed(struct face_set *set, char error[static FACE_SET_ERROR_SIZE])
{
    struct work work = {.set = set, .error = error};
    pthread_t threads[THREADS_MAX];
    unsigned started = 0;
    set->results = calloc(set->count, sizeof(*set->results));
    if (!set->results)
        return say(error, set->directory, "no memory for its images.");
    pthread_mutex_init(&work.lock, NULL);
    while (started < set->threads && started < THREADS_MAX &&
           pthread_create(&threads[started], NULL, embed_images, &work) == 0)
        started++;
    if (started == 0)
        embed_images(&work);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&work.lock);
    return !atomic_load(&work.failed);
}

static int by_image(const void *left, const void *right)
{
    const struct face_pairs_image *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* A growing list of images. */
struct list {
    struct face_pairs_image *images;
    size_t count, room;
};

static bool list_add(struct list *list, const char *name, unsigned number)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 256;
        struct face_pairs_image *images = room <= IMAGES_MAX * 2 ? realloc(list->images, room * sizeof(*images)) : NULL;
        if (!images)
            return false;
        list->images = images;
        list->room = room;
    }
    list->images[list->count].number = number;
    return str_copy(list->images[list->count++].name, FACE_PAIRS_NAME_SIZE, name);
}

/* The files of one person; those not called Name_0001.jpg are passed over. */
static bool list_person(struct list *list, const char *directory, const char *name)
{
    char path[PATH_SIZE];
    size_t length = strlen(name);
    int printed = snprintf(path, sizeof(path), "%s/%s", directory, name);
    if (length >= FACE_PAIRS_NAME_SIZE || printed < 0 || (size_t)printed >= sizeof(path))
        return true;
    DIR *folder = opendir(path);
    if (!folder)
        return errno == ENOTDIR;
    bool added = true;
    for (struct dirent *entry; added && (entry = readdir(folder));) {
        char digits[5] = "";
        int64_t number;
        const char *rest = entry->d_name + length;
        if (strncmp(entry->d_name, name, length) != 0 || rest[0] != '_' || strlen(rest) != 9 ||
            strcmp(rest + 5, ".jpg") != 0)
            continue;
        memcpy(digits, rest + 1, 4);
        if (str_to_int(digits, 0, 9999, &number))
            added = list_add(list, name, (unsigned)number);
    }
    closedir(folder);
    return added;
}

struct face_pairs_image *face_set_list(const char *directory, size_t *ret_count, char error[static FACE_SET_ERROR_SIZE])
{
    struct list list = {.count = 0};
    DIR *folder = opendir(directory);
    if (!folder) {
        say(error, directory, strerror(errno));
        return NULL;
    }
    bool read = true;
    for (struct dirent *entry; read && (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            read = list_person(&list, directory, entry->d_name);
    closedir(folder);
    if (!read || list.count == 0) {
        say(error, directory, read ? "no images called Name/Name_0001.jpg." : "could not be read whole.");
        free(list.images);
        return NULL;
    }
    qsort(list.images, list.count, sizeof(*list.images), by_image);
    *ret_count = list.count;
    return list.images;
}
