/* SPDX-License-Identifier: MIT */
#include "support/api_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/gate/gate.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "face/pool.h"
#include "http/stream/events.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/faces/consent_text.h"
#include "school/people/sign_in/session.h"
#include "school/post/mail_inside.h"
#include "support/parsers.h"
#include "api/describe/refused.h"
#include "http/router.h"
#include "support/schema_check.h"

static const int64_t start_ms = 1795338000000; // 2026-11-22T09:00:00Z, a Sunday

/* What every world's API says of itself; made once, as it is long. */
static json_t *description(void)
{
    static json_t *once;
    char *openapi = !once ? api_openapi("test") : NULL;
    if (openapi)
        once = json_loads(openapi, 0, NULL);
    assert_non_null(once);
    free(openapi);
    return once;
}

static void tell_condition(void *context, struct api_condition *ret_condition)
{
    const struct api_world *world = context;
    *ret_condition = world->condition ? *world->condition : (struct api_condition){.mail = true};
}

static bool tell_findings(void *context, struct api_findings *ret_findings)
{
    const struct api_world *world = context;
    if (world->findings)
        *ret_findings = *world->findings;
    return world->findings != NULL;
}

void api_world_open(struct api_world *world, void **state, const char *models_dir)
{
    memset(world, 0, sizeof(*world));
    world->test = test_store_need(state);
    assert_true(crypto_init());
    clock_set_ms(&world->clock, start_ms);
    snprintf(world->key_path, sizeof(world->key_path), "/tmp/ams-test-key-XXXXXX");
    int descriptor = mkstemp(world->key_path);
    assert_true(descriptor >= 0);
    close(descriptor);
    unlink(world->key_path);
    world->key = secret_key_open(world->key_path, true);
    char reason[BLOB_ERROR_SIZE];
    snprintf(world->files, sizeof(world->files), "/tmp/ams-test-files-XXXXXX");
    assert_non_null(mkdtemp(world->files));
    world->blobs = blobs_open(&(struct blob_config){.folder = world->files}, reason);
    assert_non_null(world->blobs);
    assert_non_null(world->key);
    char error[FACE_ERROR_SIZE];
    world->described = face_models_describe("models", NULL, error);
    assert_non_null(world->described);
    if (models_dir) {
        world->models = face_models_open(models_dir, NULL, error);
        assert_non_null(world->models);
        world->faces = face_pool_fork(world->models, 1, error);
        assert_non_null(world->faces);
    }
    world->events = events_open();
    assert_non_null(world->events);
    const struct school_config config = {
        .store = world->test->store,
        .clock = &world->clock,
        .key = world->key,
        .blobs = world->blobs,
        .parsers = parsers_shared(),
        .faces = world->faces,
        .face_model_id = world->models ? face_models_id(world->models) : NULL,
        .face_models = world->described,
        .public_url = "https://ams.example.org",
        .notify = api_notify,
        .notify_context = world->events,
    };
    world->school = school_open(&config);
    assert_non_null(world->school);
    world->api = api_open(&(struct api_config){.school = world->school,
                                               .version = "test",
                                               .condition = tell_condition,
                                               .condition_context = world,
                                               .doctor = tell_findings,
                                               .doctor_context = world});
    assert_non_null(world->api);
    world->openapi = description();
    const struct route *routes = api_routes(world->api);
    world->router = router_open(&routes, 1);
    assert_non_null(world->router);
}

void api_world_close(struct api_world *world)
{
    router_close(world->router);
    api_close(world->api);
    school_close(world->school);
    events_close(world->events);
    face_pool_close(world->faces);
    face_models_close(world->models);
    face_models_close(world->described);
    char command[96];
    blobs_close(world->blobs);
    snprintf(command, sizeof(command), "rm -rf %s", world->files);
    assert_int_equal(system(command), 0);
    secret_key_close(world->key);
    unlink(world->key_path);
}

int64_t api_world_now(struct api_world *world)
{
    return clock_now_ms(&world->clock);
}

