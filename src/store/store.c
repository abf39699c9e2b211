/* SPDX-License-Identifier: MIT */
/*
 * Group commit.
 *
 *     store_write:  put the unit at the end of the queue, wake a writer, sleep until it is decided
 *     writer:       take all that waits -> BEGIN -> each unit behind a savepoint -> COMMIT (one fsync) -> wake the
 * callers
 *
 * A unit that says no is undone to its savepoint and costs the others nothing. When the transaction as a whole breaks,
 * no result in it counts, not even a refusal, for it may rest on a neighbour's undone write: each unit runs again in a
 * transaction of its own.
 */
#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/migrate.h"
#include "store/reserve.h"
#include "store/reserve_table.h"

enum {
    READERS_MAX = 64,
    WRITERS_MAX = 4,
    BATCH_MAX = 1024,          // units in one transaction
    WRITE_PATIENCE_MS = 10000, // how long the units of a batch that answer DB_BUSY are run again, all together
    DOWN_PATIENCE_MS = 2000,   // the same while there is no connection at all
    ATTEMPTS_MAX = 100,        // runs of one unit
    PAUSE_FIRST_US = 2000,     // doubled at each further attempt
    PAUSE_LONGEST_US = 64000,
    TIMEOUT_S = 15, // where nobody has said another
    SECOND_NS = 1000000000,
};

extern const struct embedded_file migrations[]; // tools/embed makes it of src/store/migrations/

/* One call of store_write, store_scrub or store_migrate; lives on its caller's stack. */
struct job {
    store_unit unit;
    void *context;
    struct migration *migration; // not NULL: this is a migration, not a unit
    bool scrub;                  // neither: the engine's log is emptied
    enum db_status status;
    char error[STORE_ERROR_SIZE]; // when status is DB_FAIL or DB_IN_DOUBT
    bool taken;                   // by a writer
    bool decided;
    bool small; // may use the reserve
    bool asks;  // before it runs its writer asks the server if there is room again
    pthread_cond_t woken;
    struct job *next;
};

struct migration {
    int64_t version;
    char *error;
};

struct writer {
    struct store *store;
    struct db *db;
    pthread_t thread;
};

struct store {
    pthread_mutex_t lock;
    pthread_cond_t work; // a job waits, or closing
    struct job *first, *last;
    size_t waiting;
    size_t queue_max;
    unsigned timeout_s;
    int64_t node;
    bool closing;
    struct store_figures figures;
    char error[STORE_ERROR_SIZE]; // of the last DB_FAIL
    struct reserve reserve;
    unsigned writers_started;
    uint8_t secret[STORE_SECRET_BYTES];
    struct writer writers[WRITERS_MAX];

    pthread_mutex_t readers_lock;
    pthread_cond_t reader_free;
    unsigned reader_count, readers_idle;
    struct db *readers[READERS_MAX]; // all
    struct db *idle[READERS_MAX];    // those nobody has, newest last
    struct store_reach reach;
};

/* A thread that waited for a reader or a writer while it holds a reader could wait for itself. */
static _Thread_local unsigned readers_held;

/* What has words of its own: see store_error. */
static bool is_failure(enum db_status status)
{
    return status == DB_FAIL || status == DB_IN_DOUBT || status == DB_FULL || status == DB_FAILING;
}

static void job_end(struct job *job, enum db_status status, const char *error)
{
    job->status = status;
    snprintf(job->error, sizeof(job->error), "%.*s", (int)sizeof(job->error) - 1, error);
}

static void job_fail(struct job *job, const char *error)
{
    job_end(job, DB_FAIL, error);
}

static bool unit_run(struct db *db, struct job *job)
{
    db->error[0] = '\0';
    db->broke = DB_OK;
    db->in_unit = true;
    job->status = job->unit(db, job->context);
    if (job->status == DB_ROW) // a unit that passes on db_one_int's answer means that all is well
        job->status = DB_OK;
    if (job->status == DB_OK)
        job->status = db_later_run(db);
    db_later_drop(db);
    db->in_unit = false;
    if (job->status == DB_OK) // nor is all well when it does not look at an answer
        job->status = db->broke;
    if (is_failure(job->status))
        job_end(job, job->status, db->error);
    return job->status == DB_OK;
}

