/* SPDX-License-Identifier: MIT */
/* The addresses under which other devices in the same network reach this machine. */
#ifndef AMS_APP_LAN_H
#define AMS_APP_LAN_H

#include <stddef.h>

enum { LAN_ADDRESS_SIZE = 46, LAN_ADDRESSES_MAX = 8 };

struct lan_address {
    char text[LAN_ADDRESS_SIZE]; // "192.168.1.20"
};

/*
 * IPv4 addresses of the interfaces that are up, without loopback and those of container bridges last; at most `max`.
 * 0 also when the system does not tell.
 */
size_t lan_addresses(struct lan_address *addresses, size_t max);

#endif
