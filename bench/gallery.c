/* SPDX-License-Identifier: MIT */
/*
 * Usage: gallery TEMPLATES COUNT QUERIES QUERY_COUNT THREADS
 * The gallery's part of bench/gallery: reads COUNT and QUERY_COUNT templates of 512 floats from two files, then answers
 * each line "FIRST COUNT REPEAT" (which queries, how often) with the nanoseconds of one round, by the clock and of all
 * threads' processor time, and the owners of the ten best of each query. Each round takes the queries after those of
 * the round before, the last one those asked for.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "face/gallery/gallery.h"

enum { BEST = 10, TOGETHER_MAX = 256 };

static const float *map(const char *path, int64_t count)
{
    size_t size = (size_t)count * FACE_TEMPLATE_LENGTH * sizeof(float);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    const float *values = file < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
    if (file >= 0)
        close(file);
    return values == MAP_FAILED ? NULL : values;
}

static void take(struct face_template *template, const float *values, int64_t row)
{
    memcpy(template->values, values + row * FACE_TEMPLATE_LENGTH, sizeof(template->values));
}

/* Of all threads of this process. */
static int64_t processor_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

struct questions {
    const struct face_template *all;
    int64_t all_count;
    int64_t first, count, repeat; // of one line
};

static bool answer(struct gallery *gallery, const struct questions *questions)
{
    static struct gallery_match matches[TOGETHER_MAX * BEST];
    size_t counts[TOGETHER_MAX];
    const struct gallery_wanted wanted = {BEST, -2};
    int64_t start = clock_steady_ns(), worked = processor_ns();
    int64_t places = questions->all_count - questions->count + 1, count = questions->count;
    for (int64_t back = questions->repeat; back-- > 0;) {
        int64_t first = (questions->first + back * count) % places;
        if (gallery_search(gallery, questions->all + first, (size_t)count, wanted, matches, counts) != FACE_OK)
            return false;
    }
    printf("%lld %lld", (long long)((clock_steady_ns() - start) / questions->repeat),
           (long long)((processor_ns() - worked) / questions->repeat));
    for (int64_t q = 0; q < count; q++)
        for (size_t i = 0; i < BEST; i++)
            printf(" %lld", i < counts[q] ? (long long)matches[(size_t)q * BEST + i].owner : -1);
    printf("\n");
    return fflush(stdout) == 0;
}

int main(int argc, char **argv)
{
    int64_t count, query_count, threads;
    static struct face_template template = {.model_id = "bench"};
    char line[128];
    if (argc != 6 || !str_to_int(argv[2], 1, GALLERY_TEMPLATES_MAX, &count) ||
        !str_to_int(argv[4], 1, 1 << 20, &query_count) || !str_to_int(argv[5], 1, GALLERY_THREADS_MAX, &threads))
        return fprintf(stderr, "usage: gallery TEMPLATES COUNT QUERIES QUERY_COUNT THREADS\n"), 2;
    const float *values = map(argv[1], count), *query_values = map(argv[3], query_count);
    struct gallery *gallery = gallery_open("bench", (unsigned)threads);
    struct face_template *queries = calloc((size_t)query_count, sizeof(*queries));
    if (!values || !query_values || !gallery || !queries)
        return fprintf(stderr, "gallery: no files or no memory\n"), 1;
    for (int64_t row = 0; row < count; row++) {
        take(&template, values, row);
        if (gallery_add(gallery, row, &template) != FACE_OK)
            return fprintf(stderr, "gallery: row %lld was not taken\n", (long long)row), 1;
    }
    for (int64_t q = 0; q < query_count; q++) {
        queries[q] = template;
        take(&queries[q], query_values, q);
    }
    printf("ready %d\n", gallery_is_locked(gallery));
    fflush(stdout);
    struct questions questions = {.all = queries, .all_count = query_count};
    while (fgets(line, sizeof(line), stdin)) {
        long long first, together, repeat;
        if (sscanf(line, "%lld %lld %lld", &first, &together, &repeat) != 3 || first < 0 || together < 1 ||
            together > TOGETHER_MAX || first + together > query_count || repeat < 1)
            return 2;
        questions.first = first, questions.count = together, questions.repeat = repeat;
        if (!answer(gallery, &questions))
            return 1;
    }
    free(queries);
    gallery_close(gallery);
    return 0;
}
