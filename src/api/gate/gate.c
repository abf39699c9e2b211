/* SPDX-License-Identifier: MIT */
#include "api/gate/gate.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "api/gate/call.h"
#include "api/gate/external.h"
#include "api/gate/location.h"
#include "api/gate/parameters.h"
#include "api/gate/refusals.h"
#include "api/gate/scopes.h"
#include "api/measure.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "http/router.h"
#include "school/common/part.h"
#include "school/people/idempotency.h"

enum { REQUEST_HASH_SIZE = 65, ANSWER_HASH_SIZE = 16 };

bool permission_allows(enum permission permission, enum role role)
{
    switch (permission) {
    case ANYONE:
    case SIGNED_IN:
    case CLASS_READER:
    case CLASS_ANYONE:
        return true;
    case CLASS_ASSISTANT:
        return role == ROLE_STUDENT || role == ROLE_PROFESSOR;
    case STUDENT:
    case CLASS_MEMBER:
        return role == ROLE_STUDENT;
    case PROFESSOR:
    case CLASS_TEACHER:
        return role == ROLE_PROFESSOR;
    case ADMINISTRATOR:
        return role == ROLE_ADMINISTRATOR;
    case STAFF:
    case OFFICE:
        return role == ROLE_PROFESSOR || role == ROLE_ADMINISTRATOR;
    case KIOSK: // whatever the role
    case PERMISSION_COUNT:
        break;
    }
    return false;
}

/* The same for a program: the institution's is of the staff of every classroom, and nobody's student or professor. */
static bool program_allows(enum permission permission, const struct actor *actor)
{
    bool staff = permission == CLASS_TEACHER || permission == CLASS_ASSISTANT;
    return (actor->institution && staff) || permission_allows(permission, actor->role);
}

static bool is_safe(enum http_method method)
{
    return method == HTTP_GET || method == HTTP_HEAD;
}

enum proof api_route_proof(const struct api_route *route)
{
    return route->permission == ADMINISTRATOR && !is_safe(route->method) ? PROOF_ALWAYS : route->proof;
}

unsigned api_route_cost(const struct api_route *route)
{
    static const unsigned of_body[BODY_COUNT] = {[BURST_BODY] = 10, [PHOTO_BODY] = 30, [FILE_BODY] = 20};
    return route->cost > 0 ? route->cost : of_body[route->body] > 0 ? of_body[route->body] : 1;
}

bool gate_set_cookie(struct message *message, const char *token, int64_t lifetime_s)
{
    const char *cookie =
        token
            ? arena_printf(&message->arena, SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%lld",
                           token, (long long)lifetime_s)
            : SESSION_COOKIE "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
    return cookie && message_add_header(message, "Set-Cookie", cookie);
}

bool gate_set_kiosk(struct message *message, const char *token)
{
    // No page of another site has anything to open here.
    const char *cookie =
        arena_printf(&message->arena, KIOSK_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=%lld",
                     token, KIOSK_DAYS * 24 * 60 * 60LL);
    return cookie && message_add_header(message, "Set-Cookie", cookie);
}

bool gate_set_familiar(struct message *message, const char *familiar)
{
    const char *cookie =
        arena_printf(&message->arena, FAMILIAR_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%lld",
                     familiar, SESSION_FAMILIAR_DAYS * 24 * 60 * 60LL);
    return cookie && message_add_header(message, "Set-Cookie", cookie);
}

/* The token of "Authorization: Bearer TOKEN"; NULL when the header is absent or of another scheme. */
static const char *bearer_token(struct message *message)
{
    const char *value = message_header(message, "Authorization");
    if (!value || strncasecmp(value, "Bearer ", 7) != 0)
        return NULL;
    return value + 7;
}

/*
 * Whether the browser says that the request comes from another site. Clients that are no browsers send neither header.
 * The comparison is with Host, which a proxy in front must pass on, and with the scheme: a page that came by http,
 * which anybody on the way may have written, is another site. Where we do not know of https (a proxy that is not
 * trusted), the scheme tells nothing.
 */
static bool is_from_elsewhere(struct message *message)
{
    const char *site = message_header(message, "Sec-Fetch-Site");
    if (site && (strcmp(site, "cross-site") == 0 || strcmp(site, "same-site") == 0))
        return true;
    const char *origin = message_header(message, "Origin");
    if (!origin)
        return false;
    const char *host = message_header(message, "Host");
    const char *separator = strstr(origin, "://");
    bool plain = !separator || strncasecmp(origin, "https://", 8) != 0;
    return !host || !separator || strcasecmp(separator + 3, host) != 0 || (plain && message->secure);
}

