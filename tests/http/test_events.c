/* SPDX-License-Identifier: MIT */
#include "http/unit.h"

#include <pthread.h>
#include <unistd.h>

#include "http/stream/stream.h"
#include "support/http_fixture.h"

static const char subscribe[] = "GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n";

static int set_up(void **state)
{
    static struct http_fixture fixture;
    http_fixture_init(&fixture);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    http_fixture_release(*state);
    return 0;
}

static void listen_in(struct http_fixture *fixture, struct client *client)
{
    client_open(client, fixture->port);
    client_say(client, subscribe);
    assert_true(client_wait_for(client, "retry: "));
}

static void events_reach_their_listeners(void **state)
{
    struct http_fixture *fixture = *state;
    assert_true(http_fixture_start(fixture));
    struct client clients[5];
    for (int i = 0; i < 5; i++)
        listen_in(fixture, &clients[i]);
    assert_int_equal(events_listeners(fixture->events, "class"), 5);
    assert_int_equal(events_listeners(fixture->events, "other"), 0);
    events_publish(fixture->events, "other", "mark", "{\"wrong\":1}");
    for (int i = 0; i < 20; i++) {
        char data[64];
        snprintf(data, sizeof(data), "{\"mark\":%d}", i);
        events_publish(fixture->events, "class", "mark", data);
        for (int j = 0; i % 5 == 0 && j < 5; j++) { // now and then wait, so that streams pause in between
            snprintf(data, sizeof(data), "event: mark\ndata: {\"mark\":%d}\n\n", i);
            assert_true(client_wait_for(&clients[j], data));
        }
    }
    for (int i = 0; i < 5; i++) {
        assert_true(client_wait_for(&clients[i], "data: {\"mark\":19}\n\n"));
        assert_non_null(strstr(clients[i].bytes, "Content-Type: text/event-stream"));
        assert_non_null(strstr(clients[i].bytes, "Cache-Control: no-store"));
        assert_null(strstr(clients[i].bytes, "wrong"));
        char *last = clients[i].bytes;
        for (int j = 0; j < 20; j++) { // all there, in order
            char data[64];
            snprintf(data, sizeof(data), "data: {\"mark\":%d}\n\n", j);
            last = strstr(last, data);
            assert_non_null(last);
        }
        client_close(&clients[i]);
    }
}

static void heartbeats_find_the_dead(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.heartbeat_ms = 50;
    assert_true(http_fixture_start(fixture));
    struct client living, dead;
    listen_in(fixture, &living);
    listen_in(fixture, &dead);
    assert_int_equal(events_listeners(fixture->events, "class"), 2);
    assert_true(client_wait_for(&living, ": still here\n\n"));
    client_close(&dead);
    for (int i = 0; i < 12000 && events_listeners(fixture->events, "class") == 2; i++)
        usleep(10000);
    assert_int_equal(events_listeners(fixture->events, "class"), 1);
    events_publish(fixture->events, "class", "mark", "{}");
    assert_true(client_wait_for(&living, "event: mark"));
    client_close(&living);
}

/* One that does not read is cut; the others do not wait for it, and publishing never blocks. */
static void laggards_are_cut(void **state)
{
    struct http_fixture *fixture = *state;
    assert_true(http_fixture_start(fixture));
    struct client quick, stuck;
    listen_in(fixture, &quick);
    listen_in(fixture, &stuck);
    const size_t size = 64 << 10;
    char *data = malloc(size);
    assert_non_null(data);
    memset(data, 'd', size - 1);
    data[size - 1] = '\0';
    for (int i = 0; i < 60000 && events_listeners(fixture->events, "class") == 2; i++) {
        events_publish(fixture->events, "class", "fill", data);
        assert_true(client_wait_for(&quick, "d\n\n"));
        free(quick.bytes);
        quick.bytes = NULL;
        quick.size = 0;
        usleep(2000);
    }
    free(data);
    assert_int_equal(events_listeners(fixture->events, "class"), 1);
    events_publish(fixture->events, "class", "last", "{}");
    assert_true(client_wait_for(&quick, "event: last"));
    client_close(&quick);
    client_close(&stuck);
}

