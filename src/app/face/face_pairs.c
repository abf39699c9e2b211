/* SPDX-License-Identifier: MIT */
#include "app/face/face_pairs.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { LINE_SIZE = 512, WORDS_MAX = 5 };

static size_t split(char *line, char *words[WORDS_MAX])
{
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \t\r\n", &rest); word && count < WORDS_MAX;
         word = strtok_r(NULL, " \t\r\n", &rest))
        words[count++] = word;
    return count;
}

static bool read_image(const char *name, const char *number, struct face_pairs_image *image)
{
    int64_t value;
    if (strchr(name, '/') || name[0] == '.' || !str_copy(image->name, sizeof(image->name), name) ||
        !str_to_int(number, 0, 9999, &value))
        return false;
    image->number = (unsigned)value;
    return true;
}

/* Pair i of the file takes images 2 i and 2 i + 1 of the list, until unique_images makes the list a set. */
static bool read_line(char *line, struct face_pairs *pairs)
{
    char *words[WORDS_MAX];
    size_t count = split(line, words), at = pairs->pair_count;
    struct face_pairs_image *images = pairs->images + 2 * at;
    if (count == 3) {
        if (!read_image(words[0], words[1], &images[0]) || !read_image(words[0], words[2], &images[1]))
            return false;
    } else if (count != 4 || !read_image(words[0], words[1], &images[0]) ||
               !read_image(words[2], words[3], &images[1])) {
        return false;
    }
    pairs->pairs[at] = (struct face_pair){.a = 2 * at, .b = 2 * at + 1, .same = count == 3};
    pairs->pair_count++;
    return true;
}

static bool read_head(char *line, unsigned *ret_folds, size_t *ret_pairs)
{
    char *words[WORDS_MAX];
    size_t count = split(line, words);
    int64_t folds = 1, half;
    if (count < 1 || count > 2 || (count == 2 && !str_to_int(words[0], 1, 1000, &folds)) ||
        !str_to_int(words[count - 1], 1, FACE_PAIRS_MAX / 2, &half) || folds * half * 2 > FACE_PAIRS_MAX)
        return false;
    *ret_folds = (unsigned)folds;
    *ret_pairs = (size_t)(folds * half * 2);
    return true;
}

static int compare_images(const struct face_pairs_image *a, const struct face_pairs_image *b)
{
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static int by_image(const void *left, const void *right)
{
    return compare_images(left, right);
}

/* Sorts the images, keeps each once and turns the pairs' indices accordingly. */
static bool unique_images(struct face_pairs *pairs)
{
    size_t count = 2 * pairs->pair_count, kept = 0;
    struct face_pairs_image *given = malloc(count * sizeof(*given));
    if (!given)
        return false;
    memcpy(given, pairs->images, count * sizeof(*given));
    qsort(pairs->images, count, sizeof(*given), by_image);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_images(&pairs->images[kept - 1], &pairs->images[i]) != 0)
            pairs->images[kept++] = pairs->images[i];
    pairs->image_count = kept;
    for (size_t i = 0; i < pairs->pair_count; i++) {
        struct face_pairs_image *a = bsearch(&given[2 * i], pairs->images, kept, sizeof(*given), by_image);
        struct face_pairs_image *b = bsearch(&given[2 * i + 1], pairs->images, kept, sizeof(*given), by_image);
        pairs->pairs[i].a = (size_t)(a - pairs->images);
        pairs->pairs[i].b = (size_t)(b - pairs->images);
    }
    free(given);
    return true;
}

bool face_pairs_read(const char *path, struct face_pairs *ret_pairs, char error[static FACE_PAIRS_ERROR_SIZE])
{
    struct face_pairs pairs = {.folds = 0};
    char line[LINE_SIZE];
    size_t wanted = 0, number = 1;
    FILE *file = fopen(path, "re");
    if (!file) {
        snprintf(error, FACE_PAIRS_ERROR_SIZE, "%.180s: %s.", path, strerror(errno));
        return false;
    }
    if (!fgets(line, sizeof(line), file) || !read_head(line, &pairs.folds, &wanted)) {
        snprintf(error, FACE_PAIRS_ERROR_SIZE, "%.150s: the first line must be \"folds pairs\", or \"pairs\".", path);
        goto fail;
    }
    pairs.pairs = calloc(wanted, sizeof(*pairs.pairs));
    pairs.images = calloc(wanted * 2, sizeof(*pairs.images));
    if (!pairs.pairs || !pairs.images)
        goto no_memory;
    for (; pairs.pair_count < wanted; number++)
        if (!fgets(line, sizeof(line), file) || !read_line(line, &pairs)) {
            snprintf(error, FACE_PAIRS_ERROR_SIZE,
                     "%.120s, line %zu: neither \"name i j\" nor \"name i name j\", or cut short.", path, number + 1);
            goto fail;
        }
    for (size_t i = 0; i < wanted; i++)
        pairs.pairs[i].fold = (unsigned)(i / (wanted / pairs.folds));
    if (!unique_images(&pairs))
        goto no_memory;
    fclose(file);
    *ret_pairs = pairs;
    return true;

no_memory:
    snprintf(error, FACE_PAIRS_ERROR_SIZE, "No memory for %zu pairs.", wanted);
fail:
    fclose(file);
    face_pairs_release(&pairs);
    return false;
}

void face_pairs_release(struct face_pairs *pairs)
{
    free(pairs->pairs);
    free(pairs->images);
    *pairs = (struct face_pairs){.folds = 0};
}
