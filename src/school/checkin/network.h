/* SPDX-License-Identifier: MIT */
/* Ranges of network addresses (CIDR, RFC 4632 and RFC 4291). Pure functions over text from strangers. */
#ifndef AMS_SCHOOL_NETWORK_H
#define AMS_SCHOOL_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NETWORK_LIST_SIZE = 1001, // bytes of a list as text, its NUL included
    NETWORK_LIST_MAX = 20,    // ranges of a list
    NETWORK_RANGE_SIZE = 52,  // bytes of one range as text, its NUL included
};

/* One range. IPv4 is kept as the IPv6 addresses ::ffff:a.b.c.d, so that both ways of writing one address meet. */
struct network {
    uint8_t address[16]; // bits beyond the prefix are 0
    unsigned prefix;     // 0 to 128
};

/*
 * Reads "10.1.0.0/16, 2001:db8::/32": ranges with commas or spaces between; an address alone is a range of one. False,
 * with nothing written, on anything else, on more than NETWORK_LIST_MAX, and on a text beyond NETWORK_LIST_SIZE.
 * "" is the list of none. Bits beyond a prefix are cleared.
 */
bool network_parse_list(const char *text, struct network networks[static NETWORK_LIST_MAX], size_t *ret_count);

/* The ranges as text with ", " between, as network_parse_list reads them. False when they do not fit. */
bool network_format_list(const struct network *networks, size_t count, char text[static NETWORK_LIST_SIZE]);

/* Whether the address (text of an IPv4 or IPv6 address, with or without a %zone; NULL and other text: no) is in any. */
bool network_contains(const struct network *networks, size_t count, const char *address);

/*
 * The range that an address (as above) is told apart by: the /24 of an IPv4 address, the /48 of an IPv6 one, which is
 * what a household, a campus or a carrier's gateway has. False, and nothing written, when it is none.
 */
bool network_range(const char *address, char text[static NETWORK_RANGE_SIZE]);

#endif
