/* SPDX-License-Identifier: MIT */
/*
 * What every request pays: the statement that finds a session, with and without the institution's wish for a second
 * factor in it, and a mark by hand with and without an Idempotency-Key. Usage: hot URL FOLDER SECONDS, on a college of
 * bench/load/fill that no server uses. Prints one line a case.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "api/api.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "http/router.h"
#include "school/people/user.h"
#include "store/engine.h"
#include "store/store.h"

enum { TOKEN_SIZE = 128, TEXT_SIZE = 512, CALLERS_MAX = 64, ROUNDS = 20000, BESIDE = 20 };

struct bench {
    struct store *store;
    struct api *api;
    struct router *router;
    int64_t seconds;
    char token[TOKEN_SIZE], csrf[TOKEN_SIZE]; // a professor's
    int64_t lecture, students[BESIDE];
    size_t student_count;
};

static double cpu_s(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

#define SESSION_COLUMNS "SELECT " USER_COLUMNS ", s.id, s.csrf, s.bearer, s.expires_at, s.seen_at, s.stepped_up_at"
#define SESSION_OF " FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ?"

static bool measure_session(struct bench *bench)
{
    static const struct {
        const char *name, *sql;
    } cases[] = {
        {"session", SESSION_COLUMNS SESSION_OF},
        {"session_and_factor", SESSION_COLUMNS ", (SELECT value FROM settings WHERE name = 'factor_required'), (SELECT"
                                               " COUNT(*) FROM second_factors WHERE user_id = u.id AND"
                                               " confirmed_at > 0)" SESSION_OF},
    };
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    secret_fingerprint(bench->token, fingerprint);
    CLOSES(store_reader_close) struct db *db = store_reader(bench->store);
    for (int round = 0; round < 6; round++) {
        double cpu = cpu_s(RUSAGE_THREAD);
        int64_t begun = clock_steady_ns();
        for (int i = 0; i < ROUNDS; i++) {
            struct db_rows rows;
            db_query(db, &rows, cases[round % 2].sql, DB_VALUES(T(fingerprint)));
            if (db_next(&rows) != DB_ROW)
                return false;
            db_done(&rows);
        }
        printf("hot case=%s us=%.2f cpu_us=%.2f\n", cases[round % 2].name,
               (double)(clock_steady_ns() - begun) / 1e3 / ROUNDS, (cpu_s(RUSAGE_THREAD) - cpu) * 1e6 / ROUNDS);
    }
    return true;
}

/* ---- marks by hand ---- */

struct caller {
    pthread_t thread;
    struct bench *bench;
    const atomic_bool *stop;
    size_t number, done, failed;
    bool keyed;
};

static bool mark(struct caller *caller, size_t turn)
{
    struct bench *bench = caller->bench;
    char target[TEXT_SIZE], cookie[TEXT_SIZE], key[64];
    snprintf(target, sizeof(target), "/api/attendance/%lld/marks/%lld", (long long)bench->lecture,
             (long long)bench->students[caller->number % bench->student_count]);
    snprintf(cookie, sizeof(cookie), "__Host-session=%s", bench->token);
    snprintf(key, sizeof(key), "%d-%zu-%zu", (int)caller->keyed, caller->number, turn);
    const struct message_header headers[] = {{"Content-Type", "application/json"},
                                             {"Cookie", cookie},
                                             {"X-CSRF-Token", bench->csrf},
                                             {caller->keyed ? "Idempotency-Key" : NULL, key},
                                             {NULL, NULL}};
    const char *body = turn % 2 ? "{\"status\":\"P\"}" : "{\"status\":\"A\"}", *allow;
    struct message message;
    bool good = message_init_local(&message, HTTP_PUT, target, headers, body, strlen(body)) &&
                router_route(bench->router, &message, &allow) == ROUTER_FOUND;
    if (good)
        api_handle(bench->api, &message);
    good = good && message.status == 200;
    message_release(&message);
    return good;
}

static void *call(void *context)
{
    struct caller *caller = context;
    for (size_t turn = 0; !atomic_load(caller->stop); turn++) {
        bool good = mark(caller, turn);
        caller->done += good;
        caller->failed += !good;
    }
    return NULL;
}

static void measure_marks(struct bench *bench, size_t count, bool keyed)
{
    struct caller callers[CALLERS_MAX];
    atomic_bool stop = false;
    size_t done = 0, failed = 0;
    double cpu = cpu_s(RUSAGE_SELF);
    int64_t begun = clock_steady_ns();
    for (size_t i = 0; i < count; i++) {
        callers[i] = (struct caller){.bench = bench, .stop = &stop, .number = i, .keyed = keyed};
        if (pthread_create(&callers[i].thread, NULL, call, &callers[i]) != 0)
            exit(1);
    }
    nanosleep(&(struct timespec){.tv_sec = bench->seconds}, NULL);
    atomic_store(&stop, true);
    for (size_t i = 0; i < count; i++) {
        pthread_join(callers[i].thread, NULL);
        done += callers[i].done;
        failed += callers[i].failed;
    }
    double taken = (double)(clock_steady_ns() - begun) / 1e9;
    printf("hot case=mark%s callers=%zu per_s=%.0f per_cpu_s=%.0f failed=%zu\n", keyed ? "_keyed" : "", count,
           (double)done / taken, (double)done / (cpu_s(RUSAGE_SELF) - cpu), failed);
    fflush(stdout);
}

static bool read_college(struct bench *bench, const char *folder)
{
    char path[TEXT_SIZE], role[16], token[TOKEN_SIZE], csrf[TOKEN_SIZE];
    int64_t user, class, lecture, face;
    snprintf(path, sizeof(path), "%s/load.tsv", folder);
    FILE *in = fopen(path, "r");
    while (in && bench->student_count < BESIDE &&
           fscanf(in, "%15s %127s %127s %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64, role, token, csrf, &user, &class,
                  &lecture, &face) == 7) {
        bench->lecture = lecture;
        if (strcmp(role, "student") == 0)
            bench->students[bench->student_count++] = user;
        else if (!str_copy(bench->token, TOKEN_SIZE, token) || !str_copy(bench->csrf, TOKEN_SIZE, csrf))
            return false;
    }
    if (in)
        fclose(in);
    return bench->student_count > 0;
}

int main(int count, char **arguments)
{
    static struct bench bench;
    char error[STORE_ERROR_SIZE] = "Usage: hot URL FOLDER SECONDS";
    struct clock clock = {0};
    int64_t version;
    if (count != 4 || !str_to_int(arguments[3], 1, 600, &bench.seconds) || !read_college(&bench, arguments[2]))
        goto fail;
    struct store_config config = {.url = arguments[1], .readers = 8, .writers = 2, .queue_max = 4096};
    bench.store = crypto_init() ? store_open(&config, error) : NULL;
    if (!bench.store || store_migrate(bench.store, &version, error) != DB_OK)
        goto fail;
    struct school *school = school_open(&(struct school_config){.store = bench.store, .clock = &clock});
    bench.api = api_open(&(struct api_config){.school = school, .version = "bench"});
    const struct route *routes = api_routes(bench.api);
    bench.router = router_open(&routes, 1);
    if (!measure_session(&bench))
        goto fail;
    for (size_t callers = 1; callers <= 16; callers *= 16)
        for (int round = 0; round < 4; round++)
            measure_marks(&bench, callers, round % 2);
    router_close(bench.router);
    api_close(bench.api);
    school_close(school);
    store_close(bench.store);
    return 0;

fail:
    fprintf(stderr, "hot: %s\n", error);
    return 1;
}