void api_world_pass(struct api_world *world, int64_t seconds)
{
    clock_set_ms(&world->clock, clock_now_ms(&world->clock) + seconds * 1000);
}

/* An account to be made; what account_add would write. */
struct joining {
    const char *name, *email;
    enum role role;
    int64_t now, id;
    char hash[PASSWORD_HASH_SIZE];
};

static enum db_status insert_user(struct db *db, void *context)
{
    struct joining *joining = context;
    enum db_status status = db_one_int(
        db, &joining->id,
        "INSERT INTO users (name, role, email, password_hash, locale, email_proven_at, created_at) VALUES (?, ?, ?, ?, "
        "'en', 1,"
        " ?) RETURNING id",
        DB_VALUES(T(joining->name), T(role_code(joining->role)), T(joining->email), T(joining->hash), I(joining->now)));
    return status == DB_ROW ? status_of(ordering_user(db, joining->id)) : DB_FAIL;
}

/* Everybody has the same password, hashed once: ten people a test would cost half a second each time. */
static void hash_once(char hash[static PASSWORD_HASH_SIZE])
{
    static char once[PASSWORD_HASH_SIZE];
    if (once[0] == '\0')
        assert_true(password_hash("quiet river stones", once));
    memcpy(hash, once, sizeof(once));
}

struct visitor api_join(struct api_world *world, const char *name, enum role role)
{
    char email[128];
    snprintf(email, sizeof(email), "%s@example.org", name);
    struct joining joining = {.name = name, .email = email, .role = role, .now = clock_now_ms(&world->clock)};
    const struct session_origin origin = {.address = "127.0.0.1", .user_agent = "test"};
    struct visitor visitor = {0};
    struct arena arena;
    struct session session;

    arena_init(&arena, 1 << 20);
    hash_once(joining.hash);
    assert_int_equal(store_write(world->test->store, insert_user, &joining), DB_OK);
    assert_int_equal(session_start(world->school, joining.id, &origin, &arena, &session), FAULT_NONE);
    visitor.id = joining.id;
    visitor.session = session.id;
    assert_true(str_copy(visitor.token, sizeof(visitor.token), session.token));
    assert_true(str_copy(visitor.csrf, sizeof(visitor.csrf), session.csrf));
    arena_release(&arena);
    return visitor;
}

struct proving {
    int64_t user_id, at;
};

static enum db_status prove(struct db *db, void *context)
{
    const struct proving *unit = context;
    return db_exec(db, "UPDATE sessions SET stepped_up_at = ? WHERE user_id = ?",
                   DB_VALUES(I(unit->at), I(unit->user_id)));
}

void api_prove(struct api_world *world, const struct visitor *visitor, bool fresh)
{
    int64_t now = clock_now_ms(&world->clock);
    struct proving proving = {visitor->id, fresh ? now : now - STEP_UP_MINUTES * INT64_C(60000)};
    assert_int_equal(store_write(world->test->store, prove, &proving), DB_OK);
}

/* Adds a header unless `given` names it; `given` wins. */
static void add_header(struct message_header *list, size_t *count, const struct message_header *given, const char *name,
                       const char *value)
{
    for (; given && given->name; given++)
        if (strcmp(given->name, name) == 0)
            return;
    list[(*count)++] = (struct message_header){name, value};
}

/* What the server does before the handler, without its sockets. */
static void dispatch(struct api_world *world, struct message *message)
{
    const char *allow;
    switch (router_match(world->router, &message->arena, message->method, message->path, &message->route,
                         message->params, &allow)) {
    case ROUTER_NO_PATH:
        message->status = 404;
        api_refuse(world->api, message, "not_found");
        return;
    case ROUTER_NO_METHOD:
        message->status = 405;
        api_refuse(world->api, message, "method_not_allowed");
        return;
    case ROUTER_NO_MEMORY:
        message->status = 500;
        api_refuse(world->api, message, "internal");
        return;
    case ROUTER_FOUND:
        break;
    }
    if (message->body_size > message->route->body_max) {
        message->status = 413;
        api_refuse(world->api, message, "body_too_large");
        return;
    }
    message->came_ns = world->came_ns;
    api_handle(world->api, message);
}

