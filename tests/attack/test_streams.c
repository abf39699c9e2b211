/* SPDX-License-Identifier: MIT */
/*
 * A live stream is open while its reader loses the right to it: by each way there is, and nothing that happens
 * afterwards arrives.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"
#include "support/wire.h"

#define PASSWORD "quiet river stones"

enum { TARGET_SIZE = 256, BODY_SIZE = 512, HEARTBEAT_MS = 50, DAY_S = 24 * 60 * 60 };

enum { OWN, LECTURE, BOTH, STREAM_KINDS };

struct scene {
    struct api_world world;
    struct wire wire;
    struct college college;
    struct visitor watcher;   // whose right it is
    struct visitor elsewhere; // another session of theirs
    char email[128];
    struct client streams[STREAM_KINDS];
};

static void must(const struct scene *scene, const struct visitor *visitor, enum http_method method, const char *target,
                 const char *body, unsigned status)
{
    struct client_answer answer;
    if (wire_ask(&scene->wire, visitor, method, target, body, &answer) != status)
        fail_msg("%s: %u, not %u: %s", target, answer.status, status, answer.body ? answer.body : "");
    client_answer_release(&answer);
}

static struct visitor another_session(struct scene *scene, int64_t user_id)
{
    const struct session_origin origin = {.address = "192.0.2.7", .user_agent = "elsewhere", .bearer = true};
    struct visitor visitor = {.id = user_id, .bearer = true};
    struct session session;
    CLOSES(arena_release) struct arena arena = arena_of(1 << 16);
    assert_int_equal(session_start(scene->world.school, user_id, &origin, &arena, &session), FAULT_NONE);
    assert_true(str_copy(visitor.token, sizeof(visitor.token), session.token));
    return visitor;
}

static void by_administrator(struct scene *scene, enum http_method method, const char *tail, const char *body,
                             unsigned status)
{
    char target[TARGET_SIZE];
    must(scene, &scene->college.administrator, HTTP_POST, "/api/user/step-up", "{\"password\":\"" PASSWORD "\"}", 200);
    snprintf(target, sizeof(target), "/api/admin/users/%lld%s", (long long)scene->watcher.id, tail);
    must(scene, &scene->college.administrator, method, target, body, status);
}

static void of_class(const struct scene *scene, const char *tail, char target[static TARGET_SIZE])
{
    snprintf(target, TARGET_SIZE, "/api/classroom/%lld%s", (long long)scene->college.classroom, tail);
}

/* ---- the ways to lose it ---- */

static void signed_out(struct scene *scene)
{
    must(scene, &scene->watcher, HTTP_DELETE, "/api/user/session", NULL, 204);
}

static void session_revoked(struct scene *scene)
{
    char target[TARGET_SIZE];
    snprintf(target, sizeof(target), "/api/user/sessions/%lld", (long long)scene->watcher.session);
    must(scene, &scene->elsewhere, HTTP_DELETE, target, NULL, 204);
}

static void others_revoked(struct scene *scene)
{
    must(scene, &scene->elsewhere, HTTP_DELETE, "/api/user/sessions", NULL, 200);
}

static void password_changed(struct scene *scene)
{
    must(scene, &scene->elsewhere, HTTP_PUT, "/api/user/password",
         "{\"old_password\":\"" PASSWORD "\",\"password\":\"another quiet river\"}", 204);
}

static void password_reset(struct scene *scene)
{
    char body[BODY_SIZE], token[64];
    snprintf(body, sizeof(body), "{\"email\":\"%s\"}", scene->email);
    must(scene, NULL, HTTP_POST, "/api/user/password/reset", body, 202);
    wire_mailed(&scene->wire, scene->email, "/reset", token);
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"another quiet river\"}", token);
    must(scene, NULL, HTTP_POST, "/api/user/password", body, 204);
}

static void sessions_ended(struct scene *scene)
{
    by_administrator(scene, HTTP_DELETE, "/sessions", NULL, 200);
}

static void role_changed(struct scene *scene)
{
    by_administrator(scene, HTTP_PATCH, "", "{\"role\":\"administrator\"}", 200);
}

