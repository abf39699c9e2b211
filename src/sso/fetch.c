/* SPDX-License-Identifier: MIT */
#include "sso/fetch.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/internet.h"
#include "base/str.h"
#include "crypto/secret.h"

enum { HEADER_SIZE = 9 << 10, FIRST_ROOM = 4096 };

/* Those on their way in this process. */
static atomic_int on_their_way;

static void url_freep(CURLU **url)
{
    curl_url_cleanup(*url);
    *url = NULL;
}

static void text_freep(char **text)
{
    curl_free(*text);
    *text = NULL;
}

static bool is_printable(const char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text > '~' || *text == '"' || *text == '\\' || *text == '<' || *text == '>')
            return false;
    return true;
}

static bool has_part(CURLU *url, CURLUPart part)
{
    CLOSES(text_freep) char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK;
}

static bool is_own_name(const char *host)
{
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0;
}

bool sso_url_is_good(const char *url, const struct sso_net *net, bool issuer)
{
    CLOSES(url_freep) CURLU *parts = curl_url();
    CLOSES(text_freep) char *scheme = NULL;
    CLOSES(text_freep) char *host = NULL;
    if (!url || strlen(url) > SSO_URL_MAX || !is_printable(url) || !parts ||
        curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK ||
        curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK || !*host)
        return false;
    if (has_part(parts, CURLUPART_USER) || has_part(parts, CURLUPART_PASSWORD) || strchr(url, '#') ||
        (issuer && strchr(url, '?')))
        return false;
    return strcmp(scheme, "https") == 0 || (net->plain && strcmp(scheme, "http") == 0 && is_own_name(host));
}

/* ---- one request ---- */

struct transfer {
    const struct sso_net *net;
    bool plain; // it goes without TLS: to this machine alone
    bool turned_away, large;
    char *body;
    size_t size, room;
};

static curl_socket_t socket_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    (void)purpose;
    bool own = internet_address_is_loopback(&address->addr);
    bool goes = transfer->plain ? own : transfer->net->private || internet_address_is_public(&address->addr);
    if (!goes) {
        transfer->turned_away = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t body_take(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t more = size * count, needed = transfer->size + more + 1;
    if (needed > SSO_ANSWER_MAX + 1) {
        transfer->large = true;
        return 0;
    }
    if (needed > transfer->room) {
        size_t room = 2 * needed + FIRST_ROOM;
        char *longer = realloc(transfer->body, room);
        if (!longer)
            return 0;
        transfer->body = longer;
        transfer->room = room;
    }
    memcpy(transfer->body + transfer->size, bytes, more);
    transfer->size += more;
    transfer->body[transfer->size] = '\0';
    return more;
}

static void options(CURL *curl, const struct sso_request *request, struct transfer *transfer)
{
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, transfer->plain ? "http" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); // the environment's would be asked for any name
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)SSO_CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SSO_SECONDS_MAX);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L); // each request is judged by the address of its own connection
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, socket_open);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    if (request->form) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(request->form));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->form);
    }
    if (request->user) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, request->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, request->secret ? request->secret : "");
    }
    if (transfer->net->ca && *transfer->net->ca)
        curl_easy_setopt(curl, CURLOPT_CAINFO, transfer->net->ca);
}

static struct curl_slist *headers_of(const struct sso_request *request)
{
    char line[HEADER_SIZE];
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    if (!headers || !request->bearer)
        return headers;
    int size = snprintf(line, sizeof(line), "Authorization: Bearer %s", request->bearer);
    struct curl_slist *longer = size > 0 && (size_t)size < sizeof(line) ? curl_slist_append(headers, line) : NULL;
    secret_wipe(line, sizeof(line));
    if (!longer)
        curl_slist_free_all(headers);
    return longer;
}

static enum sso_fetched outcome_of(CURLcode code, const struct transfer *transfer)
{
    if (transfer->turned_away)
        return SSO_FETCH_INWARD;
    if (transfer->large)
        return SSO_FETCH_LARGE;
    return code == CURLE_OK ? SSO_FETCHED : SSO_FETCH_DOWN;
}

static enum sso_fetched perform(const struct sso_net *net, const struct sso_request *request,
                                struct sso_answer *ret_answer)
{
    struct transfer transfer = {.net = net, .plain = strncmp(request->url, "http:", strlen("http:")) == 0};
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl ? headers_of(request) : NULL;
    enum sso_fetched fetched = SSO_FETCH_BUSY;
    if (headers) {
        options(curl, request, &transfer);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        fetched = outcome_of(curl_easy_perform(curl), &transfer);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &ret_answer->status);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    if (fetched != SSO_FETCHED) {
        free(transfer.body);
        return fetched;
    }
    ret_answer->body = transfer.body;
    ret_answer->size = transfer.size;
    return SSO_FETCHED;
}

enum sso_fetched sso_fetch(const struct sso_net *net, const struct sso_request *request, struct sso_answer *ret_answer)
{
    enum sso_fetched fetched = SSO_FETCH_BUSY;
    if (!sso_url_is_good(request->url, net, false))
        return SSO_FETCH_INWARD;
    if (atomic_fetch_add(&on_their_way, 1) < SSO_AT_ONCE_MAX)
        fetched = perform(net, request, ret_answer);
    atomic_fetch_sub(&on_their_way, 1);
    return fetched;
}

void sso_answer_free(struct sso_answer *answer)
{
    if (answer->body)
        secret_wipe(answer->body, answer->size);
    free(answer->body);
    answer->body = NULL;
}