static void events_stop_ends_streams(void **state)
{
    struct http_fixture *fixture = *state;
    assert_true(http_fixture_start(fixture));
    struct client client;
    struct client_answer answer;
    listen_in(fixture, &client);
    events_publish(fixture->events, "class", "mark", "{}");
    events_stop(fixture->events);
    assert_true(client_read(&client, false, &answer));
    assert_non_null(strstr(answer.body, "event: mark"));
    client_answer_release(&answer);
    client_close(&client);
    assert_int_equal(http_fixture_ask(fixture, subscribe, &answer), 503);
    assert_string_equal(answer.body, "{\"code\":\"busy\"}");
    client_answer_release(&answer);
}

/* Without a server: the reader's side alone. */
struct counts {
    unsigned paused, woken, lagged, ending; // under the events' lock
};

static void count_pause(void *context)
{
    ((struct counts *)context)->paused++;
}

static void count_wake(void *context)
{
    ((struct counts *)context)->woken++;
}

static void count_lagged(void *context)
{
    ((struct counts *)context)->lagged++;
}

static void count_ending(void *context)
{
    ((struct counts *)context)->ending++;
}

static const struct stream_calls calls = {count_pause, count_wake, count_lagged, count_ending};

static struct stream_request listener_of(const char *channel)
{
    struct stream_request request = {.holder = {.channel_count = 1}};
    snprintf(request.holder.channels[0], EVENTS_CHANNEL_SIZE, "%s", channel);
    return request;
}

static struct stream *open_stream(struct events *events, const char *channel, struct counts *counts)
{
    struct stream_request request = listener_of(channel);
    return stream_open(events, &request, &calls, counts);
}

/* All that waits, ids taken out. */
static const char *read_all(struct stream *stream, char out[static 4096])
{
    size_t used = 0, size = 0;
    while (stream_read(stream, out + used, 4095 - used, &size) == STREAM_DATA)
        used += size;
    out[used] = '\0';
    for (char *id = strstr(out, "id: "); id; id = strstr(id, "id: ")) {
        const char *after = strchr(id, '\n') + 1;
        memmove(id, after, strlen(after) + 1);
    }
    return out;
}

static void streams_pause_and_wake(void **state)
{
    (void)state;
    struct events *events = events_open();
    struct counts counts = {0};
    struct stream *stream = open_stream(events, "a", &counts);
    char out[4096];
    size_t size = 0;
    assert_non_null(stream);
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_DATA); // the greeting
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_PAUSED);
    assert_int_equal(counts.paused, 1);
    events_publish(events, "a", "x", "1");
    events_publish(events, "a", "x", "2");
    assert_int_equal(counts.woken, 1);                                 // one wake for one pause
    assert_int_equal(stream_read(stream, out, 3, &size), STREAM_DATA); // in small bites
    assert_int_equal(size, 3);
    assert_memory_equal(out, "id:", 3);
    assert_non_null(strstr(read_all(stream, out), "\nevent: x\ndata: 1\n\nevent: x\ndata: 2\n\n"));
    events_heartbeat(events, 60000);
    assert_int_equal(counts.woken, 1); // not silent for so long
    events_heartbeat(events, 0);
    assert_int_equal(counts.woken, 2);
    stream_close(stream);

    counts = (struct counts){0};
    stream = open_stream(events, "a", &counts);
    for (int i = 0; i < EVENTS_BACKLOG - 1; i++)
        events_publish(events, "a", "x", "1");
    assert_int_equal(counts.lagged, 0);
    events_publish(events, "a", "x", "1");
    events_publish(events, "a", "x", "1");
    assert_int_equal(counts.lagged, 1);
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_LAGGED);
    stream_close(stream);
    stream_close(NULL);
    events_close(events);
    events_close(NULL);
}

static void streams_have_limits(void **state)
{
    (void)state;
    static struct stream *streams[EVENTS_STREAMS_MAX];
    struct events *events = events_open();
    struct counts counts = {0};
    char name[EVENTS_CHANNEL_SIZE];
    struct stream_request none = {0};
    assert_null(stream_open(events, &none, &calls, &counts));
    none.holder.channel_count = EVENTS_CHANNELS_MAX + 1;
    assert_null(stream_open(events, &none, &calls, &counts));
    memset(name, 'n', sizeof(name));
    name[EVENTS_CHANNEL_SIZE - 1] = '\0';
    for (size_t i = 0; i < EVENTS_STREAMS_MAX; i++) {
        streams[i] = open_stream(events, name, &counts);
        assert_non_null(streams[i]);
    }
    assert_int_equal(events_listeners(events, name), EVENTS_STREAMS_MAX);
    assert_null(open_stream(events, "a", &counts));
    stream_close(streams[7]);
    streams[7] = open_stream(events, "a", &counts);
    assert_non_null(streams[7]);
    for (size_t i = 0; i < EVENTS_STREAMS_MAX; i++)
        stream_close(streams[i]);
    events_stop(events);
    assert_null(open_stream(events, "a", &counts));
    events_close(events);
}