/* Fails the test when the body is not what the description says of this route and status. */
static void check_body(struct api_world *world, const struct message *message, const json_t *schema, const json_t *body)
{
    char where[SCHEMA_WHERE_SIZE];
    if (world->unchecked)
        return;
    if (!schema)
        fail_msg("%s: its description is not well written", message->path);
    if (!schema_accepts(world->openapi, schema, body, where)) {
        char *text = body ? json_dumps(body, JSON_ENCODE_ANY) : NULL;
        print_error("%s\n", text ? text : "no JSON");
        free(text);
        fail_msg("%s: %u: %s", message->path, message->status, where);
    }
}

static bool is_type(const char *type, const struct schema_answer *answer)
{
    if (type && answer->type_size == 3 && strncmp(answer->type, "*/*", 3) == 0)
        return true; // a file of any kind
    return type && strncmp(type, answer->type, answer->type_size) == 0 &&
           (type[answer->type_size] == '\0' || type[answer->type_size] == ';');
}

static const struct api_route *route_of(struct api_world *world, const struct message *message)
{
    return api_route_at((size_t)(message->route - api_routes(world->api)));
}

/* What lets somebody in is never packed (docs/SECURITY.md, BREACH). */
static void check_bare(const struct message *message, const json_t *body)
{
    static const char *const secrets[] = {"csrf", "token", "link", "secret", "recovery_codes", "challenge"};
    for (size_t i = 0; i < ARRAY_LENGTH(secrets); i++)
        if (json_object_get(body, secrets[i]) && !message->bare)
            fail_msg("%s: its `%s` may be packed", message->path, secrets[i]);
}

/* What was made, and work that was begun, has an address. */
static void check_location(const struct message *message, const struct api_route *route, const json_t *body)
{
    static const char start[] = ROUTER_VERSION "/";
    const char *location = NULL;
    if (message->status == 303)
        return; // to a page of the app
    bool expected = message->status == 201 || (message->status == 202 && body);
    for (size_t i = 0; i < message->header_count; i++)
        if (strcmp(message->headers[i].name, "Location") == 0)
            location = message->headers[i].value;
    if (expected != (location != NULL) || (location && strncmp(location, start, strlen(start)) != 0))
        fail_msg("%s: %u with the Location %s", route->pattern, message->status, location ? location : "none");
}

/* Holds an answer against the line of its route. */
static void check_answer(struct api_world *world, const struct message *message, const json_t *body)
{
    struct schema_answer answer = {0};
    if (message->status == 500 && !message->reply_type)
        return; // the server answers this one itself
    if (message->status >= 400) {
        assert_string_equal(message->reply_type, "application/problem+json");
        check_body(
            world, message,
            json_object_get(json_object_get(json_object_get(world->openapi, "components"), "schemas"), "problem"),
            body);
        const char *code = json_string_value(json_object_get(body, "code"));
        if (code && message->route && !refused_may(route_of(world, message), code))
            fail_msg("%s: its description does not say that it may answer %s", message->route->pattern, code);
        if (code && strcmp(code, "step_up_needed") == 0 && api_route_proof(route_of(world, message)) == PROOF_NONE)
            fail_msg("%s: its line does not say that it may ask for fresh proof", message->path);
        return;
    }
    if (message->status == 304)
        return;
    const struct api_route *route = route_of(world, message);
    const char *words = route->answer ? route->answer : "";
    check_location(message, route, body);
    // A route may answer one status in several types.
    while (answer.status != message->status ||
           (!answer.type ? message->reply_type != NULL : !is_type(message->reply_type, &answer)))
        if (!schema_next_answer(&words, &answer))
            fail_msg("%s: its description lacks the status %u as %s", route->pattern, message->status,
                     message->reply_type ? message->reply_type : "nothing");
    if (!answer.shape)
        return;
    check_bare(message, body);
    json_t *schema = schema_of_shape(answer.shape, answer.shape_size);
    check_body(world, message, schema, body);
    json_decref(schema);
}

