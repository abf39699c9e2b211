/* SPDX-License-Identifier: MIT */
/* The self-signed certificate is made once, kept, and made anew when it cannot be used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "app/certificate.h"

struct place {
    char folder[32];
    char certificate[64];
    char key[64];
};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof(*place));
    snprintf(place->folder, sizeof(place->folder), "/tmp/ams-cert-XXXXXX");
    if (!mkdtemp(place->folder))
        return -1;
    snprintf(place->certificate, sizeof(place->certificate), "%s/c.pem", place->folder);
    snprintf(place->key, sizeof(place->key), "%s/k.pem", place->folder);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    unlink(place->certificate);
    unlink(place->key);
    rmdir(place->folder);
    free(place);
    return 0;
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static X509 *parse(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    BIO_free(bio);
    return certificate;
}

static void test_made_once(void **state)
{
    struct place *place = *state;
    char error[CERTIFICATE_ERROR_SIZE];
    char *first;
    char *second;
    char *key;
    struct stat status;

    assert_true(certificate_ensure(place->certificate, place->key, error));
    assert_int_equal(stat(place->key, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_true(certificate_read(place->certificate, place->key, &first, &key, error));
    certificate_free(key);
    assert_true(certificate_ensure(place->certificate, place->key, error));
    assert_true(certificate_read(place->certificate, place->key, &second, &key, error));
    assert_string_equal(first, second);
    certificate_free(first);
    certificate_free(second);
    certificate_free(key);
}

static void test_what_it_says(void **state)
{
    struct place *place = *state;
    char error[CERTIFICATE_ERROR_SIZE];
    char *pem;
    char *key;
    int days;
    int seconds;

    assert_true(certificate_ensure(place->certificate, place->key, error));
    assert_true(certificate_read(place->certificate, place->key, &pem, &key, error));
    X509 *certificate = parse(pem);
    assert_non_null(certificate);
    assert_int_equal(X509_check_host(certificate, "localhost", 0, 0, NULL), 1);
    assert_int_equal(X509_check_ip_asc(certificate, "127.0.0.1", 0), 1);
    assert_int_equal(X509_check_ip_asc(certificate, "::1", 0), 1);
    assert_int_equal(X509_check_host(certificate, "example.org", 0, 0, NULL), 0);
    assert_int_equal(ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(certificate), X509_get0_notAfter(certificate)),
                     1);
    assert_int_equal(days, CERTIFICATE_DAYS);
    assert_int_equal(EVP_PKEY_get_bits(X509_get0_pubkey(certificate)), 256);
    assert_int_equal(X509_verify(certificate, X509_get0_pubkey(certificate)), 1);
    X509_free(certificate);
    certificate_free(pem);
    certificate_free(key);
}

static void test_made_anew_when_broken(void **state)
{
    struct place *place = *state;
    char error[CERTIFICATE_ERROR_SIZE];
    char *pem;
    char *key;

    write_text(place->certificate, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
    write_text(place->key, "");
    assert_false(certificate_read(place->certificate, place->key, &pem, &key, error));
    assert_non_null(strstr(error, "no readable PEM certificate"));
    assert_true(certificate_ensure(place->certificate, place->key, error));
    assert_true(certificate_read(place->certificate, place->key, &pem, &key, error));
    certificate_free(pem);
    certificate_free(key);
}

/* One that ends within the day is replaced before browsers refuse it. */
static void test_made_anew_when_old(void **state)
{
    struct place *place = *state;
    char error[CERTIFICATE_ERROR_SIZE];
    char *old;
    char *new;
    char *key;

    assert_true(certificate_ensure(place->certificate, place->key, error));
    assert_true(certificate_read(place->certificate, place->key, &old, &key, error));
    X509 *certificate = parse(old);
    BIO *bio = BIO_new_mem_buf(key, -1);
    EVP_PKEY *signer = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    assert_non_null(signer);
    assert_non_null(X509_gmtime_adj(X509_getm_notAfter(certificate), 60L * 60));
    assert_true(X509_sign(certificate, signer, EVP_sha256()) > 0);
    FILE *file = fopen(place->certificate, "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_X509(file, certificate), 1);
    fclose(file);
    EVP_PKEY_free(signer);
    X509_free(certificate);
    certificate_free(key);

    assert_true(certificate_ensure(place->certificate, place->key, error));
    assert_true(certificate_read(place->certificate, place->key, &new, &key, error));
    assert_string_not_equal(old, new);
    certificate = parse(new);
    time_t next_year = time(NULL) + 365L * 24 * 60 * 60;
    assert_int_equal(X509_cmp_time(X509_get0_notAfter(certificate), &next_year), 1);
    X509_free(certificate);
    certificate_free(old);
    certificate_free(new);
    certificate_free(key);
}

static void test_key_of_another(void **state)
{
    struct place *place = *state;
    char error[CERTIFICATE_ERROR_SIZE];
    char *pem = NULL;
    char *key = NULL;

    assert_true(certificate_ensure(place->certificate, place->key, error));
    EVP_PKEY *other = EVP_EC_gen("P-256");
    FILE *file = fopen(place->key, "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_PrivateKey(file, other, NULL, NULL, 0, NULL, NULL), 1);
    fclose(file);
    EVP_PKEY_free(other);
    assert_false(certificate_read(place->certificate, place->key, &pem, &key, error));
    assert_non_null(strstr(error, "is not the key of"));
    assert_null(pem);
    assert_null(key);
}

static void test_folder_is_missing(void **state)
{
    (void)state;
    char error[CERTIFICATE_ERROR_SIZE];
    assert_false(certificate_ensure("/nonexistent/c.pem", "/nonexistent/k.pem", error));
    assert_non_null(strstr(error, "/nonexistent/k.pem cannot be written"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_made_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_it_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_made_anew_when_broken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_made_anew_when_old, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_key_of_another, set_up, tear_down),
        cmocka_unit_test(test_folder_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