static void deactivated(struct scene *scene)
{
    by_administrator(scene, HTTP_POST, "/deactivate", NULL, 200);
}

static void merged(struct scene *scene)
{
    char body[BODY_SIZE], name[160];
    snprintf(name, sizeof(name), "into-%lld", (long long)scene->watcher.id);
    struct visitor into = api_join(&scene->world, name, ROLE_PROFESSOR);
    snprintf(body, sizeof(body), "{\"into\":%lld,\"apply\":true}", (long long)into.id);
    by_administrator(scene, HTTP_POST, "/merge", body, 200);
}

static void erased(struct scene *scene)
{
    by_administrator(scene, HTTP_POST, "/erase", "{\"apply\":true}", 200);
}

static void removed_from_staff(struct scene *scene)
{
    char target[TARGET_SIZE], tail[64];
    snprintf(tail, sizeof(tail), "/staff/%lld", (long long)scene->watcher.id);
    of_class(scene, tail, target);
    must(scene, &scene->college.professor, HTTP_DELETE, target, NULL, 204);
}

static void left_the_staff(struct scene *scene)
{
    char target[TARGET_SIZE];
    of_class(scene, "/staff", target);
    must(scene, &scene->elsewhere, HTTP_DELETE, target, NULL, 204);
}

/* The professor of the classroom for a while, then a co-teacher again, who is sent away. */
static void handed_over_and_removed(struct scene *scene)
{
    char target[TARGET_SIZE], body[BODY_SIZE];
    of_class(scene, "/owner", target);
    snprintf(body, sizeof(body), "{\"person\":%lld}", (long long)scene->watcher.id);
    must(scene, &scene->college.professor, HTTP_POST, target, body, 200);
    snprintf(body, sizeof(body), "{\"person\":%lld}", (long long)scene->college.professor.id);
    must(scene, &scene->watcher, HTTP_POST, target, body, 200);
    removed_from_staff(scene);
}

static void session_expired(struct scene *scene)
{
    api_world_pass(&scene->world, SESSION_STAFF_DAYS * (int64_t)DAY_S + 1);
}

static void left_unused(struct scene *scene)
{
    api_world_pass(&scene->world, SESSION_STAFF_IDLE_HOURS * 60 * 60LL + 1);
}

static const struct way {
    const char *name;
    void (*lose)(struct scene *scene);
    bool keeps_own; // what they are told themselves goes on
    bool by_itself; // nobody does anything: it is found at the next heartbeat
} ways[] = {
    {"signed out", signed_out, false, false},
    {"session revoked from elsewhere", session_revoked, false, false},
    {"all other sessions revoked", others_revoked, false, false},
    {"password changed", password_changed, false, false},
    {"password reset", password_reset, false, false},
    {"sessions ended by the administrator", sessions_ended, false, false},
    {"role changed", role_changed, false, false},
    {"deactivated", deactivated, false, false},
    {"merged into another account", merged, false, false},
    {"erased", erased, false, false},
    {"removed from the staff", removed_from_staff, true, false},
    {"left the staff", left_the_staff, true, false},
    {"classroom handed over, then removed", handed_over_and_removed, true, false},
    {"left unused for half a day", left_unused, false, true},
    {"session expired", session_expired, false, true},
};

static void watch_as(struct scene *scene, size_t number)
{
    char target[TARGET_SIZE], body[BODY_SIZE], name[32];
    unsigned status;
    snprintf(name, sizeof(name), "watcher%zu", number);
    snprintf(scene->email, sizeof(scene->email), "%s@example.org", name);
    scene->watcher = api_join(&scene->world, name, ROLE_PROFESSOR);
    scene->elsewhere = another_session(scene, scene->watcher.id);
    of_class(scene, "/staff", target);
    snprintf(body, sizeof(body), "{\"email\":\"%s\",\"part\":\"teacher\"}", scene->email);
    must(scene, &scene->college.professor, HTTP_POST, target, body, 201);
    assert_true(wire_listen(&scene->wire, &scene->watcher, "/api/user/events", &scene->streams[OWN], &status));
    long long lecture = (long long)scene->college.lecture;
    snprintf(target, sizeof(target), "/api/attendance/%lld/events", lecture);
    assert_true(wire_listen(&scene->wire, &scene->watcher, target, &scene->streams[LECTURE], &status));
    snprintf(target, sizeof(target), "/api/user/events?lecture=%lld", lecture);
    assert_true(wire_listen(&scene->wire, &scene->watcher, target, &scene->streams[BOTH], &status));
}