/* What RFC 6750 says beside a token's refusal. */
static const char *challenge_of(unsigned fault)
{
    switch (fault) {
    case FAULT_TOKEN_UNKNOWN:
        return "Bearer error=\"invalid_token\", error_description=\"unknown\"";
    case FAULT_TOKEN_EXPIRED:
        return "Bearer error=\"invalid_token\", error_description=\"expired\"";
    case FAULT_TOKEN_REVOKED:
        return "Bearer error=\"invalid_token\", error_description=\"revoked\"";
    default:
        return NULL;
    }
}

/* A network that sends what is no token is told to wait. Whose token is good never does: many may share an address. */
static unsigned miss(struct call *call, unsigned fault)
{
    struct limiter_state state;
    const char *network = call->message->client_network;
    struct limiter *misses = call->gate->misses;
    if (!misses || !network || limiter_take(misses, network, strlen(network), 1, clock_steady_ns() / 1000000, &state))
        return fault;
    call->more = (struct problem_more){.retry_after = state.retry_s};
    return PROBLEM_TOO_MANY_REQUESTS;
}

/* A program shows its token with each request, which no page can make a browser do. */
static unsigned identify_program(struct call *call, const char *text)
{
    struct user user;
    enum fault fault = token_find(call->school, text, call->arena, &call->token, &user, &call->actor);
    call->more.authenticate = challenge_of(fault);
    if (fault != FAULT_NONE)
        return fault == FAULT_TOKEN_UNKNOWN ? miss(call, fault) : fault;
    call->session = (struct session){.user = user, .csrf = "", .bearer = true, .expires_at = call->token.expires_at};
    return FAULT_NONE;
}

/* Who asks, and whether it was they: FAULT_NONE or the problem. */
static unsigned identify(struct call *call)
{
    struct message *message = call->message;
    const char *bearer = bearer_token(message);
    if (token_text_is_meant(bearer))
        return identify_program(call, bearer);
    const char *token = bearer ? bearer : message_cookie(message, SESSION_COOKIE);
    enum fault fault = session_find(call->school, token, bearer != NULL, call->arena, &call->session);
    if (fault != FAULT_NONE)
        return fault;
    call->actor = session_actor(&call->session);
    const char *csrf = message_header(message, "X-CSRF-Token");
    if (bearer || is_safe(message->method))
        return FAULT_NONE;
    return csrf && secret_equal(csrf, call->session.csrf) && !is_from_elsewhere(message) ? FAULT_NONE
                                                                                         : PROBLEM_CSRF_FAILED;
}

void gate_recognize(struct call *call)
{
    bool program = token_text_is_meant(bearer_token(call->message));
    if (program || identify(call) != FAULT_NONE)
        call->session = (struct session){0};
}

/* Whether a program may use the route at all, and with its token. */
static unsigned admit_program(struct call *call, const struct api_route *route)
{
    unsigned scope = api_route_scope(route);
    if (scope == SCOPE_ANY)
        return FAULT_NONE;
    if (scope >= SCOPE_COUNT)
        return PROBLEM_TOKEN_NOT_HERE;
    if (!program_allows(route->permission, &call->actor))
        return FAULT_NOT_ALLOWED;
    if (scopes_have(call->token.scopes, (enum scope)scope))
        return FAULT_NONE;
    const char *word = scope_word((enum scope)scope);
    call->more.detail = arena_printf(call->arena, "The token does not have the scope %s.", word);
    call->more.authenticate = arena_printf(call->arena, "Bearer error=\"insufficient_scope\", scope=\"%s\"", word);
    return PROBLEM_TOKEN_SCOPE;
}

/* A tablet is asked for its own credential alone: who is signed in on it besides opens nothing here. */
static unsigned admit_kiosk(struct call *call, bool changes)
{
    struct message *message = call->message;
    enum fault fault = kiosk_find(call->school, message_cookie(message, KIOSK_COOKIE), message->client_address,
                                  call->arena, &call->kiosk);
    if (fault != FAULT_NONE)
        return fault;
    return changes && is_from_elsewhere(message) ? PROBLEM_CSRF_FAILED : FAULT_NONE;
}

