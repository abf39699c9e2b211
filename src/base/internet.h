/* SPDX-License-Identifier: MIT */
/*
 * Which addresses are the internet's. A request that a stranger has a say in where it goes must not be led to this
 * machine or into the institution's network: it is asked of the very address that is connected to, after its name was
 * looked up.
 */
#ifndef AMS_BASE_INTERNET_H
#define AMS_BASE_INTERNET_H

#include <stdbool.h>

struct sockaddr;

/* False for private, shared, local, reserved and multicast addresses, whatever holds them, and for other families. */
bool internet_address_is_public(const struct sockaddr *address);

bool internet_address_is_loopback(const struct sockaddr *address);

#endif
