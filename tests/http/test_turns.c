/* SPDX-License-Identifier: MIT */
/* A full lane, played with a clock of its own: people come, are told when to come again, and do as they are told. */
#include "http/unit.h"

#include "http/turns.h"

enum {
    PEOPLE_MAX = 2000,
    WORKERS = 2,
    QUEUE_MAX = 64,
    STEP_MS = 4,
    WORK_MS = 64, // of one worker, for one of them
    SLOWER = 4,
    END_MS = 3600 * 1000,
};

static const int64_t ms_ns = 1000000;

struct guest {
    int64_t comes_ms;  // next
    int64_t first_ms;  // when they came first
    int64_t served_ms; // -1: not yet
    unsigned asked;
    bool waits, gone; // in the queue; never comes back
};

struct scene {
    struct turns *turns;
    struct guest guests[PEOPLE_MAX];
    size_t count;
    size_t queue[QUEUE_MAX], waiting; // who waits, the first first
    int64_t free_ms[WORKERS];         // when each worker has done
    int64_t busy_ms;                  // of all workers
    int64_t slow_ms;                  // until then they take SLOWER times as long
    uint32_t random;
};

static uint32_t next_random(struct scene *scene)
{
    scene->random = scene->random * 1664525 + 1013904223;
    return scene->random >> 8;
}

static struct message message_of(size_t number, const char *body)
{
    struct message message;
    char cookie[64];
    snprintf(cookie, sizeof(cookie), "__Host-session=%zu", number);
    const struct message_header headers[] = {{"Cookie", cookie}, {NULL, NULL}};
    assert_true(message_init_local(&message, HTTP_POST, "/api/attendance/1/check-in", headers, body, strlen(body)));
    return message;
}

static unsigned ask(struct scene *scene, size_t number, int64_t now_ms)
{
    struct message message = message_of(number, "burst");
    struct guest *guest = &scene->guests[number];
    unsigned seconds = turns_ask(scene->turns, &message, scene->waiting, now_ms * ms_ns);
    guest->asked++;
    if (seconds == 0) // it counts from when they came first
        assert_int_equal(message.came_ns, guest->first_ms * ms_ns);
    message_release(&message);
    return seconds;
}

static void come(struct scene *scene, size_t number, int64_t now_ms)
{
    struct guest *guest = &scene->guests[number];
    unsigned seconds = ask(scene, number, now_ms);
    guest->waits = seconds == 0;
    guest->comes_ms = now_ms + seconds * 1000 + next_random(scene) % 1000; // as the app does
    if (seconds == 0) {
        assert_true(scene->waiting < QUEUE_MAX);
        scene->queue[scene->waiting++] = number;
    }
}

static void work(struct scene *scene, int64_t now_ms)
{
    for (size_t i = 0; i < WORKERS && scene->waiting > 0; i++) {
        if (scene->free_ms[i] > now_ms)
            continue;
        int64_t takes_ms = now_ms < scene->slow_ms ? SLOWER * WORK_MS : WORK_MS;
        scene->guests[scene->queue[0]].served_ms = now_ms + takes_ms;
        memmove(scene->queue, scene->queue + 1, --scene->waiting * sizeof(scene->queue[0]));
        scene->free_ms[i] = now_ms + takes_ms;
        scene->busy_ms += takes_ms;
        turns_done(scene->turns, takes_ms * ms_ns);
    }
}

/* Until nobody is left who comes back: that moment, ms. */
static int64_t play(struct scene *scene)
{
    for (int64_t now_ms = 0; now_ms < END_MS; now_ms += STEP_MS) {
        size_t left = 0;
        for (size_t i = 0; i < scene->count; i++) {
            struct guest *guest = &scene->guests[i];
            if (guest->served_ms < 0 && !guest->waits && guest->comes_ms <= now_ms && !(guest->gone && guest->asked))
                come(scene, i, now_ms);
            left += guest->served_ms < 0 && !(guest->gone && guest->asked);
        }
        work(scene, now_ms);
        if (left == 0)
            return now_ms;
    }
    fail_msg("somebody is never served");
    return 0;
}

/* `count` people who come evenly within `within_ms`. */
static struct scene *scene_of(size_t count, int64_t within_ms)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    assert_non_null(scene);
    scene->turns = turns_open(WORKERS, QUEUE_MAX);
    assert_non_null(scene->turns);
    scene->count = count;
    for (size_t i = 0; i < count; i++) {
        int64_t at_ms = (int64_t)i * within_ms / (int64_t)count / STEP_MS * STEP_MS;
        scene->guests[i] = (struct guest){.comes_ms = at_ms, .first_ms = at_ms, .served_ms = -1};
    }
    return scene;
}

static void scene_close(struct scene *scene)
{
    turns_close(scene->turns);
    free(scene);
}

static unsigned most_asked(const struct scene *scene)
{
    unsigned most = 0;
    for (size_t i = 0; i < scene->count; i++)
        most = scene->guests[i].asked > most ? scene->guests[i].asked : most;
    return most;
}

static void a_hall_is_served_in_order(void **state)
{
    (void)state;
    struct scene *scene = scene_of(500, 1000);
    int64_t took_ms = play(scene);
    // Hardly longer than the work itself takes, and nobody asks in vain again and again.
    assert_true(took_ms < 500 * WORK_MS / WORKERS * 115 / 100);
    assert_true(most_asked(scene) <= 4);
    // Whoever came in the first tenth was served in the first half.
    for (size_t i = 0; i < 50; i++)
        assert_true(scene->guests[i].served_ms < took_ms / 2);
    scene_close(scene);
}