/* Who asks, whether they may, and whether it was they: FAULT_NONE or the problem. */
static unsigned admit(struct call *call, const struct api_route *route)
{
    struct message *message = call->message;
    bool changes = !is_safe(message->method);

    if (route->permission == ANYONE) // signing in from another site would put a victim into the attacker's account
        return changes && is_from_elsewhere(message) ? PROBLEM_CSRF_FAILED : FAULT_NONE;
    if (route->permission == KIOSK)
        return admit_kiosk(call, changes);

    unsigned fault = identify(call);
    if (fault != FAULT_NONE && fault != PROBLEM_CSRF_FAILED)
        return fault;
    if (call->actor.token_id > 0)
        return admit_program(call, route);
    if (!permission_allows(route->permission, call->session.user.role))
        return FAULT_NOT_ALLOWED;
    if (fault != FAULT_NONE)
        return fault;
    if (call->session.lacks_factor && !route->before_factor)
        return FAULT_SECOND_FACTOR_REQUIRED;
    return api_route_proof(route) == PROOF_ALWAYS ? actor_step_up(&call->actor, school_now(call->school)) : FAULT_NONE;
}

/* "type/subtype" of the message's body is the route's; a charset behind it does not matter. */
static bool is_body_type(struct message *message, const struct api_route *route)
{
    const char *const wanted[] = {
        route->body >= BURST_BODY  ? "application/octet-stream"
        : route->body == FORM_BODY ? "application/x-www-form-urlencoded"
                                   : "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    };
    const char *type = message_header(message, "Content-Type");
    for (size_t i = 0; type && i < (route->form ? ARRAY_LENGTH(wanted) : 1); i++) {
        size_t size = strlen(wanted[i]);
        if (strncasecmp(type, wanted[i], size) == 0 && strchr("; \t", type[size]))
            return true;
    }
    return false;
}

/* Keys are counted by account: a program's are its own. A key that is none stays as it is. */
static const char *key_of(struct call *call, const char *key)
{
    unsigned char digest[32];
    char hex[2 * sizeof(digest) + 1];
    crypto_generichash_state state;
    size_t size = key ? strlen(key) : 0;
    if (call->actor.token_id == 0 || size == 0 || size > IDEMPOTENCY_KEY_MAX)
        return key;
    for (size_t i = 0; i < size; i++)
        if (key[i] < 0x20 || key[i] > 0x7e)
            return key;
    crypto_generichash_init(&state, NULL, 0, sizeof(digest));
    crypto_generichash_update(&state, (const unsigned char *)&call->actor.token_id, sizeof(call->actor.token_id));
    crypto_generichash_update(&state, (const unsigned char *)key, size);
    crypto_generichash_final(&state, digest, sizeof(digest));
    sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
    return arena_strdup(call->arena, hex);
}

static void hash_text(crypto_generichash_state *state, const char *text)
{
    crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

/* A hash that tells this request from another under the same key. */
static void hash_request(const struct message *message, char hash[static REQUEST_HASH_SIZE])
{
    crypto_generichash_state state;
    unsigned char digest[32];

    crypto_generichash_init(&state, NULL, 0, sizeof(digest));
    hash_text(&state, message->method == HTTP_PUT ? "PUT" : "POST");
    hash_text(&state, router_unversioned(message->path));
    for (size_t i = 0; i < message->query_count; i++) {
        hash_text(&state, message->queries[i].name);
        hash_text(&state, message->queries[i].value);
    }
    hash_text(&state, ""); // no query has an empty name: the body begins
    crypto_generichash_update(&state, message->body, message->body_size);
    crypto_generichash_final(&state, digest, sizeof(digest));
    sodium_bin2hex(hash, REQUEST_HASH_SIZE, digest, sizeof(digest));
}

/* Whether an answer may stand for later repeats: what was refused for a passing reason should be tried anew. */
static bool is_final(unsigned status)
{
    return status >= 200 && status < 500 && status != 429 && status != 408;
}

static void reply_fault(struct call *call, unsigned fault)
{
    struct message *message = call->message;
    measure_problem(call->gate->measure, fault);
    if (problem_status(fault) == 500)
        log_write(LOG_ERROR, "request_failed", "%s: %s %s", message->request_id ? message->request_id : "-",
                  message->route ? message->route->pattern : "-", problem_code(fault));
    if (problem_status(fault) == 403 && call->session.id > 0)
        refusals_note(call->gate->refusals, call->session.user.id, message->route, problem_code(fault));
    problem_reply(message, fault, &call->more);
}

static void run(struct call *call, const struct api_route *route)
{
    school_request_begin();
    school_act_by(call->actor.token_id);
    unsigned fault = route->handler(call);
    school_act_by(0);
    school_request_end();
    call->message->bare |= call->secret;
    if (fault != FAULT_NONE)
        reply_fault(call, fault);
}

/*
 * Whether the person may still have the answer that was kept for them: the gate has judged the role, and here is the
 * part that the school judges when a request runs.
 */
static unsigned may_repeat(struct call *call, const struct api_route *route)
{
    static const enum part parts[PERMISSION_COUNT] = {
        [CLASS_TEACHER] = PART_TEACHER, [CLASS_ASSISTANT] = PART_ASSISTANT, [CLASS_READER] = PART_STAFF_READER,
        [CLASS_MEMBER] = PART_MEMBER,   [CLASS_ANYONE] = PART_READER,
    };
    int64_t id;
    if (route->permission < CLASS_TEACHER)
        return FAULT_NONE;
    if (!call_id(call, 0, &id))
        return FAULT_NOT_FOUND;
    bool of_lecture = strncmp(strchr(route->pattern, ':'), ":lecture", 8) == 0;
    struct part_place place = {of_lecture ? 0 : id, of_lecture ? id : 0};
    return part_check(call->school, &call->actor, place, parts[route->permission]);
}

static void repeat(struct call *call, const struct api_route *route, const struct kept_answer *answer)
{
    unsigned fault = may_repeat(call, route);
    if (fault != FAULT_NONE) {
        reply_fault(call, fault);
        return;
    }
    const char *type = answer->status < 300 ? "application/json" : "application/problem+json";
    message_add_header(call->message, "Idempotency-Replayed", "true");
    message_reply(call->message, (unsigned)answer->status, answer->size > 0 ? type : NULL, answer->body, answer->size);
}

/* Answers a request that carries an Idempotency-Key: from what was kept, or by running it and keeping the answer. */
static void run_once(struct call *call, const struct api_route *route, const char *key)
{
    struct message *message = call->message;
    struct kept_answer answer;
    char hash[REQUEST_HASH_SIZE];
    const struct idempotency idempotency = {key, hash};
    bool found;

    hash_request(message, hash);
    enum fault fault = idempotency_take(call->school, &call->actor, &idempotency, call->arena, &found, &answer);
    if (fault == FAULT_TEXT_INVALID) {
        call->more.detail = arena_printf(
            call->arena, "The Idempotency-Key must have 1 to %d printable ASCII characters.", IDEMPOTENCY_KEY_MAX);
        reply_fault(call, PROBLEM_BAD_REQUEST);
        return;
    }
    if (fault != FAULT_NONE) {
        reply_fault(call, fault);
        return;
    }
    if (found) {
        repeat(call, route, &answer);
        return;
    }
    run(call, route);
    answer = (struct kept_answer){message->status, message->reply, message->reply_size};
    bool keeps = is_final(message->status) && !call->secret;
    fault = keeps ? idempotency_keep(call->school, &call->actor, &idempotency, &answer)
                  : idempotency_drop(call->school, &call->actor, &idempotency, message->status == 500);
    if (fault != FAULT_NONE)
        log_write(LOG_WARN, "answer_not_kept", "%s", message->request_id ? message->request_id : "-");
}

/* Takes what the request costs from `key`'s and says so in the answer (draft-ietf-httpapi-ratelimit-headers). */
static unsigned limit(struct call *call, struct limiter *limiter, unsigned cost, const char *name, const void *key,
                      size_t size)
{
    struct limiter_state state;
    if (!limiter || size == 0)
        return FAULT_NONE;
    bool allowed = limiter_take(limiter, key, size, cost, clock_steady_ns() / 1000000, &state);
    if (allowed && limiter == call->gate->addresses)
        return FAULT_NONE; // many may share an address: what is left of it is nobody's business
    const char *policy = arena_printf(call->arena, "\"%s\";q=%u;w=%d", name, state.quota, LIMITER_WINDOW_S);
    const char *left = arena_printf(call->arena, "\"%s\";r=%u;t=%u", name, state.left, state.reset_s);
    if (policy && left) {
        message_add_header(call->message, "RateLimit-Policy", policy);
        message_add_header(call->message, "RateLimit", left);
    }
    call->more.retry_after = allowed ? 0 : state.retry_s;
    return allowed ? FAULT_NONE : PROBLEM_TOO_MANY_REQUESTS;
}

/* The limits come first where they can: before the database for an address, as soon as it is known for a session. */
static unsigned admit_within_limits(struct call *call, const struct api_route *route)
{
    const char *address = call->message->client_network;
    unsigned cost = api_route_cost(route);
    unsigned fault = limit(call, call->gate->addresses, cost, "address", address, address ? strlen(address) : 0);
    if (fault == FAULT_NONE)
        fault = admit(call, route);
    if (call->actor.token_id > 0) {
        unsigned over =
            limit(call, call->gate->tokens, cost, "token", &call->actor.token_id, sizeof(call->actor.token_id));
        return over != FAULT_NONE ? over : fault;
    }
    // No session has a number below 1.
    int64_t who = call->kiosk.id > 0 ? -call->kiosk.id : call->session.id;
    if (who != 0) {
        unsigned over = limit(call, call->gate->sessions, cost, "session", &who, sizeof(who));
        fault = over != FAULT_NONE ? over : fault;
    }
    return fault;
}

static const char *reply_header(const struct message *message, const char *name)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (strcasecmp(message->headers[i].name, name) == 0)
            return message->headers[i].value;
    return NULL;
}

/* The hash of an answer but for the server's time in it, which alone makes no answer another one. */
static void hash_answer(const struct message *message, unsigned char digest[static ANSWER_HASH_SIZE])
{
    static const char time[] = "\"server_time\":\""; // a text of people's has its quotes escaped
    const unsigned char *bytes = message->reply;
    const unsigned char *end = bytes + message->reply_size;
    const unsigned char *found = memmem(bytes, message->reply_size, time, sizeof(time) - 1);
    const unsigned char *rest = found ? found + sizeof(time) - 1 : end;
    const unsigned char *close = memchr(rest, '"', (size_t)(end - rest));
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, ANSWER_HASH_SIZE);
    crypto_generichash_update(&state, bytes, (size_t)(rest - bytes));
    if (close)
        crypto_generichash_update(&state, close, (size_t)(end - close));
    crypto_generichash_final(&state, digest, ANSWER_HASH_SIZE);
}