/* The one who says whether a stream may go on, and what was asked. */
struct judge {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum stream_right right;
    unsigned asked;
    int64_t session_id; // of the last question
    bool held;          // no answer until it is let go
};

static enum stream_right ask(void *context, const struct stream_holder *holder)
{
    struct judge *judge = context;
    pthread_mutex_lock(&judge->lock);
    judge->asked++;
    judge->session_id = holder->session_id;
    pthread_cond_broadcast(&judge->changed);
    while (judge->held)
        pthread_cond_wait(&judge->changed, &judge->lock);
    enum stream_right right = judge->right;
    pthread_mutex_unlock(&judge->lock);
    return right;
}

static void judge_init(struct judge *judge, enum stream_right right)
{
    *judge = (struct judge){.right = right};
    pthread_mutex_init(&judge->lock, NULL);
    pthread_cond_init(&judge->changed, NULL);
}

static void judge_set(struct judge *judge, enum stream_right right, bool held)
{
    pthread_mutex_lock(&judge->lock);
    judge->right = right;
    judge->held = held;
    pthread_cond_broadcast(&judge->changed);
    pthread_mutex_unlock(&judge->lock);
}

static void judge_wait(struct judge *judge, unsigned asked)
{
    pthread_mutex_lock(&judge->lock);
    while (judge->asked < asked)
        pthread_cond_wait(&judge->changed, &judge->lock);
    pthread_mutex_unlock(&judge->lock);
}

static struct stream *open_judged(struct events *events, struct judge *judge, struct counts *counts)
{
    struct stream_request request = listener_of("a");
    request.holder.session_id = 7;
    request.ask = ask;
    request.context = judge;
    return stream_open(events, &request, &calls, counts);
}

/* Reads until the stream has said so much: what pauses is woken by another thread. */
static void read_until(struct stream *stream, const char *wanted, char out[static 4096])
{
    size_t used = 0, size = 0;
    out[0] = '\0';
    for (int i = 0; !strstr(out, wanted) && i < 20000; i++) {
        enum stream_result result = stream_read(stream, out + used, 4095 - used, &size);
        if (result == STREAM_END || result == STREAM_LAGGED)
            break;
        if (result == STREAM_DATA)
            used += size;
        else
            usleep(1000);
        out[used] = '\0';
    }
    assert_non_null(strstr(out, wanted));
}

/* From the moment of the doubt until the answer nothing goes out; after a no, nothing ever. */
static void doubt_holds_back(void **state)
{
    (void)state;
    struct events *events = events_open();
    struct counts counts = {0};
    struct judge judge;
    char out[4096];
    size_t size;
    judge_init(&judge, STREAM_ALLOWED);
    struct stream *stream = open_judged(events, &judge, &counts);
    assert_non_null(stream);
    read_until(stream, "retry: ", out);
    assert_int_equal(judge.session_id, 7);
    events_publish(events, "a", "x", "1");
    read_until(stream, "data: 1", out);

    judge_set(&judge, STREAM_ALLOWED, true);
    events_doubt(events);
    judge_wait(&judge, 2);
    events_publish(events, "a", "x", "2");
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_PAUSED);
    judge_set(&judge, STREAM_ALLOWED, false);
    read_until(stream, "data: 2", out);

    judge_set(&judge, STREAM_REFUSED, true);
    events_doubt(events);
    judge_wait(&judge, 3);
    events_publish(events, "a", "x", "3");
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_PAUSED);
    judge_set(&judge, STREAM_REFUSED, false);
    read_until(stream, "event: closed\n", out);
    assert_null(strstr(out, "data: 3"));
    events_publish(events, "a", "x", "4");
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_END);
    assert_int_equal(counts.ending, 1);
    stream_close(stream);
    events_close(events);
}