struct answer api_send(struct api_world *world, const struct visitor *visitor, enum http_method method,
                       const char *target, const struct message_header *headers, const void *body, size_t size)
{
    struct message_header list[24] = {{0}};
    struct message message;
    struct answer answer = {0};
    char credential[256];
    size_t count = 0;

    add_header(list, &count, headers, "Host", "ams.example.org");
    add_header(list, &count, headers, "Content-Type", "application/json");
    if (visitor && visitor->kiosk[0] != '\0') {
        bool both = visitor->token[0] != '\0';
        snprintf(credential, sizeof(credential), KIOSK_COOKIE "=%s%s%s", visitor->kiosk,
                 both ? "; " SESSION_COOKIE "=" : "", visitor->token);
        add_header(list, &count, headers, "Cookie", credential);
        if (both && method != HTTP_GET && method != HTTP_HEAD)
            add_header(list, &count, headers, "X-CSRF-Token", visitor->csrf);
    } else if (visitor && visitor->token[0] != '\0') {
        snprintf(credential, sizeof(credential), visitor->bearer ? "Bearer %s" : "a=b; __Host-session=%s",
                 visitor->token);
        add_header(list, &count, headers, visitor->bearer ? "Authorization" : "Cookie", credential);
        if (!visitor->bearer && method != HTTP_GET && method != HTTP_HEAD)
            add_header(list, &count, headers, "X-CSRF-Token", visitor->csrf);
    }
    for (; headers && headers->name; headers++)
        if (headers->value[0] != '\0')
            list[count++] = *headers;
    assert_true(message_init_local(&message, method, target, list, body, size));
    arena_fail_at(world->fail_at);
    if (world->json_fails)
        *world->json_fails = world->json_fail_at;
    dispatch(world, &message);
    arena_fail_at(0);
    if (world->json_fails) {
        world->json_failed = *world->json_fails == 0;
        *world->json_fails = 0;
    }

    answer.status = message.status;
    if (message.reply_type)
        snprintf(answer.type, sizeof(answer.type), "%s", message.reply_type);
    if (message.reply_size > 0)
        answer.body = json_loadb(message.reply, message.reply_size, 0, NULL);
    check_answer(world, &message, answer.body);
    if (message.stream)
        snprintf(answer.channel, sizeof(answer.channel), "%s", message.stream->holder.channels[0]);
    for (size_t i = 0; i < message.header_count; i++) {
        bool kiosk = strncmp(message.headers[i].value, KIOSK_COOKIE, strlen(KIOSK_COOKIE)) == 0;
        bool familiar = strncmp(message.headers[i].value, FAMILIAR_COOKIE, strlen(FAMILIAR_COOKIE)) == 0;
        if (strcmp(message.headers[i].name, "Set-Cookie") == 0)
            snprintf(familiar ? answer.familiar
                     : kiosk  ? answer.kiosk
                              : answer.cookie,
                     sizeof(answer.cookie), "%s", message.headers[i].value);
        if (strcmp(message.headers[i].name, "ETag") == 0)
            snprintf(answer.tag, sizeof(answer.tag), "%s", message.headers[i].value);
        if (strcmp(message.headers[i].name, "Content-Disposition") == 0)
            snprintf(answer.saved_as, sizeof(answer.saved_as), "%s", message.headers[i].value);
        if (strcmp(message.headers[i].name, "WWW-Authenticate") == 0)
            snprintf(answer.challenge, sizeof(answer.challenge), "%s", message.headers[i].value);
        if (strcmp(message.headers[i].name, "RateLimit") == 0)
            snprintf(answer.left, sizeof(answer.left), "%s", message.headers[i].value);
        if (strcmp(message.headers[i].name, "Retry-After") == 0)
            snprintf(answer.retry_after, sizeof(answer.retry_after), "%s", message.headers[i].value);
    }
    message_release(&message);
    return answer;
}

struct answer api_ask(struct api_world *world, const struct visitor *visitor, enum http_method method,
                      const char *target, const char *body)
{
    return api_send(world, visitor, method, target, NULL, body, body ? strlen(body) : 0);
}

