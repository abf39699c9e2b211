/* SPDX-License-Identifier: MIT */
/*
 * A college for bench/load: professors with a classroom and an open window each, and students in them who have agreed,
 * are enrolled by face and are signed in; only those that a lecture takes. The faces are enrolled for real, once a
 * person of PEOPLE; every other student is somebody who looks like one of them, with the same template sealed for
 * themselves. Usage: fill FOLDER MODELS PEOPLE STUDENTS CLASSES [URL]; FOLDER is the data folder of the server that
 * serves it afterwards. Writes FOLDER/load.tsv (one session a line) and FOLDER/burst.N (what the camera of person N
 * sends, with eight digits in each frame to tell senders apart).
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/str.h"
#include "crypto/password.h"
#include "face/pool.h"
#include "school/attendance/window.h"
#include "school/classes/join.h"
#include "school/common/keys.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/faces/identity.h"
#include "school/faces/identity_template.h"
#include "school/people/sign_in/session.h"
#include "store/blob.h"
#include "store/store.h"

enum { PEOPLE_MAX = 64, PHOTO_MAX = 1 << 20, FRAMES = 3, PATH_SIZE = 1024, ARENA_MAX = 4 << 20, MINUTES = 240 };

enum { PROFESSOR_SESSIONS = 8 /* one may ask for ten things a second */ };

struct face_owner {
    char first[PATH_SIZE], last[PATH_SIZE]; // photos: to enrol with, and to check in with
    int64_t enrolled;                       // a student who has this face; 0: nobody yet
};

struct filling {
    struct store *store;
    struct school *school;
    struct clock clock;
    struct face_owner people[PEOPLE_MAX];
    size_t people_count;
    FILE *list;
};

static void die(const char *what)
{
    fprintf(stderr, "fill: %s failed\n", what);
    exit(1);
}

/* ---- people ---- */

struct newcomer {
    const char *name, *email;
    enum role role;
    int64_t id;
};

static enum db_status add_person(struct db *db, void *context)
{
    struct newcomer *person = context;
    enum db_status status = db_one_int(
        db, &person->id,
        "INSERT INTO users (name, role, email, password_hash, locale, email_proven_at, created_at) VALUES (?, ?, ?,"
        " NULL, 'en', 1, 1) RETURNING id",
        DB_VALUES(T(person->name), T(role_code(person->role)), T(person->email)));
    return status == DB_ROW ? status_of(ordering_user(db, person->id)) : DB_FAIL;
}

static struct actor person_of(struct filling *filling, enum role role, size_t number)
{
    char name[64], email[64];
    snprintf(name, sizeof(name), "%s %05zu", role == ROLE_STUDENT ? "Student" : "Professor", number);
    snprintf(email, sizeof(email), "%s%05zu@college.example", role_code(role), number);
    struct newcomer person = {name, email, role, 0};
    if (store_write(filling->store, add_person, &person) != DB_OK)
        die("adding a person");
    return (struct actor){.user_id = person.id, .role = role};
}

/* Signs them in, and notes the session for the generator. */
static void note(struct filling *filling, const struct actor *actor, int64_t class_id, int64_t lecture_id, size_t face)
{
    CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
    const struct session_origin origin = {.address = "127.0.0.1", .user_agent = "bench/load"};
    struct session session;
    if (session_start(filling->school, actor->user_id, &origin, &arena, &session) != FAULT_NONE)
        die("session_start");
    fprintf(filling->list, "%s\t%s\t%s\t%lld\t%lld\t%lld\t%zu\n", role_code(actor->role), session.token, session.csrf,
            (long long)actor->user_id, (long long)class_id, (long long)lecture_id, face);
}

/* ---- faces ---- */

static int is_photo(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return size > 4 && strcmp(entry->d_name + size - 4, ".jpg") == 0;
}

static void find_people(struct filling *filling, const char *folder)
{
    struct dirent **names, **photos;
    int count = scandir(folder, &names, NULL, alphasort);
    if (count < 0)
        die(folder);
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        int found = names[i]->d_name[0] == '.' ? -1 : scandir(path, &photos, is_photo, alphasort);
        if (found >= 2 && filling->people_count < PEOPLE_MAX) {
            struct face_owner *person = &filling->people[filling->people_count++];
            snprintf(person->first, PATH_SIZE, "%.500s/%.200s", path, photos[0]->d_name);
            snprintf(person->last, PATH_SIZE, "%.500s/%.200s", path, photos[found - 1]->d_name);
        }
        for (int k = 0; k < found; k++)
            free(photos[k]);
        if (found >= 0)
            free(photos);
        free(names[i]);
    }
    free(names);
    if (filling->people_count == 0)
        die("finding photos of people");
}

