/* SPDX-License-Identifier: MIT */
/*
 * Requests to a provider. What it is and where it has its ends an administrator types and the provider itself says, so
 * the server asks nobody there whom it should not: https alone, no redirection, no proxy, no address that is not the
 * internet's unless the operator says that providers may be in the institution's own network. The address is looked at
 * when it is connected to, so a name that leads elsewhere the second time leads nowhere. Time, size and how many at
 * once are bounded.
 */
#ifndef AMS_SSO_FETCH_H
#define AMS_SSO_FETCH_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SSO_URL_MAX = 1000,
    SSO_CONNECT_SECONDS = 5,
    SSO_SECONDS_MAX = 10,
    SSO_ANSWER_MAX = 256 << 10, // bytes of an answer
    SSO_AT_ONCE_MAX = 16,       // requests on their way: each holds a thread
    SSO_FORM_MAX = 16 << 10,
};

/* How a server may ask. */
struct sso_net {
    const char *ca; // PEM file instead of the system's; NULL or ""
    bool private;   // providers at addresses of the institution's own network, too
    bool plain;     // http:// at this machine's own addresses: for who develops
};

/* What a request came to. */
enum sso_fetched {
    SSO_FETCHED,      // there is an answer, whatever its status
    SSO_FETCH_DOWN,   // nobody answers, or too slowly, or not with the right certificate
    SSO_FETCH_INWARD, // it leads where the server does not go
    SSO_FETCH_LARGE,  // more than SSO_ANSWER_MAX
    SSO_FETCH_BUSY,   // SSO_AT_ONCE_MAX are on their way, or there is no memory
};

struct sso_request {
    const char *url;
    const char *form; // posted, as application/x-www-form-urlencoded; NULL: a GET
    const char *user; // HTTP Basic, both percent-encoded as RFC 6749, 2.3.1 wants it; NULL: none
    const char *secret;
    const char *bearer; // an access token; NULL: none
};

struct sso_answer {
    long status;
    char *body; // NUL behind it; malloc's
    size_t size;
};

/*
 * Whether a provider may have such an address: https (or http where `net` takes it), a host, no user, no fragment,
 * printable ASCII, up to SSO_URL_MAX characters; an issuer has no query either.
 */
bool sso_url_is_good(const char *url, const struct sso_net *net, bool issuer);

/* One request. The body of an answer that was FETCHED is the caller's to give to sso_answer_free. */
enum sso_fetched sso_fetch(const struct sso_net *net, const struct sso_request *request, struct sso_answer *ret_answer);
void sso_answer_free(struct sso_answer *answer);

#endif