void answer_release(struct answer *answer)
{
    json_decref(answer->body);
    answer->body = NULL;
}

json_t *api_expect(struct answer answer, unsigned status)
{
    if (answer.status != status) {
        char *text = answer.body ? json_dumps(answer.body, 0) : NULL;
        print_error("expected %u, got %u: %s\n", status, answer.status, text ? text : "no body");
        free(text);
        json_decref(answer.body);
        fail();
    }
    return answer.body;
}

static void expect_sentence(const json_t *document, const char *name)
{
    const char *text = json_string_value(json_object_get(document, name));
    if (!text || strlen(text) < 8 || !strchr(".!?", text[strlen(text) - 1]))
        fail_msg("%s is no sentence: %s", name, text ? text : "(absent)");
}

void api_expect_problem(struct answer answer, unsigned status, const char *code)
{
    json_t *document = api_expect(answer, status);
    assert_string_equal(answer.type, "application/problem+json");
    assert_non_null(document);
    const char *said = json_string_value(json_object_get(document, "code"));
    if (!said || strcmp(said, code) != 0)
        fail_msg("expected code %s, got %s", code, said ? said : "none");
    assert_int_equal(json_integer_value(json_object_get(document, "status")), status);
    const char *type = json_string_value(json_object_get(document, "type"));
    if (strncmp(type, PROBLEM_PAGES, strlen(PROBLEM_PAGES)) != 0 || strcmp(type + strlen(PROBLEM_PAGES), code) != 0)
        fail_msg("the type of %s is %s", code, type);
    assert_non_null(json_string_value(json_object_get(document, "title")));
    assert_non_null(json_string_value(json_object_get(document, "request_id")));
    expect_sentence(document, "detail");
    expect_sentence(document, "next");
    if (status == 422 && strcmp(code, "invalid_field") == 0 && !json_string_value(json_object_get(document, "field")))
        fail_msg("invalid_field names no field: %s", json_string_value(json_object_get(document, "detail")));
    if ((status == 429 || status == 503) && answer.retry_after[0] == '\0')
        fail_msg("%s has no Retry-After", code);
    json_decref(document);
}

json_t *json_at(json_t *document, const char *path)
{
    char copy[128];
    char *rest = copy;
    char *part;
    int64_t index;

    assert_true(str_copy(copy, sizeof(copy), path));
    while ((part = strtok_r(rest, ".", &rest)) != NULL) {
        json_t *next = str_to_int(part, 0, 1000000, &index) ? json_array_get(document, (size_t)index)
                                                            : json_object_get(document, part);
        if (!next)
            fail_msg("there is no %s in the answer", path);
        document = next;
    }
    return document;
}

int64_t json_int_at(json_t *document, const char *path)
{
    json_t *value = json_at(document, path);
    if (!json_is_integer(value))
        fail_msg("%s is no integer", path);
    return json_integer_value(value);
}

const char *json_text_at(json_t *document, const char *path)
{
    json_t *value = json_at(document, path);
    if (!json_is_string(value))
        fail_msg("%s is no text", path);
    return json_string_value(value);
}

/* A professor's classroom with one student in it and a lecture whose window is open. */
static void furnish(struct api_world *world, const struct visitor *professor, const struct visitor *student,
                    const char *subject, int64_t *ret_classroom, int64_t *ret_lecture, char code[static 32])
{
    char text[256];
    snprintf(text, sizeof(text), "{\"subject\":\"%s\",\"policy\":\"passive\"}", subject);
    json_t *classroom = api_expect(api_ask(world, professor, HTTP_POST, "/api/classroom", text), 201);
    *ret_classroom = json_int_at(classroom, "id");
    assert_true(str_copy(code, 32, json_text_at(classroom, "join_code")));
    json_decref(classroom);
    snprintf(text, sizeof(text), "{\"code\":\"%s\"}", code);
    json_decref(api_expect(api_ask(world, student, HTTP_POST, "/api/student/join", text), 200));
    snprintf(text, sizeof(text), "/api/classroom/%lld/instant", (long long)*ret_classroom);
    json_t *lecture = api_expect(api_ask(world, professor, HTTP_POST, text, "{}"), 201);
    *ret_lecture = json_int_at(lecture, "id");
    json_decref(lecture);
}

