/* SPDX-License-Identifier: MIT */
/* What a browser says is its push service is what a stranger says: the server asks nobody there whom it should not. */
#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"
#include "school/post/push_inside.h"

enum { PORT_HTTPS = 443, IPV6_BYTES = 16 };

/* ---- addresses ---- */

struct range {
    uint32_t network;
    int bits;
};

static bool ipv4_is_public(uint32_t address)
{
    // IANA's registry of special-purpose addresses, and multicast.
    static const struct range special[] = {
        {0x00000000, 8},  // this network
        {0x0a000000, 8},  // private
        {0x64400000, 10}, // shared by carriers
        {0x7f000000, 8},  // this machine
        {0xa9fe0000, 16}, // this link, and the data service of clouds
        {0xac100000, 12}, // private
        {0xc0000000, 24}, // protocols
        {0xc0000200, 24}, // examples
        {0xc0586300, 24}, // 6to4 relays
        {0xc0a80000, 16}, // private
        {0xc6120000, 15}, // measurements
        {0xc6336400, 24}, // examples
        {0xcb007100, 24}, // examples
        {0xe0000000, 3},  // multicast, reserved, everybody
    };
    for (size_t i = 0; i < ARRAY_LENGTH(special); i++)
        if ((address ^ special[i].network) >> (32 - special[i].bits) == 0)
            return false;
    return true;
}

static bool begins(const uint8_t *address, const uint8_t *network, int bits)
{
    size_t whole = (size_t)bits / 8;
    int rest = bits % 8;
    return memcmp(address, network, whole) == 0 && (rest == 0 || (address[whole] ^ network[whole]) >> (8 - rest) == 0);
}

static uint32_t last_four(const uint8_t *address)
{
    return (uint32_t)address[12] << 24 | (uint32_t)address[13] << 16 | (uint32_t)address[14] << 8 | address[15];
}

static bool ipv6_is_public(const uint8_t address[static IPV6_BYTES])
{
    // Those that hold an IPv4 address lead where it leads.
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff}, translated[12] = {0x00, 0x64, 0xff, 0x9b};
    static const uint8_t global[] = {0x20};
    static const struct {
        uint8_t network[4];
        int bits;
    } special[] = {
        {{0x20, 0x01, 0x00, 0x00}, 23}, // protocols, Teredo among them
        {{0x20, 0x01, 0x0d, 0xb8}, 32}, // examples
        {{0x20, 0x02}, 16},             // 6to4
        {{0x3f, 0xff}, 20},             // examples
    };
    if (begins(address, mapped, 96) || begins(address, translated, 96))
        return ipv4_is_public(last_four(address));
    if (!begins(address, global, 3))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(special); i++)
        if (begins(address, special[i].network, special[i].bits))
            return false;
    return true;
}

bool push_address_is_public(const struct sockaddr *address)
{
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
    switch (address->sa_family) {
    case AF_INET:
        memcpy(&ipv4, address, sizeof(ipv4));
        return ipv4_is_public(ntohl(ipv4.sin_addr.s_addr));
    case AF_INET6:
        memcpy(&ipv6, address, sizeof(ipv6));
        return ipv6_is_public(ipv6.sin6_addr.s6_addr);
    default:
        return false;
    }
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