/* Runs the units in one transaction; their results count only when it answers DB_COMMITTED. */
static enum db_commit batch_try(struct db *db, struct job *jobs)
{
    bool kept = false;
    enum db_status why;
    if (db->engine->begin(db) != DB_OK)
        return DB_UNDONE;
    for (struct job *job = jobs; job; job = job->next) {
        if (db->engine->unit_begin(db) != DB_OK)
            goto undone;
        bool keep = unit_run(db, job);
        kept = kept || keep;
        if (!db->engine->in_transaction(db))
            goto undone;
        if ((keep ? db->engine->unit_keep(db) : db->engine->unit_undo(db)) != DB_OK)
            goto undone;
    }
    if (kept)
        return db->engine->commit(db, &why);
    db->engine->rollback(db);
    return DB_COMMITTED;

undone:
    db->engine->rollback(db);
    return DB_UNDONE;
}

static const char unknown_outcome[] =
    "the server broke off during the commit and cannot say what became of it; the data may or may not be there";

/* One job in its own transaction, once. Sets its status. */
static void alone_try(struct db *db, struct job *job)
{
    job->status = db->engine->begin(db);
    if (is_failure(job->status))
        job_end(job, job->status, db->error);
    if (job->status != DB_OK)
        return;
    if (!unit_run(db, job)) {
        db->engine->rollback(db);
        return;
    }
    if (!db->engine->in_transaction(db)) {
        // Undone by the engine (then it may do better next time), or ended by the unit itself.
        job->status = DB_BUSY;
        if (!db->transaction_lost)
            job_fail(job, "the unit ended its transaction");
        db->engine->rollback(db);
        return;
    }
    enum db_status why = DB_FAIL;
    switch (db->engine->commit(db, &why)) {
    case DB_COMMITTED:
        return;
    case DB_UNDONE:
        job->status = why;
        if (is_failure(why))
            job_end(job, why, db->error);
        return;
    case DB_UNKNOWN:
    default:
        job_end(job, DB_IN_DOUBT, unknown_outcome);
        return;
    }
}

static bool has_patience(const struct db *db, int64_t begun_ns)
{
    int64_t patience_ms = db->lost ? DOWN_PATIENCE_MS : WRITE_PATIENCE_MS;
    return clock_steady_ns() - begun_ns < patience_ms * 1000000;
}

/* Runs a unit by itself, again while it answers DB_BUSY; not even once when the batch's time is up. */
static void run_alone(struct db *db, struct job *job, int64_t begun_ns)
{
    unsigned pause_us = PAUSE_FIRST_US;
    job->status = DB_BUSY;
    for (int attempt = 0; attempt < ATTEMPTS_MAX && has_patience(db, begun_ns); attempt++) {
        alone_try(db, job);
        if (job->status != DB_BUSY)
            return;
        // Two writers that got into each other's way must not meet again at once.
        usleep(pause_us + (unsigned)(clock_steady_ns() / 1000 % pause_us));
        pause_us = pause_us < PAUSE_LONGEST_US ? pause_us * 2 : pause_us;
    }
}

static void run_migration(struct db *db, struct job *job)
{
    int64_t version = 0;
    char error[STORE_ERROR_SIZE] = "";
    job->status = migrate_run(db, migrations, &version, error);
    job->migration->version = version;
    memcpy(job->migration->error, error, sizeof(error));
}

/* Runs the units until all have their final status; the number of transactions that took. */
static uint64_t run_units(struct db *db, struct job *jobs)
{
    uint64_t transactions = 0;
    enum db_commit commit = DB_UNDONE;
    int64_t begun_ns = clock_steady_ns();
    if (jobs->next) {
        commit = batch_try(db, jobs);
        transactions += commit != DB_UNDONE;
    }
    for (struct job *job = jobs; job; job = job->next) {
        if (commit == DB_UNKNOWN) {
            job_end(job, DB_IN_DOUBT, unknown_outcome);
        } else if (commit == DB_UNDONE || job->status == DB_BUSY) {
            run_alone(db, job, begun_ns);
            transactions++;
        }
    }
    return transactions;
}

/* Takes the jobs that go into one transaction; called with the lock held and a job waiting. */
static struct job *take_batch(struct store *store, size_t *ret_count)
{
    struct job *first = store->first, *last = first;
    size_t count = 1;
    while (first->unit && last->next && last->next->unit && count < BATCH_MAX) {
        last = last->next;
        count++;
    }
    for (struct job *job = first; job != last; job = job->next)
        job->taken = true;
    last->taken = true;
    store->first = last->next;
    if (!store->first)
        store->last = NULL;
    last->next = NULL;
    store->waiting -= count;
    *ret_count = count;
    return first;
}

