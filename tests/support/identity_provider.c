/* SPDX-License-Identifier: MIT */
#include "support/identity_provider.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "crypto/base64url.h"

enum { REQUEST_SIZE = 32 << 10, KEY_BITS = 2048 };

static void need(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "identity_provider: %s failed\n", what);
    abort();
}

/* ---- tokens ---- */

void identity_encode(const char *text, char *out, size_t size)
{
    need(base64url_write(text, strlen(text), out, size), "base64url");
}

void identity_sign(cjose_jwk_t *key, const char *header, const char *payload, char token[static IDENTITY_TOKEN])
{
    cjose_err error;
    const char *text = NULL;
    json_t *fields = json_loads(header, 0, NULL);
    need(fields != NULL, "a header");
    cjose_jws_t *jws =
        cjose_jws_sign(key, (cjose_header_t *)(void *)fields, (const uint8_t *)payload, strlen(payload), &error);
    need(jws && cjose_jws_export(jws, &text, &error) && strlen(text) < IDENTITY_TOKEN, "signing");
    memcpy(token, text, strlen(text) + 1);
    cjose_jws_release(jws);
    json_decref(fields);
}

void identity_jwk(cjose_jwk_t *key, const char *kid, const char *more, char *out, size_t size)
{
    cjose_err error;
    char *text = cjose_jwk_to_json(key, false, &error);
    json_t *jwk = text ? json_loads(text, 0, NULL) : NULL;
    need(jwk != NULL, "a key's JSON");
    if (kid)
        json_object_set_new(jwk, "kid", json_string(kid));
    json_t *further = json_loads(more ? more : "{}", 0, NULL);
    json_object_update(jwk, further);
    json_decref(further);
    char *whole = json_dumps(jwk, JSON_COMPACT);
    need(strlen(whole) < size, "room for a key");
    memcpy(out, whole, strlen(whole) + 1);
    free(whole);
    free(text);
    json_decref(jwk);
}

/* The library has the key as OpenSSL's, whose functions for it are old ones. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
void identity_certificate(cjose_jwk_t *key, char *out, size_t size)
{
    cjose_err error;
    EVP_PKEY *pair = EVP_PKEY_new();
    X509 *certificate = X509_new();
    BIO *memory = BIO_new(BIO_s_mem());
    char *pem = NULL;
    need(EVP_PKEY_set1_RSA(pair, cjose_jwk_get_keydata(key, &error)) == 1, "a key");
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 60 * 60);
    X509_set_pubkey(certificate, pair);
    need(X509_sign(certificate, pair, EVP_sha256()) > 0 && PEM_write_bio_X509(memory, certificate) == 1,
         "a certificate");
    long length = BIO_get_mem_data(memory, &pem);
    size_t used = 0;
    for (long i = 0; i < length && used + 3 < size; i++)
        if (pem[i] == '\n') {
            out[used++] = '\\';
            out[used++] = 'n';
        } else {
            out[used++] = pem[i];
        }
    out[used] = '\0';
    BIO_free(memory);
    X509_free(certificate);
    EVP_PKEY_free(pair);
}
#pragma GCC diagnostic pop

/* ---- the server ---- */

