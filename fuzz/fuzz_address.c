/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any text as an entry of X-Forwarded-For and as a list of trusted networks. An address comes back the same
 * from its own words, and lies in no list but one that names it.
 */
#include <assert.h>

#include "http/address.h"
#include "own_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = own_text(bytes, size);
    char words[ADDRESS_TEXT_SIZE], network[ADDRESS_NETWORK_SIZE], wrong[16];
    struct address address, again, none = {{0}};
    struct networks networks, own;
    if (address_parse(text, size, &address)) {
        address_text(&address, words);
        assert(address_parse(words, strlen(words), &again) && memcmp(&address, &again, sizeof(again)) == 0);
        address_network_text(&address, network);
        assert(networks_parse(network, &own, wrong, sizeof(wrong)) && own.count == 1 && networks_have(&own, &address));
    }
    if (networks_parse(text, &networks, wrong, sizeof(wrong))) {
        assert(networks.count <= ADDRESS_NETWORKS_MAX);
        for (size_t i = 0; i < networks.count; i++)
            assert(networks.list[i].bits <= 128 && networks_have(&networks, &networks.list[i].address));
        if (networks.count == 0)
            assert(!networks_have(&networks, &none));
    } else {
        assert(memchr(wrong, '\0', sizeof(wrong)));
    }
    free(text);
    return 0;
}