/* Whether there is room for the table again; called without the lock. */
static void ask_for_room(struct writer *writer, const struct job *jobs)
{
    bool asks = false;
    for (const struct job *job = jobs; job; job = job->next)
        asks = asks || job->asks;
    if (!asks || !reserve_table_make(writer->db))
        return;
    pthread_mutex_lock(&writer->store->lock);
    reserve_set_spent(&writer->store->reserve, false);
    pthread_mutex_unlock(&writer->store->lock);
}

/* Gives up the reserve; called and left with the lock held. False when there is none, or none any more. */
static bool spend(struct writer *writer)
{
    struct reserve *reserve = &writer->store->reserve;
    if (!reserve->in_table)
        return reserve_spend(reserve);
    if (reserve->spent)
        return false;
    pthread_mutex_unlock(&writer->store->lock);
    bool given = reserve_table_give(writer->db);
    pthread_mutex_lock(&writer->store->lock);
    if (given)
        reserve_set_spent(reserve, true);
    return given;
}

/* When the disk was full: gives up the reserve, and runs the small writes again in the room that it leaves. Called and
 * left with the lock held. */
static void make_room(struct writer *writer, struct job *jobs)
{
    bool full = false;
    for (struct job *job = jobs; job; job = job->next)
        full = full || (job->unit && job->status == DB_FULL);
    if (!full || !spend(writer))
        return;
    pthread_mutex_unlock(&writer->store->lock);
    for (struct job *job = jobs; job; job = job->next)
        if (job->small && job->status == DB_FULL)
            run_alone(writer->db, job, clock_steady_ns());
    pthread_mutex_lock(&writer->store->lock);
}

static void *writer_main(void *argument)
{
    struct writer *writer = argument;
    struct store *store = writer->store;
    pthread_mutex_lock(&store->lock);
    for (;;) {
        while (!store->first && !store->closing)
            pthread_cond_wait(&store->work, &store->lock);
        if (!store->first)
            break;
        size_t count;
        struct job *jobs = take_batch(store, &count);
        pthread_mutex_unlock(&store->lock);
        uint64_t transactions = 0;
        if (jobs->migration)
            run_migration(writer->db, jobs);
        else if (jobs->scrub)
            jobs->status = writer->db->engine->scrub(writer->db);
        else {
            ask_for_room(writer, jobs);
            transactions = run_units(writer->db, jobs);
        }
        pthread_mutex_lock(&store->lock);
        make_room(writer, jobs);
        store->figures.transactions += transactions;
        store->figures.units += jobs->unit ? count : 0;
        for (struct job *job = jobs, *next; job; job = next) {
            next = job->next; // its caller may be gone once it is decided
            if (is_failure(job->status) && job->unit)
                memcpy(store->error, job->error, sizeof(store->error));
            job->decided = true;
            pthread_cond_signal(&job->woken);
        }
    }
    pthread_mutex_unlock(&store->lock);
    return NULL;
}

static void steady_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC); // what clock_steady_ns reads
    pthread_cond_init(cond, &steady);
    pthread_condattr_destroy(&steady);
}

static struct timespec deadline(const struct store *store)
{
    int64_t at_ns = clock_steady_ns() + (int64_t)store->timeout_s * SECOND_NS;
    return (struct timespec){.tv_sec = at_ns / SECOND_NS, .tv_nsec = at_ns % SECOND_NS};
}

/* Takes a job that waits out of the queue; the lock is held. */
static void withdraw(struct store *store, struct job *job)
{
    struct job *before = NULL;
    for (struct job *at = store->first; at != job; at = at->next)
        before = at;
    if (before)
        before->next = job->next;
    else
        store->first = job->next;
    if (store->last == job)
        store->last = before;
    store->waiting--;
}

/* While the reserve is spent all but small writes are refused; now and then one may ask if that is over. */
static bool is_refused(struct store *store, struct job *job)
{
    if (!job->unit || job->small || !reserve_is_spent(&store->reserve))
        return false;
    job->asks = reserve_asks(&store->reserve);
    return !job->asks;
}