static void tell_all(struct scene *scene, const char *word)
{
    char channel[EVENTS_CHANNEL_SIZE], data[64];
    snprintf(data, sizeof(data), "{\"word\":\"%s\"}", word);
    snprintf(channel, sizeof(channel), "lecture:%lld", (long long)scene->college.lecture);
    events_publish(scene->world.events, channel, "mark", data);
    snprintf(channel, sizeof(channel), "user:%lld", (long long)scene->watcher.id);
    events_publish(scene->world.events, channel, "notification", data);
}

static void nothing_more_arrives(struct scene *scene, const struct way *way)
{
    for (int kind = 0; kind < STREAM_KINDS; kind++) {
        struct client *stream = &scene->streams[kind];
        if (kind == OWN && way->keeps_own) {
            assert_true(client_wait_for(stream, "too late"));
            assert_null(strstr(stream->bytes, "event: closed"));
        } else {
            if (!client_wait_for(stream, "event: closed\ndata: {\"code\":\"right_lost\"}\n\n") ||
                !client_wait_for(stream, "\r\n0\r\n\r\n")) // the last chunk
                fail_msg("%s: stream %d goes on: %s", way->name, kind, stream->bytes);
            if (!way->by_itself && strstr(stream->bytes, "too late"))
                fail_msg("%s: stream %d told what came after: %s", way->name, kind, stream->bytes);
        }
        client_close(stream);
    }
}

static void rights_end_streams(void **state)
{
    struct scene scene = {0};
    struct server_config config = wire_config();
    config.heartbeat_ms = HEARTBEAT_MS;
    api_world_open(&scene.world, state, NULL);
    api_college(&scene.world, &scene.college);
    wire_open(&scene.wire, &scene.world, &config);
    for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
        if (ways[i].lose == session_expired) // the way before has ended the professor's session as well
            scene.college.professor = another_session(&scene, scene.college.professor.id);
        watch_as(&scene, i);
        tell_all(&scene, "in time");
        for (int kind = 0; kind < STREAM_KINDS; kind++)
            assert_true(client_wait_for(&scene.streams[kind], "in time"));
        ways[i].lose(&scene);
        tell_all(&scene, "too late");
        nothing_more_arrives(&scene, &ways[i]);
    }
    wire_close(&scene.wire);
    api_world_close(&scene.world);
}

/* Who may not watch does not get a stream at all, and neither by the way around. */
static void streams_are_refused(void **state)
{
    static const char *const bad[] = {"0", "-1", "x", "1e3", "99999999999999999999", "2147483647"};
    struct scene scene = {0};
    char target[2][TARGET_SIZE];
    api_world_open(&scene.world, state, NULL);
    api_college(&scene.world, &scene.college);
    wire_open(&scene.wire, &scene.world, NULL);
    snprintf(target[0], TARGET_SIZE, "/api/attendance/%lld/events", (long long)scene.college.lecture);
    snprintf(target[1], TARGET_SIZE, "/api/user/events?lecture=%lld", (long long)scene.college.lecture);
    for (size_t i = 0; i < ARRAY_LENGTH(target); i++) {
        must(&scene, NULL, HTTP_GET, target[i], NULL, 401);
        must(&scene, &scene.college.student, HTTP_GET, target[i], NULL, 404);
        must(&scene, &scene.college.other_professor, HTTP_GET, target[i], NULL, 404);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        snprintf(target[0], TARGET_SIZE, "/api/user/events?lecture=%s", bad[i]);
        must(&scene, &scene.college.professor, HTTP_GET, target[0], NULL, 404);
    }
    wire_close(&scene.wire);
    api_world_close(&scene.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(rights_end_streams),
        TEST_ON_BOTH(streams_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
