/* SPDX-License-Identifier: MIT */
/* Over HTTPS to the push services: many at a time, each answer bounded, no redirection followed, and no address that is
 * not the internet's, which is looked at when it is connected to and not before. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/push_seal.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/post/push_inside.h"
#include "school/school.h"

enum {
    ARENA_MAX = 1 << 20,
    CONNECT_SECONDS_MAX = 5,
    ANSWER_MAX = 16 << 10, // bytes of an answer, which nobody reads
    POLL_MS = 200,
    HEADER_SIZE = VAPID_TOKEN_SIZE + VAPID_PUBLIC_SIZE + 40,
    TOPIC_MAX = 32, // characters (RFC 8030, 5.4)
};

struct pusher {
    struct push_transport transport;
    CURLM *multi;
};

struct pusher *pusher_open(const struct push_transport *transport)
{
    struct pusher *pusher = calloc(1, sizeof(*pusher));
    if (!pusher)
        return NULL;
    pusher->transport = *transport;
    pusher->multi = curl_multi_init();
    if (!pusher->multi) {
        free(pusher);
        return NULL;
    }
    curl_multi_setopt(pusher->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)PUSH_BATCH);
    return pusher;
}

void pusher_close(struct pusher *pusher)
{
    if (!pusher)
        return;
    curl_multi_cleanup(pusher->multi);
    free(pusher);
}

/* One push on its way. */
struct transfer {
    CURL *curl;
    struct curl_slist *headers;
    uint8_t body[PUSH_SEALED_BYTES];
    size_t answered;  // bytes
    bool private;     // addresses that are not the internet's are allowed
    bool turned_away; // it led to one
    struct push_outcome outcome;
};

static size_t answer_drop(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    (void)bytes;
    transfer->answered += size * count;
    return transfer->answered <= ANSWER_MAX ? size * count : 0;
}

static curl_socket_t socket_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    (void)purpose;
    if (!transfer->private && !push_address_is_public(&address->addr)) {
        transfer->turned_away = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* {"kind":"window_opened","tag":"lecture-7","path":"/mark/7"}: words of ours and numbers. */
static bool text_of(const struct push_taken *taken, char text[static PUSH_PLAIN_MAX + 1])
{
    int size = snprintf(text, PUSH_PLAIN_MAX + 1, "{\"kind\":\"%s\",\"tag\":\"%s\",\"path\":\"%s\"}", taken->kind,
                        taken->tag, taken->path);
    return size > 0 && size <= PUSH_PLAIN_MAX;
}

static bool header_add(struct transfer *transfer, const char *header)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, header);
    if (longer)
        transfer->headers = longer;
    return longer != NULL;
}

/* What the push service may drop for a newer one: the tag, in words that mean nothing there and are others in each
 * browser, so that it cannot tell who sits in one lecture. */
static bool topic_add(struct transfer *transfer, const struct push_taken *taken)
{
    uint8_t key[SECRET_MAC_BYTES] = {0};
    char hex[SECRET_FINGERPRINT_SIZE], header[TOPIC_MAX + 16];
    memcpy(key, taken->secret, sizeof(taken->secret));
    secret_mac_hex(key, taken->tag, hex);
    secret_wipe(key, sizeof(key));
    snprintf(header, sizeof(header), "Topic: %.*s", TOPIC_MAX, hex);
    return header_add(transfer, header);
}

static const char *urgency_of(const struct push_taken *taken)
{
    static const char *const words[PUSH_URGENCY_COUNT] = {"low", "normal", "high"};
    enum notification_kind kind;
    if (notification_kind_parse(taken->kind, &kind))
        return words[notification_rule(kind)->push.urgency];
    return strcmp(taken->kind, PUSH_KIND_TEST) == 0 ? words[PUSH_HIGH] : words[PUSH_NORMAL];
}

static bool headers_add(const struct pusher *pusher, struct transfer *transfer, const struct push_taken *taken,
                        const struct own_key *own, int64_t now)
{
    char origin[PUSH_ORIGIN_SIZE], token[VAPID_TOKEN_SIZE], public_key[VAPID_PUBLIC_SIZE], header[HEADER_SIZE];
    if (!push_endpoint_read(taken->endpoint, transfer->private, origin) || !vapid_public(own, public_key) ||
        !vapid_token(own, origin, pusher->transport.contact, now / SCHOOL_SECOND_MS, token))
        return false;
    snprintf(header, sizeof(header), "Authorization: vapid t=%s, k=%s", token, public_key);
    if (!header_add(transfer, header) || !topic_add(transfer, taken))
        return false;
    snprintf(header, sizeof(header), "TTL: %lld", (long long)((taken->ends_at - now) / SCHOOL_SECOND_MS));
    if (!header_add(transfer, header))
        return false;
    snprintf(header, sizeof(header), "Urgency: %s", urgency_of(taken));
    return header_add(transfer, header) && header_add(transfer, "Content-Encoding: aes128gcm") &&
           header_add(transfer, "Content-Type: application/octet-stream") && header_add(transfer, "Expect:");
}