/* Queues the job, the lock held, and waits until it was done or its turn did not come. */
static enum db_status take_turn(struct store *store, struct job *job)
{
    steady_cond_init(&job->woken);
    if (store->last)
        store->last->next = job;
    else
        store->first = job;
    store->last = job;
    store->waiting++;
    pthread_cond_signal(&store->work);
    const struct timespec until = deadline(store);
    while (!job->decided && pthread_cond_timedwait(&job->woken, &store->lock, &until) == 0)
        continue;
    // Its turn did not come: nothing of it was done. Once it was taken, its end is waited for, whatever that is.
    if (!job->decided && !job->taken && job->unit) {
        withdraw(store, job);
        job->status = DB_BUSY;
        job->decided = true;
    }
    while (!job->decided)
        pthread_cond_wait(&job->woken, &store->lock);
    pthread_cond_destroy(&job->woken);
    return job->status;
}

/* Queues the job and waits for its result. */
static enum db_status submit(struct store *store, struct job *job)
{
    int64_t begun_ns = clock_steady_ns();
    pthread_mutex_lock(&store->lock);
    bool busy = store->closing || store->waiting >= store->queue_max;
    enum db_status status = busy ? DB_BUSY : is_refused(store, job) ? DB_FULL : take_turn(store, job);
    if (job->unit) {
        store->figures.answers[status]++;
        store->figures.taken_us += (clock_steady_ns() - begun_ns) / 1000;
    }
    pthread_mutex_unlock(&store->lock);
    return status;
}

enum db_status store_write(struct store *store, store_unit unit, void *context)
{
    assert(readers_held == 0);
    return submit(store, &(struct job){.unit = unit, .context = context});
}

enum db_status store_write_small(struct store *store, store_unit unit, void *context)
{
    assert(readers_held == 0);
    return submit(store, &(struct job){.unit = unit, .context = context, .small = true});
}

bool store_is_full(struct store *store)
{
    pthread_mutex_lock(&store->lock);
    bool full = reserve_is_spent(&store->reserve);
    pthread_mutex_unlock(&store->lock);
    return full;
}

enum db_status store_scrub(struct store *store)
{
    assert(readers_held == 0);
    struct job job = {.scrub = true};
    return submit(store, &job);
}

enum db_status store_migrate(struct store *store, int64_t *ret_version, char error[static STORE_ERROR_SIZE])
{
    char problem[STORE_ERROR_SIZE] = "The database is busy. Try again.";
    struct migration migration = {.error = problem};
    struct job job = {.migration = &migration};
    enum db_status status = submit(store, &job);
    if (status == DB_OK)
        *ret_version = migration.version;
    else
        memcpy(error, problem, sizeof(problem));
    return status;
}

struct store *store_open(const struct store_config *config, char error[static STORE_ERROR_SIZE])
{
    struct store_url url;
    if (!store_url_parse(config->url, &url, error))
        return NULL;
    unsigned writers = url.is_sqlite ? 1 : config->writers;
    if (config->readers < 1 || config->readers > READERS_MAX || writers < 1 || writers > WRITERS_MAX ||
        config->queue_max < 1) {
        snprintf(error, STORE_ERROR_SIZE, "The store takes 1 to %d readers, 1 to %d writers and a queue of at least 1.",
                 READERS_MAX, WRITERS_MAX);
        return NULL;
    }
    struct store *store = calloc(1, sizeof(*store));
    if (!store) {
        snprintf(error, STORE_ERROR_SIZE, "There is no memory for the store.");
        return NULL;
    }
    store->queue_max = config->queue_max;
    if (config->reserve && url.is_sqlite)
        reserve_open(&store->reserve, url.path);
    store->timeout_s = url.timeout_s = config->timeout_s ? config->timeout_s : TIMEOUT_S;
    store_reach_init(&store->reach);
    while (!url.is_sqlite && store->node <= 0)
        if (getrandom(&store->node, sizeof(store->node), 0) != sizeof(store->node))
            store->node = 0;
    pthread_mutex_init(&store->lock, NULL);
    pthread_cond_init(&store->work, NULL);
    pthread_mutex_init(&store->readers_lock, NULL);
    steady_cond_init(&store->reader_free);