/*
 * Conditional GET: an answer without a version of its own gets its hash as a weak ETag, and is not sent again to who
 * has it. (A version counts the edits of one thing; the answer may show more than that thing.)
 */
static void answer_unless_known(struct message *message)
{
    unsigned char digest[ANSWER_HASH_SIZE];
    char hex[2 * sizeof(digest) + 1];
    if (message->method != HTTP_GET || message->status != 200 || message->reply_size == 0 || !message->reply ||
        reply_header(message, "ETag"))
        return;
    hash_answer(message, digest);
    sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
    const char *tag = arena_printf(&message->arena, "W/\"%s\"", hex);
    if (!tag || !message_add_header(message, "ETag", tag))
        return;
    const char *known = message_header(message, "If-None-Match");
    if (known && strstr(known, tag + 2))
        message_reply(message, 304, NULL, NULL, 0);
}

void gate_answer(const struct gate *gate, const struct api_route *route, const json_t *parameters,
                 struct message *message)
{
    struct call call = {.gate = gate, .school = gate->school, .message = message, .arena = &message->arena};
    const char *key = NULL;

    message_add_header(message, "Cache-Control", route->kept ? "no-cache" : "no-store");
    unsigned fault = admit_within_limits(&call, route);
    if (fault == FAULT_NONE)
        fault = parameters_check(&call, parameters);
    if (fault == FAULT_NONE)
        fault = external_resolve(&call, route);
    if (fault == FAULT_NONE && message->body_size > 0 && !is_body_type(message, route))
        fault = PROBLEM_WRONG_CONTENT_TYPE;
    if (fault != FAULT_NONE) {
        reply_fault(&call, fault);
        return;
    }
    if (route->permission != ANYONE && route->permission != KIOSK &&
        (message->method == HTTP_POST || message->method == HTTP_PUT))
        key = key_of(&call, message_header(message, "Idempotency-Key"));
    if (key)
        run_once(&call, route, key);
    else
        run(&call, route);
    location_tell(message, route);
    answer_unless_known(message);
}
