/* SPDX-License-Identifier: MIT */
#include "base/internet.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"

enum { IPV6_BYTES = 16, LOOPBACK_FIRST = 127 };

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

bool internet_address_is_public(const struct sockaddr *address)
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

bool internet_address_is_loopback(const struct sockaddr *address)
{
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
    if (address->sa_family == AF_INET) {
        memcpy(&ipv4, address, sizeof(ipv4));
        return ntohl(ipv4.sin_addr.s_addr) >> 24 == LOOPBACK_FIRST;
    }
    if (address->sa_family != AF_INET6)
        return false;
    memcpy(&ipv6, address, sizeof(ipv6));
    return IN6_IS_ADDR_LOOPBACK(&ipv6.sin6_addr);
}
