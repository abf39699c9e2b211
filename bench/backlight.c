/* SPDX-License-Identifier: MIT */
/*
 * How dark a face before a window may be (docs/ACCURACY.md): backlight MODELS IMAGES. IMAGES holds a folder a person.
 * Of each person with four pictures that pass the gate the first three make the enrolled template; the fourth is put
 * before a window (tests/support/backlight.h) with the face at one brightness after another. Prints for each how many
 * the gate refuses, by reason; and of all, whatever the gate says: how many match their own template at the default
 * threshold, and how many pairs of two people do.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/face/face_rates.h"
#include "base/str.h"
#include "face/embed.h"
#include "face/engine.h"
#include "support/backlight.h"

enum { ENROLLED = 3, PEOPLE_MAX = 2000 };

static const float levels[] = {0, 100, 80, 70, 60, 50, 40, 35, 30, 25, 20}; // 0: as it is

struct probe {
    bool read;
    enum face_reason reason;
    struct face_template face;
    struct face_detection seen;
};

static struct {
    struct face_models *models;
    struct face_engine *engine;
    struct face_template templates[PEOPLE_MAX];
    struct probe probes[PEOPLE_MAX][ARRAY_LENGTH(levels)];
    size_t people, taken;
} bench;

static enum face_reason read_face(struct face_data_file file, bool strict, struct face_template *ret_face,
                                  struct face_detection *ret_seen)
{
    return face_embed(bench.engine, (struct face_frame){file.bytes, file.size}, strict, ret_face, ret_seen);
}

static void look_at_probe(struct face_data_file file, const struct face_detection *plain)
{
    for (size_t level = 0; level < ARRAY_LENGTH(levels); level++) {
        struct probe *probe = &bench.probes[bench.people][level];
        struct face_data_file made = level == 0 ? file : backlight_paint(file, plain, levels[level], bench.people);
        struct face_template face;
        probe->reason = read_face(made, true, &face, NULL);
        probe->read = read_face(made, false, &probe->face, &probe->seen) == FACE_OK;
        if (level > 0)
            free(made.bytes);
    }
}

/* Of one person, in order: three frames, then the one that is dimmed. False when the person is done. */
static bool look(struct face_data_file file)
{
    static struct face_template frames[ENROLLED];
    struct face_template face;
    struct face_detection seen;
    if (read_face(file, true, &face, &seen) != FACE_OK)
        return true;
    if (bench.taken < ENROLLED) {
        frames[bench.taken++] = face;
        return true;
    }
    struct face_template *mean = &bench.templates[bench.people];
    *mean = frames[0];
    for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
        mean->values[v] += frames[1].values[v] + frames[2].values[v];
    embedding_normalise(mean->values);
    look_at_probe(file, &seen);
    bench.people++;
    return false;
}

static bool look_at_file(const char *path)
{
    struct face_data_file file = face_data_read(path);
    bool more = !file.bytes || look(file);
    free(file.bytes);
    return more;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Gives work() what is in a folder, by name, until it says false. False when the folder cannot be listed. */
static bool each_in(const char *folder, bool (*work)(const char *path))
{
    struct dirent **names;
    char path[FACE_DATA_PATH_SIZE];
    int count = scandir(folder, &names, is_visible, alphasort);
    bool more = true;
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        more = more && work(path);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return count >= 0;
}

static bool look_at_person(const char *folder)
{
    bench.taken = 0;
    each_in(folder, look_at_file);
    return bench.people < PEOPLE_MAX;
}

static void print_level(size_t level)
{
    size_t refused = 0, reasons[FACE_REASON_COUNT] = {0}, read = 0, own = 0, others = 0, pairs = 0;
    float threshold = face_models_threshold(bench.models), score;
    double brightness = 0, surroundings = 0;
    for (size_t p = 0; p < bench.people; p++) {
        const struct probe *probe = &bench.probes[p][level];
        refused += probe->reason != FACE_OK;
        reasons[probe->reason]++;
        if (!probe->read)
            continue;
        read++;
        brightness += (double)probe->seen.brightness;
        surroundings += (double)probe->seen.surroundings;
        for (size_t other = 0; other < bench.people; other++) {
            bool same = face_compare(&probe->face, &bench.templates[other], &score) && score >= threshold;
            own += other == p && same;
            others += other != p && same;
            pairs += other != p;
        }
    }
    struct rate_interval of_own = rates_interval(bench.people - own, bench.people),
                         of_others = rates_interval(others, pairs);
    printf("brightness %.0f (measured %.0f, surroundings %.1f): refused %zu of %zu", (double)levels[level],
           brightness / (double)read, surroundings / (double)read, refused, bench.people);
    for (size_t reason = FACE_OK + 1; reason < FACE_REASON_COUNT; reason++)
        if (reasons[reason] > 0)
            printf(" %s=%zu", face_reason_code((enum face_reason)reason), reasons[reason]);
    printf("; own template missed %zu (%.1f %%, %.1f-%.1f), another's matched %zu of %zu (%.1e-%.1e)\n",
           bench.people - own, 100 * (double)(bench.people - own) / (double)bench.people, 100 * of_own.low,
           100 * of_own.high, others, pairs, of_others.low, of_others.high);
}

int main(int argc, char **argv)
{
    char error[FACE_ERROR_SIZE] = "";
    if (argc != 3) {
        fprintf(stderr, "usage: backlight MODELS IMAGES\n");
        return 1;
    }
    bench.models = face_models_open(argv[1], NULL, error);
    bench.engine = bench.models ? face_engine_open(bench.models, error) : NULL;
    if (!bench.engine) {
        fprintf(stderr, "backlight: %s\n", error);
        return 1;
    }
    bool good = each_in(argv[2], look_at_person) && bench.people > 1;
    for (size_t level = 0; good && level < ARRAY_LENGTH(levels); level++)
        print_level(level);
    face_engine_close(bench.engine);
    face_models_close(bench.models);
    return good ? 0 : 1;
}
