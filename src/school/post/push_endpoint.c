/* SPDX-License-Identifier: MIT */
/* What a browser says is its push service is what a stranger says: the server asks nobody there whom it should not. */
#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/internet.h"
#include "base/str.h"
#include "school/post/push_inside.h"

enum { PORT_HTTPS = 443 };

bool push_address_is_public(const struct sockaddr *address)
{
    return internet_address_is_public(address);
}

/* ---- endpoints ---- */

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

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* A name of the internet: no number however it is written, no name of this machine or of a network of ours. */
static bool is_public_name(const char *host)
{
    static const char *const own[] = {".localhost", ".local", ".internal", ".home.arpa", ".localdomain", ".lan"};
    const char *last = strrchr(host, '.');
    if (!last || last == host || last[1] == '\0' || isdigit((unsigned char)last[1]) || strchr(host, ':'))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(own); i++)
        if (ends_with(host, own[i]))
            return false;
    return true;
}

static bool is_printable(const char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text > '~' || *text == '"' || *text == '\\')
            return false;
    return true;
}

static bool has_part(CURLU *url, CURLUPart part)
{
    CLOSES(text_freep) char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK;
}

bool push_endpoint_read(const char *endpoint, bool private, char origin[static PUSH_ORIGIN_SIZE])
{
    int64_t port = PORT_HTTPS;
    size_t size = strlen(endpoint);
    CLOSES(url_freep) CURLU *url = curl_url();
    CLOSES(text_freep) char *scheme = NULL;
    CLOSES(text_freep) char *host = NULL;
    CLOSES(text_freep) char *number = NULL;
    if (size > PUSH_ENDPOINT_MAX || !is_printable(endpoint) || !url ||
        curl_url_set(url, CURLUPART_URL, endpoint, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK || strcmp(scheme, "https") != 0 ||
        curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        return false;
    if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD) || has_part(url, CURLUPART_FRAGMENT))
        return false;
    if (curl_url_get(url, CURLUPART_PORT, &number, 0) == CURLUE_OK && !str_to_int(number, 1, UINT16_MAX, &port))
        return false;
    for (char *at = host; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    if (!private && (port != PORT_HTTPS || !is_public_name(host)))
        return false;
    char text[PUSH_ORIGIN_SIZE];
    int length = port == PORT_HTTPS ? snprintf(text, sizeof(text), "https://%s", host)
                                    : snprintf(text, sizeof(text), "https://%s:%lld", host, (long long)port);
    if (length < 0 || (size_t)length >= sizeof(text))
        return false;
    memcpy(origin, text, sizeof(text));
    return true;
}