    // Writers first: the first one makes the file.
    for (unsigned i = 0; i < writers; i++) {
        store->writers[i].store = store;
        store->writers[i].db = db_open(&url, DB_WRITER, error);
        if (!store->writers[i].db)
            goto fail;
        store->writers[i].db->reach = &store->reach;
        store->writers[i].db->node = store->node;
    }
    if (config->reserve && !url.is_sqlite)
        store->reserve.in_table = reserve_table_make(store->writers[0].db);
    for (; store->reader_count < config->readers; store->reader_count++) {
        struct db *reader = db_open(&url, DB_READER, error);
        if (!reader)
            goto fail;
        reader->store = store;
        reader->reach = &store->reach;
        reader->node = store->node;
        store->readers[store->reader_count] = reader;
        store->idle[store->readers_idle++] = reader;
    }
    for (; store->writers_started < writers; store->writers_started++) {
        struct writer *writer = &store->writers[store->writers_started];
        if (pthread_create(&writer->thread, NULL, writer_main, writer) != 0) {
            snprintf(error, STORE_ERROR_SIZE, "The system refuses another thread.");
            goto fail;
        }
    }
    explicit_bzero(&url, sizeof(url));
    return store;

fail:
    explicit_bzero(&url, sizeof(url));
    store_close(store);
    return NULL;
}

void store_set_secret(struct store *store, const uint8_t secret[static STORE_SECRET_BYTES])
{
    pthread_mutex_lock(&store->lock);
    memcpy(store->secret, secret, STORE_SECRET_BYTES);
    for (unsigned i = 0; i < store->writers_started; i++)
        store->writers[i].db->secret = store->secret;
    pthread_mutex_unlock(&store->lock);
}

void store_close(struct store *store)
{
    if (!store)
        return;
    pthread_mutex_lock(&store->lock);
    store->closing = true;
    pthread_cond_broadcast(&store->work);
    pthread_mutex_unlock(&store->lock);
    for (unsigned i = 0; i < store->writers_started; i++)
        pthread_join(store->writers[i].thread, NULL);
    for (unsigned i = 0; i < store->reader_count; i++)
        db_close(store->readers[i]);
    for (unsigned i = 0; i < WRITERS_MAX; i++) {
        if (store->writers[i].db)
            db_later_close(store->writers[i].db);
        db_close(store->writers[i].db);
    }
    pthread_cond_destroy(&store->reader_free);
    pthread_mutex_destroy(&store->readers_lock);
    pthread_cond_destroy(&store->work);
    pthread_mutex_destroy(&store->lock);
    store_reach_destroy(&store->reach);
    explicit_bzero(store->secret, sizeof(store->secret));
    free(store);
}

/* One that answers DB_BUSY, for whom all the others were taken too long. */
static struct db *reader_that_refuses(struct store *store)
{
    struct db *db = NULL;
    while (!(db = calloc(1, sizeof(*db)))) // it is small, and there is nothing else to answer
        usleep(PAUSE_LONGEST_US);
    db->store = store;
    db->refuses = true;
    return db;
}

struct db *store_reader(struct store *store)
{
    assert(readers_held == 0);
    readers_held++;
    pthread_mutex_lock(&store->readers_lock);
    const struct timespec until = deadline(store);
    while (store->readers_idle == 0 &&
           pthread_cond_timedwait(&store->reader_free, &store->readers_lock, &until) != ETIMEDOUT)
        continue;
    struct db *db = store->readers_idle > 0 ? store->idle[--store->readers_idle] : NULL;
    pthread_mutex_unlock(&store->readers_lock);
    return db ? db : reader_that_refuses(store);
}

void store_reader_close(struct db **db)
{
    if (!*db)
        return;
    struct store *store = (*db)->store;
    readers_held--;
    if ((*db)->refuses) {
        free(*db);
        *db = NULL;
        return;
    }
    pthread_mutex_lock(&store->readers_lock);
    store->idle[store->readers_idle++] = *db;
    pthread_cond_signal(&store->reader_free);
    pthread_mutex_unlock(&store->readers_lock);
    *db = NULL;
}

int64_t store_node(const struct store *store)
{
    return store->node;
}

void store_error(struct store *store, char error[static STORE_ERROR_SIZE])
{
    pthread_mutex_lock(&store->lock);
    memcpy(error, store->error, STORE_ERROR_SIZE);
    pthread_mutex_unlock(&store->lock);
}

size_t store_waiting(struct store *store)
{
    pthread_mutex_lock(&store->lock);
    size_t waiting = store->waiting;
    pthread_mutex_unlock(&store->lock);
    return waiting;
}

struct store_figures store_figures(struct store *store)
{
    pthread_mutex_lock(&store->lock);
    struct store_figures figures = store->figures;
    pthread_mutex_unlock(&store->lock);
    return figures;
}
