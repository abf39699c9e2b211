/* SPDX-License-Identifier: MIT */
/*
 * Pictures that cost: bombs, floods, clients that leave, and workers that die over them. Whatever faces do, a mark by
 * hand, a sign-in and a page are answered meanwhile. The only worker is held or stopped by the test, so nothing here
 * hangs on how fast anything is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <png.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>

#include "api/gate/gate.h"
#include "base/str.h"
#include "face/pool.h"
#include "support/face_data.h"
#include "support/parsers.h"
#include "support/stopped.h"
#include "support/wire.h"
#include "worker/worker.h"

enum { SIDE = 4000, FRAMES = 8, FLOOD = 12, QUEUE = 2 };

struct bytes {
    uint8_t *at;
    size_t size;
};

struct scene {
    struct api_world world;
    struct college college;
    struct wire wire;
    struct workers *workers;
    struct visitor students[FLOOD];
    struct bytes burst; // what they all send
};

static void add_bytes(png_structp png, png_bytep bytes, size_t size)
{
    struct bytes *out = png_get_io_ptr(png);
    out->at = realloc(out->at, out->size + size);
    assert_non_null(out->at);
    memcpy(out->at + out->size, bytes, size);
    out->size += size;
}

/* 4000 x 4000, 16 bits and four channels a pixel: a file of some kilobytes that becomes 128 MB. */
static struct bytes bomb(void)
{
    struct bytes out = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    uint8_t *row = calloc(SIDE, 8);
    assert_true(png && info && row);
    png_set_write_fn(png, &out, add_bytes, NULL);
    png_set_compression_level(png, 9);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_IHDR(png, info, SIDE, SIDE, 16, PNG_COLOR_TYPE_RGBA, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < SIDE; y++)
        png_write_row(png, row);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    free(row);
    return out;
}

/* FRAMES of it as a burst, no two alike: bytes behind a PNG's end are no part of it. */
static struct bytes burst_of(struct bytes picture)
{
    struct bytes burst = {.at = malloc(FRAMES * (picture.size + 5))};
    assert_non_null(burst.at);
    for (uint8_t i = 0; i < FRAMES; i++) {
        size_t size = picture.size + 1;
        const uint8_t head[] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};
        memcpy(burst.at + burst.size, head, sizeof(head));
        memcpy(burst.at + burst.size + sizeof(head), picture.at, picture.size);
        burst.at[burst.size + sizeof(head) + picture.size] = i;
        burst.size += sizeof(head) + size;
    }
    return burst;
}

static void consent(struct scene *scene, const struct visitor *student)
{
    char text[64];
    json_t *body = api_expect(api_ask(&scene->world, student, HTTP_GET, "/api/student/consent", NULL), 200);
    snprintf(text, sizeof(text), "{\"version\":%lld,\"scope\":\"all\"}", (long long)json_int_at(body, "version"));
    json_decref(body);
    json_decref(api_expect(api_ask(&scene->world, student, HTTP_POST, "/api/student/consent", text), 200));
}

static void scene_open(struct scene *scene, void **state)
{
    const char *models = face_data_models();
    if (!models) {
        print_message("skip: no models (./check fetches them)\n");
        skip();
    }
    memset(scene, 0, sizeof(*scene));
    api_world_open(&scene->world, state, models);
    api_college(&scene->world, &scene->college);
    struct server_config config = wire_config();
    config.lanes[API_LANE_PASSWORDS] = (struct server_lane){1, 16, true};
    config.lanes[API_LANE_FILES] = (struct server_lane){1, 16, true};
    config.lanes[API_LANE_FACES] = (struct server_lane){1, QUEUE, true};
    wire_open(&scene->wire, &scene->world, &config);
    scene->workers = face_pool_workers(scene->world.faces);
    for (size_t i = 0; i < FLOOD; i++) {
        char name[32];
        snprintf(name, sizeof(name), "flood%zu", i);
        scene->students[i] = api_join(&scene->world, name, ROLE_STUDENT);
        consent(scene, &scene->students[i]);
    }
    static struct bytes picture; // made once a program
    picture = picture.at ? picture : bomb();
    assert_true(picture.size < FACE_FRAME_BYTES_MAX);
    scene->burst = burst_of(picture);
}

