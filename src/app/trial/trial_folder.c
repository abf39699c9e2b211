/* SPDX-License-Identifier: MIT */
#include "app/trial/trial_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/str.h"

enum { PATH_SIZE = 4096, TURN_STEP = 1 };

static const char turn_left[] = "turn-left-", turn_right[] = "turn-right-", attack[] = "attack-", check[] = "check-";

void trial_folder_mistake(struct trial_folder *folder, const char *format, ...)
{
    va_list arguments;
    if (folder->mistakes++ >= TRIAL_MISTAKES_TOLD)
        return;
    fputs("ams trial: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_picture(const char *name)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".webp"};
    size_t size = strlen(name);
    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++)
        if (size > strlen(endings[i]) && strcasecmp(name + size - strlen(endings[i]), endings[i]) == 0)
            return true;
    return false;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The names in a folder, sorted; to be freed, each and all. -1 when it cannot be read: told. */
static int list(struct trial_folder *folder, const char *path, struct dirent ***ret_entries)
{
    int count = scandir(path, ret_entries, is_visible, alphasort);
    if (count < 0)
        trial_folder_mistake(folder, "%s: %s", path, strerror(errno));
    return count;
}

static void list_free(struct dirent **entries, int count)
{
    for (int i = 0; i < count; i++)
        free(entries[i]);
    if (count >= 0)
        free(entries);
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The pictures of one burst. `turns`: those of a turn are kept apart. */
static void read_burst(struct trial_folder *folder, const char *path, bool turns, struct trial_burst *burst)
{
    struct dirent **entries;
    int count = list(folder, path, &entries);
    bool left = false, right = false;
    burst->looks = calloc((size_t)(count > 0 ? count : 0) + 1, sizeof(char *));
    burst->turns = calloc((size_t)(count > 0 ? count : 0) + 1, sizeof(char *));
    for (int i = 0; burst->looks && burst->turns && i < count; i++) {
        const char *name = entries[i]->d_name;
        if (!is_picture(name))
            continue;
        bool to_left = turns && begins(name, turn_left), to_right = turns && begins(name, turn_right);
        char *kept = strdup(name);
        if (!kept)
            trial_folder_mistake(folder, "%s: there is not enough memory.", path);
        else if (to_left || to_right)
            burst->turns[burst->turn_count++] = kept;
        else
            burst->looks[burst->look_count++] = kept;
        left = left || to_left;
        right = right || to_right;
    }
    list_free(entries, count);
    burst->side = left ? LIVE_LEFT : LIVE_RIGHT;
    if (left && right)
        trial_folder_mistake(folder, "%s: turns to one side only; %s* and %s* are both there.", path, turn_left,
                             turn_right);
}

static void check_burst(struct trial_folder *folder, const char *path, const struct trial_burst *burst, size_t needed)
{
    const struct live_challenge turn = {.policy = LIVE_TURN, .pose_count = 2, .poses = {LIVE_CENTRE, LIVE_LEFT}};
    size_t least, most;
    if (burst->look_count < needed || burst->look_count > FACE_FRAMES_MAX)
        trial_folder_mistake(folder, "%s: %zu pictures (.jpg, .png, .webp) that look ahead; %zu to %d are needed.",
                             path, burst->look_count, needed, FACE_FRAMES_MAX);
    if (burst->turn_count > 0 && live_step_frames(&turn, TURN_STEP, &least, &most) && burst->turn_count > most)
        trial_folder_mistake(folder, "%s: %zu pictures of a turn; there may be %zu.", path, burst->turn_count, most);
}

/* "attack-SPECIES-N": the species' number. False, and told, when it is called otherwise. */
static bool read_species(struct trial_folder *folder, const char *path, const char *name, int *ret_species)
{
    char species[TRIAL_NAME_SIZE];
    const char *word = name + strlen(attack), *dash = strrchr(word, '-');
    int64_t number;
    if (!dash || dash == word || !str_to_int(dash + 1, 0, INT32_MAX, &number)) {
        trial_folder_mistake(folder, "%s: is to be called attack-SPECIES-N, such as attack-print-1.", path);
        return false;
    }
    snprintf(species, sizeof(species), "%.*s", (int)(dash - word), word);
    if (!str_is_text(species, strlen(species), false) ||
        !trial_division_species(&folder->division, species, ret_species)) {
        trial_folder_mistake(folder,
                             "%s: this species cannot be taken: its name is no text, or there are more than %d.", path,
                             TRIAL_SPECIES_MAX);
        return false;
    }
    return true;
}

/* A folder within a person's. */
static void read_part(struct trial_folder *folder, struct trial_person *person, const char *path, const char *name)
{
    struct trial_burst burst = {.species = TRIAL_GENUINE};
    int64_t number;
    if (!str_copy(burst.name, sizeof(burst.name), name)) {
        trial_folder_mistake(folder, "%s: the name is too long.", path);
    } else if (strcmp(name, "enrol") == 0) {
        read_burst(folder, path, false, &burst);
        check_burst(folder, path, &burst, FACE_FRAMES_MIN);
        person->enrol = burst;
    } else if (begins(name, attack) ? read_species(folder, path, name, &burst.species)
                                    : begins(name, check) && str_to_int(name + strlen(check), 0, INT32_MAX, &number)) {
        read_burst(folder, path, true, &burst);
        check_burst(folder, path, &burst, TRIAL_FRAMES_MIN);
        person->bursts[person->burst_count++] = burst;
    } else if (!begins(name, attack)) {
        trial_folder_mistake(folder, "%s: is to be called enrol, check-N or attack-SPECIES-N.", path);
    }
}

static void read_person(struct trial_folder *folder, const char *path, struct trial_person *person)
{
    struct dirent **entries;
    char part[PATH_SIZE];
    int count = list(folder, path, &entries);
    person->bursts = calloc((size_t)(count > 0 ? count : 0) + 1, sizeof(*person->bursts));
    if (!person->bursts)
        trial_folder_mistake(folder, "%s: there is not enough memory.", path);
    for (int i = 0; person->bursts && i < count; i++) {
        int length = snprintf(part, sizeof(part), "%s/%s", path, entries[i]->d_name);
        if (length < PATH_SIZE && is_folder(part))
            read_part(folder, person, part, entries[i]->d_name);
    }
    list_free(entries, count);
    if (!person->enrol.looks)
        trial_folder_mistake(folder, "%s: has no folder called enrol.", path);
}

void trial_folder_open(struct trial_folder *folder, const char *path)
{
    struct dirent **entries;
    char person[PATH_SIZE];
    *folder = (struct trial_folder){.path = path};
    int count = list(folder, path, &entries);
    folder->people = calloc((size_t)(count > 0 ? count : 0) + 1, sizeof(*folder->people));
    for (int i = 0; folder->people && i < count; i++) {
        struct trial_person *next = &folder->people[folder->people_count];
        int length = snprintf(person, sizeof(person), "%s/%s", path, entries[i]->d_name);
        if (length >= PATH_SIZE || !is_folder(person))
            continue;
        if (folder->people_count == TRIAL_PEOPLE_MAX || !str_copy(next->name, sizeof(next->name), entries[i]->d_name)) {
            trial_folder_mistake(folder, "%s: its name is too long, or there are more than %d people.", person,
                                 TRIAL_PEOPLE_MAX);
            continue;
        }
        folder->people_count++;
        read_person(folder, person, next);
    }
    list_free(entries, count);
    folder->division.people = folder->people_count;
    if (count >= 0 && folder->people_count == 0)
        trial_folder_mistake(folder, "%s: holds no folder of a person.", path);
}

static void release_burst(struct trial_burst *burst)
{
    for (size_t i = 0; i < burst->look_count; i++)
        free(burst->looks[i]);
    for (size_t i = 0; i < burst->turn_count; i++)
        free(burst->turns[i]);
    free(burst->looks);
    free(burst->turns);
}

void trial_folder_release(struct trial_folder *folder)
{
    for (size_t i = 0; i < folder->people_count; i++) {
        release_burst(&folder->people[i].enrol);
        for (size_t b = 0; b < folder->people[i].burst_count; b++)
            release_burst(&folder->people[i].bursts[b]);
        free(folder->people[i].bursts);
    }
    trial_division_release(&folder->division);
    free(folder->people);
    *folder = (struct trial_folder){.path = NULL};
}