static enum db_status insert_kiosk(struct db *db, void *context)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    secret_fingerprint(context, fingerprint);
    return db_exec(db,
                   "INSERT INTO kiosks (name, room, badge, pin, face, token_hash, made_at, enrolled_at, seen_at)"
                   " VALUES ('Door', 'Nowhere', 1, 1, 0, ?, ?, ?, ?)",
                   DB_VALUES(T(fingerprint), I(start_ms), I(start_ms), I(start_ms)));
}

void api_college(struct api_world *world, struct college *college)
{
    char code[32];
    college->administrator = api_join(world, "ada", ROLE_ADMINISTRATOR);
    college->professor = api_join(world, "grace", ROLE_PROFESSOR);
    college->other_professor = api_join(world, "edsger", ROLE_PROFESSOR);
    college->student = api_join(world, "alan", ROLE_STUDENT);
    college->other_student = api_join(world, "barbara", ROLE_STUDENT);
    furnish(world, &college->professor, &college->student, "Compilers", &college->classroom, &college->lecture,
            college->code);
    furnish(world, &college->other_professor, &college->other_student, "Graphs", &college->other_classroom,
            &college->other_lecture, code);
    college->kiosk = (struct visitor){.kiosk = "the-credential-of-a-tablet-at-a-door"};
    assert_int_equal(store_write(world->test->store, insert_kiosk, college->kiosk.kiosk), DB_OK);
}

const char *api_agreement(const char *scope, const char *guardian)
{
    static char body[128];
    snprintf(body, sizeof(body), "{\"version\":%d,\"scope\":\"%s\"%s%s%s}", CONSENT_VERSION, scope,
             guardian ? ",\"guardian\":\"" : "", guardian ? guardian : "", guardian ? "\"" : "");
    return body;
}

void api_mailed(struct api_world *world, const char *address, char text[static API_MAIL_SIZE])
{
    struct row row;
    CLOSES(arena_release) struct arena arena = arena_of(64 << 10);
    CLOSES(store_reader_close) struct db *db = store_reader(world->test->store);
    text[0] = '\0';
    row_begin(&row, db, &arena,
              "SELECT body, sealed, recipient FROM mails WHERE recipient = ? OR ? IS NULL ORDER BY id DESC LIMIT 1",
              DB_VALUES(T(address), T(address)));
    while (row_next(&row)) {
        const char *words = mail_text_of_row(world->school, &row, 0, 1, row_string(&row, 2));
        assert_true(words && str_copy(text, API_MAIL_SIZE, words));
    }
    assert_int_equal(row_end(&row), FAULT_NONE);
}

char *api_rows(struct api_world *world)
{
    static const char *const counts[] = {
        "SELECT COUNT(*) FROM users",      "SELECT COUNT(*) FROM invitations", "SELECT COUNT(*) FROM classrooms",
        "SELECT COUNT(*) FROM students",   "SELECT COUNT(*) FROM lectures",    "SELECT COUNT(*) FROM windows",
        "SELECT COUNT(*) FROM consents",   "SELECT COUNT(*) FROM templates",   "SELECT COUNT(*) FROM attendance",
        "SELECT COUNT(*) FROM audit",      "SELECT COUNT(*) FROM sessions",    "SELECT COUNT(*) FROM settings",
        "SELECT COUNT(*) FROM challenges", "SELECT COUNT(*) FROM jobs",
    };
    char *text = calloc(1, 1024);
    size_t size = 0;
    struct db *db = store_reader(world->test->store);

    assert_non_null(text);
    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
        int64_t rows = -1;
        assert_int_equal(db_one_int(db, &rows, counts[i], DB_NO_VALUES), DB_ROW);
        size += (size_t)snprintf(text + size, 1024 - size, "%s: %lld\n", counts[i] + 21, (long long)rows);
    }
    store_reader_close(&db);
    return text;
}