/* A right that ended by itself, as a session's time does, is found at the next heartbeat; and one that cannot be asked
 * now is asked until it can. */
static void heartbeats_ask_again(void **state)
{
    (void)state;
    struct events *events = events_open();
    struct counts counts = {0};
    struct judge judge;
    char out[4096];
    size_t size;
    judge_init(&judge, STREAM_UNSURE);
    struct stream *stream = open_judged(events, &judge, &counts);
    judge_wait(&judge, 1);
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_PAUSED);
    judge_set(&judge, STREAM_ALLOWED, false);
    read_until(stream, "retry: ", out);
    events_heartbeat(events, 1); // from now on each is asked every millisecond
    judge_wait(&judge, 10);
    judge_set(&judge, STREAM_REFUSED, false);
    read_until(stream, "event: closed\n", out);
    stream_close(stream);
    events_close(events);
}

/* A stream may be closed while its right is asked. */
static void closing_does_not_wait_for_an_answer(void **state)
{
    (void)state;
    struct events *events = events_open();
    struct counts counts = {0};
    struct judge judge;
    char out[4096];
    judge_init(&judge, STREAM_ALLOWED);
    judge_set(&judge, STREAM_ALLOWED, true);
    struct stream *first = open_judged(events, &judge, &counts);
    judge_wait(&judge, 1);
    struct stream *second = open_judged(events, &judge, &counts);
    stream_close(first);
    judge_set(&judge, STREAM_ALLOWED, false);
    read_until(second, "retry: ", out);
    stream_close(second);
    events_close(events);
}

static struct stream *open_as(struct events *events, int64_t person_id, int64_t session_id, struct counts *counts)
{
    struct stream_request request = listener_of("a");
    request.holder.person_id = person_id;
    request.holder.session_id = session_id;
    return stream_open(events, &request, &calls, counts);
}

/* One more than a session or a person may have ends the oldest; and when the old ones do not go, there is no more. */
static void sessions_and_people_have_limits(void **state)
{
    (void)state;
    struct stream *streams[2 * EVENTS_PERSON_MAX];
    struct events *events = events_open();
    struct counts counts = {0};
    char out[4096];
    for (size_t i = 0; i < EVENTS_SESSION_MAX; i++)
        streams[i] = open_as(events, 1, 1, &counts);
    assert_int_equal(counts.ending, 0);
    for (size_t i = EVENTS_SESSION_MAX; i < 2 * EVENTS_SESSION_MAX; i++) {
        streams[i] = open_as(events, 1, 1, &counts);
        assert_non_null(streams[i]);
        assert_int_equal(counts.ending, i - EVENTS_SESSION_MAX + 1);
        assert_non_null(strstr(read_all(streams[i - EVENTS_SESSION_MAX], out), "too_many_streams"));
        assert_null(strstr(read_all(streams[i], out), "closed"));
    }
    assert_null(open_as(events, 1, 1, &counts));
    for (size_t i = 0; i < EVENTS_SESSION_MAX; i++)
        stream_close(streams[i]);
    for (size_t i = 0; i < EVENTS_SESSION_MAX; i++)
        stream_close(streams[EVENTS_SESSION_MAX + i]);

    counts = (struct counts){0};
    for (size_t i = 0; i < 2 * EVENTS_PERSON_MAX; i++) {
        streams[i] = open_as(events, 2, (int64_t)i + 10, &counts);
        assert_non_null(streams[i]);
    }
    assert_int_equal(counts.ending, EVENTS_PERSON_MAX);
    assert_null(open_as(events, 2, 99, &counts));
    struct stream *other = open_as(events, 3, 100, &counts);
    assert_non_null(other);
    stream_close(other);
    for (size_t i = 0; i < 2 * EVENTS_PERSON_MAX; i++)
        stream_close(streams[i]);
    events_limit(events, 1);
    other = open_as(events, 3, 100, &counts);
    assert_non_null(other);
    assert_null(open_as(events, 4, 101, &counts));
    assert_int_equal(events_streams(events), 1);
    stream_close(other);
    events_close(events);
}