static void send_all(int client, const char *status, const char *body)
{
    char head[256];
    int size =
        snprintf(head, sizeof(head),
                 "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                 status, strlen(body));
    if (send(client, head, (size_t)size, MSG_NOSIGNAL) > 0)
        (void)!send(client, body, strlen(body), MSG_NOSIGNAL);
}

static void discovery_write(struct identity_provider *provider, char *out, size_t size)
{
    const char *issuer = provider->issuer;
    snprintf(out, size,
             "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/authorize\",\"token_endpoint\":\"%s/token\","
             "\"jwks_uri\":\"%s/keys\",\"userinfo_endpoint\":\"%s/userinfo\",\"end_session_endpoint\":\"%s/out\","
             "\"authorization_response_iss_parameter_supported\":%s}",
             *provider->named ? provider->named : issuer, issuer, issuer, issuer, issuer, issuer,
             provider->names_itself ? "true" : "false");
}

static void keys_write(struct identity_provider *provider, char *out, size_t size)
{
    char one[IDENTITY_TEXT / 4], two[IDENTITY_TEXT / 4];
    if (provider->rotated) {
        identity_jwk(provider->next, "three", NULL, one, sizeof(one));
        snprintf(out, size, "{\"keys\":[%s]}", one);
        return;
    }
    identity_jwk(provider->rsa, "one", "{\"use\":\"sig\"}", one, sizeof(one));
    identity_jwk(provider->ec, "two", NULL, two, sizeof(two));
    snprintf(out, size, "{\"keys\":[%s,%s]}", one, two);
}

static void header_copy(const char *request, const char *name, char *out, size_t size)
{
    const char *at = strstr(request, name);
    *out = '\0';
    if (at)
        snprintf(out, size, "%.*s", (int)strcspn(at + strlen(name), "\r"), at + strlen(name));
}

static void answer(struct identity_provider *provider, int client, const char *request, const char *body)
{
    char text[IDENTITY_TOKEN + 200] = "", pem[IDENTITY_TEXT / 2];
    if (provider->down) {
        send_all(client, "503 Service Unavailable", "{}");
        return;
    }
    if (strncmp(request, "GET /.well-known/openid-configuration ", 38) == 0) {
        provider->discoveries++;
        discovery_write(provider, text, sizeof(text));
    } else if (strncmp(request, "GET /keys ", 10) == 0) {
        provider->key_requests++;
        keys_write(provider, text, sizeof(text));
    } else if (strncmp(request, "GET /certificates ", 18) == 0) {
        provider->key_requests++;
        identity_certificate(provider->rotated ? provider->next : provider->rsa, pem, sizeof(pem));
        snprintf(text, sizeof(text), "{\"%s\":\"%s\"}", provider->rotated ? "three" : "one", pem);
    } else if (strncmp(request, "POST /token ", 12) == 0) {
        provider->exchanges++;
        snprintf(provider->asked, sizeof(provider->asked), "%s", body);
        header_copy(request, "Authorization: ", provider->authorized, sizeof(provider->authorized));
        const char *denial = strstr(body, "code=bad") ? "400 invalid_grant" : provider->denies;
        if (denial) {
            snprintf(text, sizeof(text), "{\"error\":\"%s\"}", denial + strlen("400 "));
            send_all(client, denial, text);
            return;
        }
        snprintf(text, sizeof(text), "{\"token_type\":\"Bearer\",\"access_token\":\"access\",\"id_token\":\"%s\"}",
                 provider->id_token);
    } else if (strncmp(request, "GET /userinfo ", 14) == 0 && *provider->userinfo) {
        snprintf(text, sizeof(text), "%s", provider->userinfo);
    }
    send_all(client, *text ? "200 OK" : "404 Not Found", *text ? text : "{}");
}

/* One request a connection, whole before it is answered. */
static void serve_one(struct identity_provider *provider, int client)
{
    char request[REQUEST_SIZE];
    size_t size = 0, wanted = 0;
    char *body = NULL;
    while (size + 1 < sizeof(request)) {
        ssize_t got = recv(client, request + size, sizeof(request) - size - 1, 0);
        if (got <= 0)
            return;
        size += (size_t)got;
        request[size] = '\0';
        body = strstr(request, "\r\n\r\n");
        const char *length = strstr(request, "Content-Length: ");
        wanted = body && length && length < body ? strtoul(length + 16, NULL, 10) : 0;
        if (body && strlen(body + 4) >= wanted)
            break;
    }
    pthread_mutex_lock(&provider->lock);
    if (body)
        answer(provider, client, request, body + 4);
    pthread_mutex_unlock(&provider->lock);
}

static void *serve(void *context)
{
    struct identity_provider *provider = context;
    for (;;) {
        int client = accept(provider->socket, NULL, NULL);
        if (client < 0)
            return NULL;
        serve_one(provider, client);
        shutdown(client, SHUT_WR);
        close(client);
    }
}

void identity_provider_open(struct identity_provider *provider)
{
    static const uint8_t exponent[] = {1, 0, 1};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    cjose_err error;
    memset(provider, 0, sizeof(*provider));
    pthread_mutex_init(&provider->lock, NULL);
    provider->rsa = cjose_jwk_create_RSA_random(KEY_BITS, exponent, sizeof(exponent), &error);
    provider->next = cjose_jwk_create_RSA_random(KEY_BITS, exponent, sizeof(exponent), &error);
    provider->ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
    need(provider->rsa && provider->next && provider->ec, "making keys");
    provider->socket = socket(AF_INET, SOCK_STREAM, 0);
    need(bind(provider->socket, (struct sockaddr *)&address, sizeof(address)) == 0 &&
             listen(provider->socket, 32) == 0 &&
             getsockname(provider->socket, (struct sockaddr *)&address, &size) == 0,
         "listening");
    provider->port = ntohs(address.sin_port);
    snprintf(provider->issuer, sizeof(provider->issuer), "http://127.0.0.1:%u", provider->port);
    snprintf(provider->certificates, sizeof(provider->certificates), "%s/certificates", provider->issuer);
    need(pthread_create(&provider->thread, NULL, serve, provider) == 0, "a thread");
}

void identity_provider_close(struct identity_provider *provider)
{
    shutdown(provider->socket, SHUT_RDWR);
    close(provider->socket);
    pthread_join(provider->thread, NULL);
    cjose_jwk_release(provider->rsa);
    cjose_jwk_release(provider->ec);
    cjose_jwk_release(provider->next);
    pthread_mutex_destroy(&provider->lock);
}