/* While they come the machine has much else to do: what is promised then must not be as slow as that. */
static void a_slow_beginning_is_not_promised(void **state)
{
    (void)state;
    struct scene *scene = scene_of(500, 1000);
    scene->slow_ms = 1200;
    for (int i = 0; i < 200; i++) // as it was when few came
        turns_done(scene->turns, WORK_MS * ms_ns);
    int64_t took_ms = play(scene);
    assert_true(took_ms < scene->busy_ms / WORKERS * 115 / 100);
    assert_true(most_asked(scene) <= 4);
    scene_close(scene);
}

/* More come all the time than can be served: those who came first are not kept out by those who come now. */
static void newcomers_do_not_overtake(void **state)
{
    (void)state;
    struct scene *scene = scene_of(PEOPLE_MAX, PEOPLE_MAX * 24); // 42 a second, 31 can be served
    int64_t took_ms = play(scene);
    assert_true(took_ms < PEOPLE_MAX * WORK_MS / WORKERS * 110 / 100);
    assert_true(most_asked(scene) <= 6);
    for (size_t i = 0; i < scene->count; i++) {
        const struct guest *guest = &scene->guests[i];
        // Fair would be to be served at i * 32 ms.
        assert_true(guest->served_ms < (int64_t)i * WORK_MS / WORKERS + 6000);
    }
    scene_close(scene);
}

/* Promises that nobody comes back for keep nobody out while the workers have nothing to do. */
static void strangers_book_in_vain(void **state)
{
    (void)state;
    struct scene *scene = scene_of(1200, 4000);
    for (size_t i = 0; i < 1000; i++)
        scene->guests[i].gone = true;
    for (size_t i = 1000; i < scene->count; i++) // and then two hundred who mean it
        scene->guests[i].first_ms = scene->guests[i].comes_ms = 4000 + (int64_t)(i - 1000) * 5 / STEP_MS * STEP_MS;
    play(scene);
    for (size_t i = 1000; i < scene->count; i++)
        assert_true(scene->guests[i].served_ms <= 4000 + (TURNS_WAIT_MAX_S + 2) * 1000);
    scene_close(scene);
}

static void what_counts_is_when_the_same_bytes_came(void **state)
{
    (void)state;
    struct turns *turns = turns_open(WORKERS, QUEUE_MAX);
    assert_non_null(turns);
    static const struct {
        const char *again;
        int64_t counts_s;
    } cases[] = {{"burst", 100}, {"other", 130}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct message first = message_of(i, "burst"), second = message_of(i, cases[i].again);
        assert_int_not_equal(turns_ask(turns, &first, QUEUE_MAX, 100000 * ms_ns), 0);
        assert_int_equal(turns_ask(turns, &second, QUEUE_MAX / 2, 130000 * ms_ns), 0);
        assert_int_equal(second.came_ns, cases[i].counts_s * 1000 * ms_ns);
        message_release(&first);
        message_release(&second);
    }
    turns_close(turns);
}

/* One worker that takes `ms` for each. */
static struct turns *turns_at(int64_t ms)
{
    struct turns *turns = turns_open(1, 100);
    assert_non_null(turns);
    for (size_t i = 0; i < 1000; i++)
        turns_done(turns, ms * ms_ns);
    return turns;
}

/* A full queue never takes one more; who comes too early is told the rest, and nobody is told more than a minute. */
static void nobody_is_told_nonsense(void **state)
{
    (void)state;
    struct turns *turns = turns_at(3600 * 1000);
    unsigned last = 0;
    for (size_t i = 0; i < 40000; i++) { // more than are remembered
        struct message message = message_of(i, "burst");
        unsigned seconds = turns_ask(turns, &message, 100, 0);
        assert_in_range(seconds, 1, TURNS_WAIT_MAX_S);
        assert_true(seconds >= last);
        last = seconds;
        message_release(&message);
    }
    assert_int_equal(last, TURNS_WAIT_MAX_S);
    turns_close(turns);

    turns = turns_at(100);
    struct message message = message_of(1, "burst"); // behind fifty, 100 ms each: 5.1 s
    assert_int_equal(turns_ask(turns, &message, 100, 0), 6);
    assert_int_equal(turns_ask(turns, &message, 100, 2000 * ms_ns), 4);
    assert_int_equal(turns_ask(turns, &message, 50, 3000 * ms_ns), 3);
    assert_int_equal(turns_ask(turns, &message, 50, 5200 * ms_ns), 0);
    message_release(&message);
    turns_close(turns);
}

/* Without a session two people behind one address are two. */
static void strangers_are_told_apart(void **state)
{
    (void)state;
    struct turns *turns = turns_at(100);
    struct message one, two;
    assert_true(message_init_local(&one, HTTP_POST, "/api/user/session", NULL, "one", 3));
    assert_true(message_init_local(&two, HTTP_POST, "/api/user/session", NULL, "two", 3));
    one.client_network = two.client_network = "192.0.2.1";
    assert_int_equal(turns_ask(turns, &one, 100, 0), 6);
    for (size_t i = 0; i < 20; i++) {
        struct message other = message_of(i, "burst");
        (void)turns_ask(turns, &other, 100, 0);
        message_release(&other);
    }
    assert_int_equal(turns_ask(turns, &two, 100, 0), 8);
    assert_int_equal(turns_ask(turns, &one, 100, 0), 6);
    message_release(&one);
    message_release(&two);
    turns_close(turns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hall_is_served_in_order),
        cmocka_unit_test(a_slow_beginning_is_not_promised),
        cmocka_unit_test(newcomers_do_not_overtake),
        cmocka_unit_test(strangers_book_in_vain),
        cmocka_unit_test(what_counts_is_when_the_same_bytes_came),
        cmocka_unit_test(nobody_is_told_nonsense),
        cmocka_unit_test(strangers_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