static void id_of(const char *out, char id[static EVENTS_ID_SIZE])
{
    const char *last = NULL;
    for (const char *at = strstr(out, "id: "); at; at = strstr(at + 1, "id: "))
        last = at + 4;
    assert_non_null(last);
    size_t size = strcspn(last, "\n");
    assert_true(size < EVENTS_ID_SIZE);
    memcpy(id, last, size);
    id[size] = '\0';
}

static struct stream *come_back(struct events *events, const char *channel, const char *id, struct counts *counts)
{
    struct stream_request request = listener_of(channel);
    request.last_id = id;
    return stream_open(events, &request, &calls, counts);
}

/* Who comes back gets what was published meanwhile on its own channels, and only that; or hears that it missed
 * something. */
static void streams_are_taken_up_again(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "x", "00000000-1", "99999999999999999999", "-1", "\xff"};
    struct events *events = events_open();
    struct counts counts = {0};
    char out[4096], id[EVENTS_ID_SIZE];
    size_t size = 0;
    struct stream *stream = open_stream(events, "a", &counts);
    struct stream *other = open_stream(events, "b", &counts);
    events_publish(events, "a", "x", "1");
    out[0] = '\0';
    while (!strstr(out, "id: ") && stream_read(stream, out, sizeof(out) - 1, &size) == STREAM_DATA)
        out[size] = '\0';
    id_of(out, id);
    stream_close(stream);
    assert_true(events_wanted(events, "a")); // for a while
    events_publish(events, "a", "x", "2");
    events_publish(events, "b", "x", "not yours");
    events_publish(events, "a", "x", "3");
    stream = come_back(events, "a", id, &counts);
    const char *got = strstr(read_all(stream, out), "\n\n") + 2; // behind the greeting
    assert_string_equal(got, "event: x\ndata: 2\n\nevent: x\ndata: 3\n\n");
    stream_close(stream);

    struct stream *late = come_back(events, "c", id, &counts); // nobody has followed it since
    assert_non_null(strstr(read_all(late, out), "event: missed\n"));
    stream_close(late);
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        stream = come_back(events, "a", wrong[i], &counts);
        assert_non_null(strstr(read_all(stream, out), "event: missed\n"));
        stream_close(stream);
    }
    for (int i = 0; i < EVENTS_HISTORY + 10; i++)
        events_publish(events, "a", "x", "9");
    stream = come_back(events, "a", id, &counts);
    assert_non_null(strstr(read_all(stream, out), "event: missed\n"));
    assert_null(strstr(out, "data: 9"));
    stream_close(stream);
    stream_close(other);
    events_close(events);
}

/* One connection hears of all its channels. */
static void one_stream_has_many_channels(void **state)
{
    (void)state;
    struct events *events = events_open();
    struct counts counts = {0};
    struct stream_request request = listener_of("a");
    char out[4096];
    request.holder.channel_count = 2;
    snprintf(request.holder.channels[1], EVENTS_CHANNEL_SIZE, "b");
    struct stream *both = stream_open(events, &request, &calls, &counts);
    struct stream *one = open_stream(events, "b", &counts);
    events_publish(events, "a", "x", "1");
    events_publish(events, "b", "y", "2");
    events_publish(events, "c", "z", "3");
    assert_string_equal(strstr(read_all(both, out), "event"), "event: x\ndata: 1\n\nevent: y\ndata: 2\n\n");
    assert_string_equal(strstr(read_all(one, out), "event"), "event: y\ndata: 2\n\n");
    stream_close(both);
    assert_int_equal(events_listeners(events, "a"), 0);
    assert_int_equal(events_listeners(events, "b"), 1);
    stream_close(one);
    events_close(events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(events_reach_their_listeners, set_up, tear_down),
        cmocka_unit_test_setup_teardown(heartbeats_find_the_dead, set_up, tear_down),
        cmocka_unit_test_setup_teardown(laggards_are_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(events_stop_ends_streams, set_up, tear_down),
        cmocka_unit_test(streams_pause_and_wake),
        cmocka_unit_test(streams_have_limits),
        cmocka_unit_test(doubt_holds_back),
        cmocka_unit_test(heartbeats_ask_again),
        cmocka_unit_test(closing_does_not_wait_for_an_answer),
        cmocka_unit_test(sessions_and_people_have_limits),
        cmocka_unit_test(streams_are_taken_up_again),
        cmocka_unit_test(one_stream_has_many_channels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