/* The photo with a comment of its own behind the start of the JPEG, as no camera sends the same bytes twice. */
static size_t read_frame(const char *path, unsigned frame, uint8_t bytes[static PHOTO_MAX])
{
    enum { START = 2, COMMENT = 4 + 9 };
    FILE *file = fopen(path, "rb");
    if (!file)
        die(path);
    char comment[16];
    memcpy(bytes, (const uint8_t[]){0xff, 0xd8, 0xff, 0xfe, 0, COMMENT - 2}, START + 4);
    snprintf(comment, sizeof(comment), "00000000%u", frame % 10);
    memcpy(bytes + START + 4, comment, COMMENT - 4);
    fseek(file, START, SEEK_SET);
    size_t size = fread(bytes + START + COMMENT, 1, PHOTO_MAX - START - COMMENT, file);
    fclose(file);
    return size + START + COMMENT;
}

static void write_burst(const char *folder, size_t number, const struct face_owner *person)
{
    static uint8_t bytes[PHOTO_MAX];
    char path[PATH_SIZE];
    snprintf(path, sizeof(path), "%s/burst.%zu", folder, number);
    FILE *file = fopen(path, "wb");
    if (!file)
        die(path);
    for (unsigned i = 0; i < FRAMES; i++) {
        size_t size = read_frame(person->last, i, bytes);
        const uint8_t head[] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};
        if (fwrite(head, 1, sizeof(head), file) != sizeof(head) || fwrite(bytes, 1, size, file) != size)
            die(path);
    }
    if (fclose(file) != 0)
        die(path);
}

static void enrol_for_real(struct filling *filling, struct face_owner *person, const struct actor *student)
{
    struct face_frame frames[FRAMES];
    struct identity identity;
    struct face_burst_report report;
    for (unsigned i = 0; i < FRAMES; i++) {
        uint8_t *bytes = malloc(PHOTO_MAX);
        if (!bytes)
            die("memory");
        frames[i] = (struct face_frame){bytes, read_frame(person->first, i, bytes)};
    }
    if (identity_enrol(filling->school, student, frames, FRAMES, &identity, &report) != FAULT_NONE)
        die(person->first);
    for (unsigned i = 0; i < FRAMES; i++)
        free((void *)(uintptr_t)frames[i].bytes);
    person->enrolled = student->user_id;
}

struct likeness {
    struct school *school;
    int64_t from, to;
};

static enum fault write_likeness(struct db *db, void *context)
{
    struct likeness *unit = context;
    struct sealed_template sealed = {0};
    struct face_template template;
    struct own_key own;
    struct row row;
    row_begin(&row, db, NULL, "SELECT " TEMPLATE_COLUMNS " FROM templates t" TEMPLATE_KEYS " WHERE t.user_id = ?",
              DB_VALUES(I(unit->from)));
    while (row_next(&row))
        template_of_row(&row, 0, &sealed);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !template_unseal(unit->school, unit->from, &sealed, &template))
        return FAULT_INTERNAL;
    fault = person_key_make(unit->school, db, unit->to, 1, &own);
    if (fault != FAULT_NONE)
        return fault;
    template_seal(&own, unit->to, &template, &sealed);
    return fault_of(db_exec(db,
                            "INSERT INTO templates (user_id, model_id, sealed, own_key, frames, created_at, updated_at)"
                            " VALUES (?, ?, ?, 1, 3, 1, 1)",
                            DB_VALUES(I(unit->to), T(sealed.model_id), B(sealed.sealed, sizeof(sealed.sealed)))));
}