static void options(const struct pusher *pusher, struct transfer *transfer, const struct push_taken *taken)
{
    CURL *curl = transfer->curl;
    curl_easy_setopt(curl, CURLOPT_URL, taken->endpoint);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); // the environment's would be asked for any name
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS_MAX);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)PUSH_SECONDS_MAX);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(curl, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, socket_open);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_drop);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)sizeof(transfer->body));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, transfer->body);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->headers);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, transfer);
    if (pusher->transport.ca && *pusher->transport.ca)
        curl_easy_setopt(curl, CURLOPT_CAINFO, pusher->transport.ca);
}

/* False: it cannot be sent, and its outcome says why. */
static bool transfer_begin(const struct pusher *pusher, struct transfer *transfer, const struct push_taken *taken,
                           const struct own_key *own, int64_t now)
{
    char text[PUSH_PLAIN_MAX + 1];
    transfer->private = pusher->transport.private;
    transfer->outcome = (struct push_outcome){.result = PUSH_REFUSED};
    if (!text_of(taken, text) || !push_seal(taken->point, taken->secret, text, transfer->body) ||
        !headers_add(pusher, transfer, taken, own, now))
        return false;
    transfer->outcome = (struct push_outcome){.result = PUSH_LATER, .interrupted = true};
    transfer->curl = curl_easy_init();
    if (!transfer->curl)
        return false;
    options(pusher, transfer, taken);
    return curl_multi_add_handle(pusher->multi, transfer->curl) == CURLM_OK;
}

static void transfer_end(const struct pusher *pusher, struct transfer *transfer)
{
    if (transfer->curl)
        curl_multi_remove_handle(pusher->multi, transfer->curl);
    curl_easy_cleanup(transfer->curl);
    curl_slist_free_all(transfer->headers);
}

/* RFC 8030, 5 and 7.3. */
static struct push_outcome outcome_of(const struct transfer *transfer, CURLcode code)
{
    long reply = 0;
    curl_off_t after = 0;
    if (code != CURLE_OK && code != CURLE_WRITE_ERROR)
        return (struct push_outcome){.result = transfer->turned_away ? PUSH_REFUSED : PUSH_LATER};
    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &reply);
    if (reply >= 200 && reply < 300)
        return (struct push_outcome){.result = PUSH_TAKEN_OVER};
    if (reply == 404 || reply == 410)
        return (struct push_outcome){.result = PUSH_GONE};
    if (reply != 429 && reply < 500)
        return (struct push_outcome){.result = PUSH_REFUSED};
    curl_easy_getinfo(transfer->curl, CURLINFO_RETRY_AFTER, &after);
    return (struct push_outcome){.result = PUSH_LATER, .after_ms = (int64_t)after * SCHOOL_SECOND_MS};
}

static void answers_read(const struct pusher *pusher)
{
    int left;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(pusher->multi, &left)) != NULL) {
        char *private = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
        struct transfer *transfer = (struct transfer *)(void *)private;
        transfer->outcome = outcome_of(transfer, message->data.result);
    }
}

/* Until all are answered, or the server stops: what has no answer then goes again. */
static void perform(struct school *school, const struct pusher *pusher)
{
    int running = 1;
    while (running > 0 && !atomic_load(&school->stopping)) {
        if (curl_multi_perform(pusher->multi, &running) != CURLM_OK)
            return;
        answers_read(pusher);
        if (running > 0 && curl_multi_poll(pusher->multi, NULL, 0, POLL_MS, NULL) != CURLM_OK)
            return;
    }
}

static enum fault send_all(struct school *school, struct pusher *pusher, const struct push_taken *taken, size_t count,
                           size_t *ret_sent)
{
    struct push_outcome outcomes[PUSH_BATCH];
    CLOSES(own_key_wipe) struct own_key own = {0};
    enum fault fault = push_key(school, &own);
    if (fault != FAULT_NONE)
        return fault;
    struct transfer *transfers = calloc(count, sizeof(*transfers));
    if (!transfers)
        return FAULT_INTERNAL;
    int64_t now = school_now(school);
    for (size_t i = 0; i < count; i++)
        (void)transfer_begin(pusher, &transfers[i], &taken[i], &own, now);
    perform(school, pusher);
    *ret_sent = 0;
    for (size_t i = 0; i < count; i++) {
        outcomes[i] = transfers[i].outcome;
        *ret_sent += outcomes[i].result == PUSH_TAKEN_OVER;
        transfer_end(pusher, &transfers[i]);
    }
    free(transfers);
    return push_note(school, taken, outcomes, count);
}

enum fault push_work(struct school *school, struct pusher *pusher, size_t most, size_t *ret_sent)
{
    size_t count = PUSH_BATCH, done = 0, sent;
    bool more = true;
    *ret_sent = 0;
    while (more && done < most && !atomic_load(&school->stopping)) {
        CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
        struct push_taken taken[PUSH_BATCH];
        enum fault fault = push_take(school, &arena, taken, &count, &more);
        if (fault != FAULT_NONE)
            return fault;
        fault = count > 0 ? send_all(school, pusher, taken, count, &sent) : FAULT_NONE;
        if (fault != FAULT_NONE)
            return fault;
        *ret_sent += count > 0 ? sent : 0;
        done += PUSH_BATCH;
    }
    return FAULT_NONE;
}