static void scene_close(struct scene *scene)
{
    wire_close(&scene->wire);
    api_world_close(&scene->world);
    free(scene->burst.at);
}

/* Begins a request with bytes; it has surely reached the server when this returns. */
static void begin(struct scene *scene, const struct visitor *visitor, const char *line, struct bytes bytes,
                  struct client *client)
{
    char head[512];
    snprintf(head, sizeof(head),
             "%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nCookie: " SESSION_COOKIE
             "=%s\r\nX-CSRF-Token: %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %zu\r\n"
             "Expect: 100-continue\r\n\r\n",
             line, scene->wire.port, visitor->token, visitor->csrf, bytes.size);
    client_open(client, scene->wire.port);
    client_say(client, head);
    assert_true(client_wait_for(client, "100 Continue\r\n\r\n"));
    assert_true(client_send(client, bytes.at, bytes.size));
}

static void upload(struct scene *scene, size_t student, struct client *client)
{
    begin(scene, &scene->students[student], "PUT /api/student/face", scene->burst, client);
}

static void must_be(const struct client_answer *answer, unsigned status, const char *code)
{
    char word[80], seconds[16];
    snprintf(word, sizeof(word), "\"code\":\"%s\"", code);
    if (answer->status != status || !strstr(answer->body, word))
        fail_msg("%u, not %u %s: %s", answer->status, status, code, answer->body);
    assert_true(status != 503 || client_header(answer, "Retry-After", seconds, sizeof(seconds)));
}

static void expect_code(struct client *client, unsigned status, const char *code)
{
    struct client_answer answer;
    assert_true(client_read(client, false, &answer));
    must_be(&answer, status, code);
    client_answer_release(&answer);
    client_close(client);
}

/* Whether the bomb was looked at; else it was told that there is no room. */
static bool is_served(struct client *client)
{
    struct client_answer answer;
    assert_true(client_read(client, false, &answer));
    bool served = answer.status != 503;
    must_be(&answer, served ? 422 : 503, served ? "image_too_large" : "busy");
    client_answer_release(&answer);
    client_close(client);
    return served;
}

static void wait_until_busy(struct scene *scene)
{
    while (workers_figures(scene->workers).busy == 0)
        sched_yield();
}

/* What must go on whatever faces do: a mark by hand, a sign-in, a page. */
static void expect_all_else_works(struct scene *scene)
{
    char target[128];
    struct college *college = &scene->college;
    snprintf(target, sizeof(target), "/api/attendance/%lld/marks/%lld", (long long)college->lecture,
             (long long)college->student.id);
    assert_int_equal(wire_ask(&scene->wire, &college->professor, HTTP_PUT, target, "{\"status\":\"P\"}", NULL), 200);
    char code[64];
    assert_int_equal(wire_code(&scene->wire, NULL, HTTP_POST, "/api/user/session",
                               "{\"email\":\"flood0@example.org\",\"password\":\"no such words here\"}", code),
                     401);
    assert_string_equal(code, "wrong_credentials"); // the password was hashed and compared
    assert_int_equal(wire_ask(&scene->wire, &college->student, HTTP_GET, "/api/student/home", NULL, NULL), 200);
}

static void test_a_bomb_is_refused_by_its_header(void **state)
{
    struct scene scene;
    struct client client;
    scene_open(&scene, state);
    for (int i = 0; i < 2; i++) {
        upload(&scene, 0, &client);
        expect_code(&client, 422, "image_too_large");
    }
    struct workers_figures figures = workers_figures(scene.workers);
    assert_int_equal(figures.calls, 2);
    assert_int_equal(figures.lost, 0);
    scene_close(&scene);
}

