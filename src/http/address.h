/* SPDX-License-Identifier: MIT */
/*
 * Network addresses: of a peer, as text, as a list of networks. IPv4 is kept as IPv4-mapped IPv6, so that one form is
 * compared. Pure functions.
 */
#ifndef AMS_HTTP_ADDRESS_H
#define AMS_HTTP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
    ADDRESS_TEXT_SIZE = 46,    // an address as text
    ADDRESS_NETWORK_SIZE = 50, // a network as text
    ADDRESS_CLIENT_BITS = 64,  // whoever has an IPv6 address has at least as many as these leave
    ADDRESS_NETWORKS_MAX = 64, // in a list
};

struct address {
    uint8_t bytes[16];
};

struct network {
    struct address address;
    unsigned bits; // of 128 that must be the same
};

struct networks {
    struct network list[ADDRESS_NETWORKS_MAX];
    size_t count;
};

/* False for another family than IPv4 and IPv6. */
bool address_of(const struct sockaddr *socket_address, struct address *ret_address);

/*
 * Reads an address as proxies write one: "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]",
 * "[2001:db8::1]:80", with blanks around it. False for anything else.
 */
bool address_parse(const char *text, size_t size, struct address *ret_address);

void address_text(const struct address *address, char out[static ADDRESS_TEXT_SIZE]);

/* Who counts as one: an IPv4 address itself, the /64 of an IPv6 one ("2001:db8:1:2::/64"). */
void address_network_text(const struct address *address, char out[static ADDRESS_NETWORK_SIZE]);

/*
 * Reads a list of addresses and networks: "127.0.0.1, ::1 10.0.0.0/8", between commas or blanks; "" is none. False,
 * with the words that are neither in `wrong` (cut to its size), or "" when there are too many.
 */
bool networks_parse(const char *text, struct networks *ret_networks, char *wrong, size_t wrong_size);

bool networks_have(const struct networks *networks, const struct address *address);

#endif