static void enrol(struct filling *filling, const struct actor *student, struct face_owner *person)
{
    CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
    struct consent consent;
    if (identity_consent(filling->school, student, &arena, &consent) != FAULT_NONE ||
        identity_consent_give(filling->school, student,
                              &(struct consent_request){consent.version, CONSENT_CHECK_IN, NULL}, &arena,
                              &consent) != FAULT_NONE)
        die("giving consent");
    struct likeness unit = {filling->school, person->enrolled, student->user_id};
    if (person->enrolled == 0)
        enrol_for_real(filling, person, student);
    else if (school_change(filling->school, write_likeness, &unit) != FAULT_NONE)
        die("copying a template");
}

/* ---- the college ---- */

static void fill(struct filling *filling, size_t students, size_t classes)
{
    size_t number = 0;
    for (size_t i = 0; i < classes; i++) {
        CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
        struct classroom classroom, joined;
        struct lecture lecture;
        // The generator sends a check-in in one piece, as "Quick check" asks.
        const struct classroom_request request = {
            .subject = "Load", .late_after_minutes = -1, .window_minutes = -1, .policy = "passive"};
        struct actor professor = person_of(filling, ROLE_PROFESSOR, i + 1);
        if (classroom_create(filling->school, &professor, &request, &arena, &classroom) != FAULT_NONE ||
            lecture_instant(filling->school, &professor, classroom.id, NULL, MINUTES, &arena, &lecture) != FAULT_NONE)
            die("making a classroom");
        for (size_t k = 0; k < PROFESSOR_SESSIONS; k++)
            note(filling, &professor, classroom.id, lecture.id, 0);
        for (size_t end = students * (i + 1) / classes; number < end; number++) {
            CLOSES(arena_release) struct arena own = arena_of(ARENA_MAX);
            size_t face = number % filling->people_count;
            struct actor student = person_of(filling, ROLE_STUDENT, number + 1);
            if (classroom_join(filling->school, &student, classroom.join_code, &own, &joined) != FAULT_NONE)
                die("classroom_join");
            enrol(filling, &student, &filling->people[face]);
            note(filling, &student, classroom.id, lecture.id, face);
        }
    }
}

int main(int count, char **arguments)
{
    static struct filling filling;
    char path[PATH_SIZE], url[PATH_SIZE], error[FACE_ERROR_SIZE];
    int64_t students, classes, version;
    if (count < 6 || !str_to_int(arguments[4], 1, 99999, &students) ||
        !str_to_int(arguments[5], 1, students, &classes)) {
        fputs("Usage: fill FOLDER MODELS PEOPLE STUDENTS CLASSES [URL]\n", stderr);
        return 2;
    }
    const char *folder = arguments[1];
    find_people(&filling, arguments[3]);
    mkdir(folder, 0700);
    // Before any thread: the workers are forked from here.
    struct face_models *models = face_models_open(arguments[2], NULL, error);
    struct face_pool *faces = models && crypto_init() ? face_pool_fork(models, 1, error) : NULL;
    if (!faces)
        die(error);
    snprintf(path, sizeof(path), "%s/master.key", folder);
    struct secret_key *key = secret_key_open(path, true);
    snprintf(path, sizeof(path), "%s/files", folder);
    struct blobs *blobs = blobs_open(&(struct blob_config){.folder = path}, error);
    snprintf(url, sizeof(url), "sqlite:%s/ams.db", folder);
    const struct store_config store_config = {
        .url = count > 6 ? arguments[6] : url, .readers = 2, .writers = 1, .queue_max = 64};
    filling.store = key && blobs ? store_open(&store_config, error) : NULL;
    if (!filling.store || store_migrate(filling.store, &version, error) != DB_OK)
        die(error);
    const struct school_config config = {
        .store = filling.store,
        .clock = &filling.clock,
        .key = key,
        .blobs = blobs,
        .faces = faces,
        .face_model_id = face_models_id(models),
    };
    filling.school = school_open(&config);
    snprintf(path, sizeof(path), "%s/load.tsv", folder);
    filling.list = fopen(path, "w");
    if (!filling.school || !filling.list)
        die("opening the school");
    for (size_t i = 0; i < filling.people_count; i++)
        write_burst(folder, i, &filling.people[i]);
    fill(&filling, (size_t)students, (size_t)classes);
    if (fclose(filling.list) != 0)
        die(path);
    school_close(filling.school);
    store_close(filling.store);
    blobs_close(blobs);
    secret_key_close(key);
    face_pool_close(faces);
    face_models_close(models);
    return 0;
}
