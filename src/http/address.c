/* SPDX-License-Identifier: MIT */
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

enum { IPV4_BITS = 32, ALL_BITS = 128, MAPPED_BITS = ALL_BITS - IPV4_BITS };

static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};

static bool is_mapped(const struct address *address)
{
    return memcmp(address->bytes, mapped, sizeof(mapped)) == 0;
}

static void set_mapped(struct address *address, const struct in_addr *four)
{
    memcpy(address->bytes, mapped, sizeof(mapped));
    memcpy(address->bytes + sizeof(mapped), four, sizeof(*four));
}

bool address_of(const struct sockaddr *socket_address, struct address *ret_address)
{
    if (socket_address->sa_family == AF_INET)
        set_mapped(ret_address, &((const struct sockaddr_in *)(const void *)socket_address)->sin_addr);
    else if (socket_address->sa_family == AF_INET6)
        memcpy(ret_address->bytes, &((const struct sockaddr_in6 *)(const void *)socket_address)->sin6_addr,
               sizeof(ret_address->bytes));
    else
        return false;
    return true;
}

/* Without a port and brackets. */
static bool parse_plain(const char *text, size_t size, struct address *ret_address)
{
    char copy[ADDRESS_TEXT_SIZE];
    struct in_addr four;
    struct in6_addr six;
    if (size == 0 || size >= sizeof(copy) || memchr(text, '\0', size))
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    if (inet_pton(AF_INET, copy, &four) == 1)
        set_mapped(ret_address, &four);
    else if (inet_pton(AF_INET6, copy, &six) == 1)
        memcpy(ret_address->bytes, &six, sizeof(ret_address->bytes));
    else
        return false;
    return true;
}

/* ":80", or nothing. */
static bool is_port(const char *text, size_t size)
{
    if (size == 0)
        return true;
    if (size < 2 || size > 6 || text[0] != ':')
        return false;
    for (size_t i = 1; i < size; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

bool address_parse(const char *text, size_t size, struct address *ret_address)
{
    while (size > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        size--;
    }
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
        size--;
    if (size > 0 && *text == '[') {
        const char *end = memchr(text, ']', size);
        size_t inner = end ? (size_t)(end - text) - 1 : 0;
        return end && memchr(text, ':', inner + 1) && is_port(end + 1, size - inner - 2) &&
               parse_plain(text + 1, inner, ret_address);
    }
    const char *colon = memchr(text, ':', size);
    bool has_port = colon && memchr(text, '.', (size_t)(colon - text)) != NULL;
    if (!has_port)
        return parse_plain(text, size, ret_address);
    size_t plain = (size_t)(colon - text);
    return is_port(colon, size - plain) && parse_plain(text, plain, ret_address);
}

void address_text(const struct address *address, char out[static ADDRESS_TEXT_SIZE])
{
    if (is_mapped(address))
        inet_ntop(AF_INET, address->bytes + sizeof(mapped), out, ADDRESS_TEXT_SIZE);
    else
        inet_ntop(AF_INET6, address->bytes, out, ADDRESS_TEXT_SIZE);
}

void address_network_text(const struct address *address, char out[static ADDRESS_NETWORK_SIZE])
{
    struct address network = *address;
    char text[ADDRESS_TEXT_SIZE];
    if (is_mapped(address)) {
        address_text(address, text);
        snprintf(out, ADDRESS_NETWORK_SIZE, "%s", text);
        return;
    }
    memset(network.bytes + ADDRESS_CLIENT_BITS / 8, 0, sizeof(network.bytes) - ADDRESS_CLIENT_BITS / 8);
    address_text(&network, text);
    snprintf(out, ADDRESS_NETWORK_SIZE, "%s/%d", text, ADDRESS_CLIENT_BITS);
}

static bool network_parse(const char *text, size_t size, struct network *ret_network)
{
    const char *slash = memchr(text, '/', size);
    size_t plain = slash ? (size_t)(slash - text) : size;
    char number[8] = "";
    int64_t bits;
    if (!parse_plain(text, plain, &ret_network->address))
        return false;
    int64_t most = is_mapped(&ret_network->address) ? IPV4_BITS : ALL_BITS;
    if (!slash) {
        ret_network->bits = ALL_BITS;
        return true;
    }
    if (size - plain - 1 >= sizeof(number))
        return false;
    memcpy(number, slash + 1, size - plain - 1);
    if (!str_to_int(number, 0, most, &bits))
        return false;
    ret_network->bits = (unsigned)(bits + (most == IPV4_BITS ? MAPPED_BITS : 0));
    return true;
}

bool networks_parse(const char *text, struct networks *ret_networks, char *wrong, size_t wrong_size)
{
    static const char between[] = ", \t";
    struct networks networks = {.count = 0};
    for (text += strspn(text, between); *text; text += strspn(text, between)) {
        size_t size = strcspn(text, between);
        bool full = networks.count == ADDRESS_NETWORKS_MAX;
        if (full || !network_parse(text, size, &networks.list[networks.count])) {
            snprintf(wrong, wrong_size, "%.*s", full ? 0 : (int)size, text);
            return false;
        }
        networks.count++;
        text += size;
    }
    *ret_networks = networks;
    return true;
}

static bool is_in(const struct network *network, const struct address *address)
{
    size_t whole = network->bits / 8;
    unsigned rest = network->bits % 8;
    if (memcmp(network->address.bytes, address->bytes, whole) != 0)
        return false;
    unsigned differ = rest ? (unsigned)(network->address.bytes[whole] ^ address->bytes[whole]) : 0;
    return (differ >> (8 - rest)) == 0;
}

bool networks_have(const struct networks *networks, const struct address *address)
{
    for (size_t i = 0; i < networks->count; i++)
        if (is_in(&networks->list[i], address))
            return true;
    return false;
}
