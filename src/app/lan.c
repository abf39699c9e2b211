/* SPDX-License-Identifier: MIT */
#include "app/lan.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdbool.h>
#include <string.h>

/* Bridges that containers hang on: no phone is behind them. */
static bool is_bridge(const char *interface)
{
    return strncmp(interface, "docker", 6) == 0 || strncmp(interface, "br-", 3) == 0 ||
           strncmp(interface, "veth", 4) == 0 || strncmp(interface, "virbr", 5) == 0;
}

size_t lan_addresses(struct lan_address *addresses, size_t max)
{
    struct ifaddrs *interfaces;
    size_t count = 0;

    if (getifaddrs(&interfaces) != 0)
        return 0;
    for (int bridges = 0; bridges <= 1; bridges++) {
        for (const struct ifaddrs *at = interfaces; at && count < max; at = at->ifa_next) {
            if (!at->ifa_addr || at->ifa_addr->sa_family != AF_INET || !(at->ifa_flags & IFF_UP) ||
                (at->ifa_flags & IFF_LOOPBACK) || is_bridge(at->ifa_name) != (bridges == 1))
                continue;
            struct sockaddr_in address;
            memcpy(&address, at->ifa_addr, sizeof(address));
            if (inet_ntop(AF_INET, &address.sin_addr, addresses[count].text, LAN_ADDRESS_SIZE))
                count++;
        }
    }
    freeifaddrs(interfaces);
    return count;
}
