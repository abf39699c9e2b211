/* SPDX-License-Identifier: MIT */
#include "http/unit.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "support/http_fixture.h"

/* A self-signed certificate for P-256 as PEM texts, to be freed. */
static void make_certificate(char **ret_certificate, char **ret_key)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    assert_true(key && certificate);
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);

    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    assert_true(PEM_write_bio_X509(out, certificate));
    long size = BIO_get_mem_data(out, &text);
    *ret_certificate = strndup(text, (size_t)size);
    BIO_free(out);
    out = BIO_new(BIO_s_mem());
    assert_true(PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL));
    size = BIO_get_mem_data(out, &text);
    *ret_key = strndup(text, (size_t)size);
    BIO_free(out);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static int set_up(void **state)
{
    static struct http_fixture fixture;
    static char *certificate, *key;
    http_fixture_init(&fixture);
    make_certificate(&certificate, &key);
    fixture.config.certificate_pem = certificate;
    fixture.config.key_pem = key;
    fixture.config.header_ms = 500;
    *state = &fixture;
    bool started = http_fixture_start(&fixture);
    free(certificate);
    free(key);
    fixture.config.certificate_pem = fixture.config.key_pem = NULL;
    if (!started)
        print_message("%s\n", fixture.error);
    return started ? 0 : -1;
}

static int tear_down(void **state)
{
    http_fixture_release(*state);
    return 0;
}

/* Handshakes with a protocol of at most `version`; NULL when the server refuses. */
static SSL *handshake(SSL_CTX *context, struct client *client, unsigned port, int version)
{
    client_open(client, port);
    SSL *session = SSL_new(context);
    assert_non_null(session);
    SSL_set_min_proto_version(session, 0);
    SSL_set_max_proto_version(session, version);
    SSL_set_security_level(session, 0);
    SSL_set_fd(session, client->socket);
    if (SSL_connect(session) == 1)
        return session;
    SSL_free(session);
    return NULL;
}

/* Reads until the bytes hold `text`, the connection ends or `size` is full. */
static void read_until(SSL *session, const char *text, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    while (used + 1 < size && !strstr(out, text)) {
        int part = SSL_read(session, out + used, (int)(size - used - 1));
        if (part <= 0)
            return;
        used += (size_t)part;
        out[used] = '\0';
    }
}

static void new_protocols_are_spoken(void **state)
{
    struct http_fixture *fixture = *state;
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++) {
        static const char requests[] =
            "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
            "GET /api/nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        struct client client;
        char out[8192];
        SSL *session = handshake(context, &client, fixture->port, versions[i]);
        assert_non_null(session);
        assert_int_equal(SSL_version(session), versions[i]);
        assert_true(SSL_write(session, requests, sizeof(requests) - 1) > 0);
        read_until(session, "not_found", out, sizeof(out));
        assert_non_null(strstr(out, "HTTP/1.1 200"));
        assert_non_null(strstr(out, "HTTP/1.1 404"));
        const char *strict = strstr(out, "Strict-Transport-Security: max-age=31536000; includeSubDomains");
        assert_non_null(strict);
        assert_non_null(strstr(strict + 1, "Strict-Transport-Security: max-age=31536000; includeSubDomains"));
        SSL_free(session);
        client_close(&client);
    }
    SSL_CTX_free(context);
}

static void old_protocols_are_refused(void **state)
{
    struct http_fixture *fixture = *state;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    struct client client;
    assert_null(handshake(context, &client, fixture->port, TLS1_1_VERSION));
    client_close(&client);
    assert_null(handshake(context, &client, fixture->port, TLS1_VERSION));
    client_close(&client);
    SSL_CTX_free(context);
}

/* Of TLS 1.2 only what authenticates what it encrypts and forgets its keys. */
static void weak_ciphers_are_refused(void **state)
{
    struct http_fixture *fixture = *state;
    static const struct {
        const char *cipher;
        bool spoken;
    } rows[] = {
        {"ECDHE-ECDSA-AES128-GCM-SHA256", true}, {"ECDHE-ECDSA-AES256-GCM-SHA384", true},
        {"ECDHE-ECDSA-CHACHA20-POLY1305", true}, {"ECDHE-ECDSA-AES128-SHA", false},
        {"ECDHE-ECDSA-AES256-SHA", false},       {"ECDHE-ECDSA-AES128-SHA256", false},
        {"ECDHE-ECDSA-AES256-SHA384", false},    {"ECDHE-ECDSA-CAMELLIA128-SHA256", false},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        SSL_CTX *context = SSL_CTX_new(TLS_client_method());
        struct client client;
        assert_int_equal(SSL_CTX_set_cipher_list(context, rows[i].cipher), 1);
        SSL *session = handshake(context, &client, fixture->port, TLS1_2_VERSION);
        bool spoken = session != NULL;
        if (spoken != rows[i].spoken)
            fail_msg("%s", rows[i].cipher);
        SSL_free(session);
        client_close(&client);
        SSL_CTX_free(context);
    }
}

static void half_open_handshakes_are_cut(void **state)
{
    struct http_fixture *fixture = *state;
    struct client silent, half, plain;
    client_open(&silent, fixture->port);
    client_open(&half, fixture->port);
    client_send(&half, "\x16\x03\x01\x02\x00\x01\x00", 7);
    client_open(&plain, fixture->port);
    client_say(&plain, "GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(client_wait_end(&silent));
    assert_true(client_wait_end(&half));
    assert_true(client_wait_end(&plain));
    assert_true(!plain.bytes || !strstr(plain.bytes, "200"));
    client_close(&silent);
    client_close(&half);
    client_close(&plain);
}

static void slow_routes_and_streams_work(void **state)
{
    struct http_fixture *fixture = *state;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    struct client client, listener;
    char out[8192];
    SSL *session = handshake(context, &listener, fixture->port, TLS1_3_VERSION);
    assert_non_null(session);
    static const char subscribe[] = "GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_true(SSL_write(session, subscribe, sizeof(subscribe) - 1) > 0);
    read_until(session, "retry: ", out, sizeof(out));

    SSL *slow = handshake(context, &client, fixture->port, TLS1_3_VERSION);
    assert_non_null(slow);
    static const char request[] = "POST /api/slow HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 4\r\n\r\n{\"\"}";
    assert_true(SSL_write(slow, request, sizeof(request) - 1) > 0);
    http_fixture_wait_slow(fixture, 1);
    events_publish(fixture->events, "class", "mark", "{\"a\":1}");
    read_until(session, "data: {\"a\":1}\n\n", out, sizeof(out));
    assert_non_null(strstr(out, "event: mark"));
    http_fixture_open_gate(fixture);
    read_until(slow, "{\"\"}", out, sizeof(out));
    assert_non_null(strstr(out, "HTTP/1.1 200"));

    http_fixture_stop(fixture); // with the stream open
    read_until(session, "0\r\n\r\n", out, sizeof(out));
    assert_non_null(strstr(out, "0\r\n\r\n"));
    SSL_free(slow);
    SSL_free(session);
    client_close(&client);
    client_close(&listener);
    SSL_CTX_free(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_protocols_are_spoken),     cmocka_unit_test(old_protocols_are_refused),
        cmocka_unit_test(weak_ciphers_are_refused),     cmocka_unit_test(half_open_handshakes_are_cut),
        cmocka_unit_test(slow_routes_and_streams_work),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