/* Twelve at once, and the one worker held: those past the queue hear so at once, and everybody else is served. */
static void test_a_flood_stays_in_its_lane(void **state)
{
    struct scene scene;
    struct client clients[FLOOD];
    struct pollfd polls[FLOOD];
    scene_open(&scene, state);
    struct worker *held = workers_hold(scene.workers);
    assert_non_null(held);
    for (size_t i = 0; i < FLOOD; i++)
        upload(&scene, i, &clients[i]);
    for (unsigned refused = 0; refused < FLOOD - QUEUE - 1; refused++) { // one runs, two wait, whichever
        for (size_t i = 0; i < FLOOD; i++)
            polls[i] = (struct pollfd){.fd = clients[i].socket, .events = POLLIN};
        assert_true(poll(polls, FLOOD, -1) > 0);
        size_t at = 0;
        while (!polls[at].revents)
            at++;
        expect_code(&clients[at], 503, "busy");
    }
    expect_all_else_works(&scene);
    assert_int_equal(workers_figures(scene.workers).calls, 0);
    workers_give(scene.workers, held);
    // Of the three left one may have been refused, too: when the lane took the first only after the others had come.
    size_t served = 0;
    for (size_t i = 0; i < FLOOD; i++)
        served += clients[i].socket >= 0 && is_served(&clients[i]);
    assert_in_range(served, QUEUE, QUEUE + 1);
    assert_int_equal(workers_figures(scene.workers).calls, served);
    scene_close(&scene);
}

/* Those who leave before their turn are not worked for. */
static void test_who_leaves_is_dropped(void **state)
{
    struct scene scene;
    struct client runs, leaves, comes;
    scene_open(&scene, state);
    struct worker *held = workers_hold(scene.workers);
    upload(&scene, 0, &runs);
    upload(&scene, 1, &leaves);
    client_close(&leaves);
    workers_give(scene.workers, held);
    expect_code(&runs, 422, "image_too_large");
    upload(&scene, 2, &comes); // behind the one that left, whose place may still be taken
    expect_code(&comes, 422, "image_too_large");
    assert_int_equal(workers_figures(scene.workers).calls, 2);
    scene_close(&scene);
}

/* The same of files, whose kind a worker tells, too. */
static void test_files_stay_in_their_lane(void **state)
{
    struct scene scene;
    struct client clients[4];
    struct client_answer answer;
    char line[96];
    static uint8_t text[] = "notes of a lecture\n";
    scene_open(&scene, state);
    struct worker *held = workers_hold(parsers_shared());
    assert_non_null(held);
    for (size_t i = 0; i < ARRAY_LENGTH(clients); i++) {
        snprintf(line, sizeof(line), "POST /api/classroom/%lld/files?name=notes%zu.txt",
                 (long long)scene.college.classroom, i);
        begin(&scene, &scene.college.student, line, (struct bytes){text, sizeof(text) - 1}, &clients[i]);
    }
    expect_all_else_works(&scene);
    workers_give(parsers_shared(), held);
    for (size_t i = 0; i < ARRAY_LENGTH(clients); i++) {
        assert_true(client_read(&clients[i], false, &answer));
        if (answer.status != 201)
            fail_msg("%u: %s", answer.status, answer.body);
        client_answer_release(&answer);
        client_close(&clients[i]);
    }
    scene_close(&scene);
}

/* A worker that dies over a picture costs that request; the next is answered by another. */
static void test_a_death_costs_one_request(void **state)
{
    struct scene scene;
    struct client client;
    scene_open(&scene, state);
    upload(&scene, 0, &client); // starts it
    expect_code(&client, 422, "image_too_large");
    struct worker *held = workers_hold(scene.workers);
    pid_t process = worker_process(held);
    workers_give(scene.workers, held);
    stop_process(process);
    upload(&scene, 1, &client);
    wait_until_busy(&scene);
    expect_all_else_works(&scene);
    assert_int_equal(kill(process, SIGKILL), 0);
    expect_code(&client, 503, "busy");
    upload(&scene, 1, &client);
    expect_code(&client, 422, "image_too_large");
    struct workers_figures figures = workers_figures(scene.workers);
    assert_int_equal(figures.calls, 2);
    assert_int_equal(figures.lost, 1);
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_a_bomb_is_refused_by_its_header), TEST_ON_BOTH(test_a_flood_stays_in_its_lane),
        TEST_ON_BOTH(test_files_stay_in_their_lane),        TEST_ON_BOTH(test_who_leaves_is_dropped),
        TEST_ON_BOTH(test_a_death_costs_one_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
