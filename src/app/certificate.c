/* SPDX-License-Identifier: MIT */
#include "app/certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "app/lan.h"
#include "base/str.h"
#include "crypto/secret.h"

static const long day_seconds = 24L * 60 * 60;

/* The whole file, NUL-terminated; NULL when it cannot be read or is too large. */
static char *read_text(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = malloc(CERTIFICATE_BYTES_MAX + 1);
    size_t size = text ? fread(text, 1, CERTIFICATE_BYTES_MAX + 1, file) : 0;
    if (!text || ferror(file) || size > CERTIFICATE_BYTES_MAX) {
        free(text);
        text = NULL;
    } else {
        text[size] = '\0';
    }
    fclose(file);
    return text;
}

static X509 *parse_certificate(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return certificate;
}

static EVP_PKEY *parse_key(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return key;
}

bool certificate_until(const char *path, int64_t *ret_until, char error[static CERTIFICATE_ERROR_SIZE])
{
    struct tm tm;
    char *pem = read_text(path);
    X509 *certificate = pem ? parse_certificate(pem) : NULL;
    bool good = certificate && ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) == 1;
    if (good)
        *ret_until = (int64_t)timegm(&tm) * 1000;
    else
        snprintf(error, CERTIFICATE_ERROR_SIZE, "%.180s holds no certificate that can be read.", path);
    X509_free(certificate);
    free(pem);
    return good;
}

bool certificate_read(const char *certificate_path, const char *key_path, char **ret_certificate, char **ret_key,
                      char error[static CERTIFICATE_ERROR_SIZE])
{
    char *certificate_pem = read_text(certificate_path);
    char *key_pem = read_text(key_path);
    X509 *certificate = certificate_pem ? parse_certificate(certificate_pem) : NULL;
    EVP_PKEY *key = key_pem ? parse_key(key_pem) : NULL;
    bool good = false;

    if (!certificate)
        snprintf(error, CERTIFICATE_ERROR_SIZE, "%s is no readable PEM certificate.", certificate_path);
    else if (!key)
        snprintf(error, CERTIFICATE_ERROR_SIZE, "%s is no readable PEM private key.", key_path);
    else if (X509_check_private_key(certificate, key) != 1)
        snprintf(error, CERTIFICATE_ERROR_SIZE, "%s is not the key of %s.", key_path, certificate_path);
    else
        good = true;
    EVP_PKEY_free(key);
    X509_free(certificate);
    if (!good) {
        certificate_free(certificate_pem);
        certificate_free(key_pem);
        return false;
    }
    *ret_certificate = certificate_pem;
    *ret_key = key_pem;
    return true;
}

void certificate_free(char *pem)
{
    if (pem)
        secret_wipe(pem, strlen(pem));
    free(pem);
}

/* Both files are there, fit together, and live for another day. */
static bool is_usable(const char *certificate_path, const char *key_path)
{
    char *certificate_pem;
    char *key_pem;
    char error[CERTIFICATE_ERROR_SIZE];

    if (!certificate_read(certificate_path, key_path, &certificate_pem, &key_pem, error))
        return false;
    X509 *certificate = parse_certificate(certificate_pem);
    time_t tomorrow = time(NULL) + day_seconds;
    bool usable = certificate && X509_cmp_time(X509_get0_notAfter(certificate), &tomorrow) > 0;
    X509_free(certificate);
    certificate_free(certificate_pem);
    certificate_free(key_pem);
    return usable;
}

static bool add_extension(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool good = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

static bool is_host_name(const char *name)
{
    size_t size = strlen(name);
    return size > 0 && size < 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == size;
}

/* "DNS:localhost,IP:127.0.0.1,...": every name under which a browser here may reach this machine. */
static void alternative_names(char names[static 1024])
{
    struct lan_address addresses[LAN_ADDRESSES_MAX];
    size_t count = lan_addresses(addresses, LAN_ADDRESSES_MAX);
    char host[256] = "";
    int size = snprintf(names, 1024, "DNS:localhost,IP:127.0.0.1,IP:::1");

    if (gethostname(host, sizeof(host) - 1) == 0 && is_host_name(host) && strcmp(host, "localhost") != 0)
        size += snprintf(names + size, 1024 - (size_t)size, ",DNS:%s", host);
    for (size_t i = 0; i < count; i++)
        size += snprintf(names + size, 1024 - (size_t)size, ",IP:%s", addresses[i].text);
}

static X509 *make_certificate(EVP_PKEY *key)
{
    unsigned char serial[16];
    char names[1024];
    X509 *certificate = X509_new();
    BIGNUM *number = NULL;

    alternative_names(names);
    if (!certificate || RAND_bytes(serial, sizeof(serial)) != 1)
        goto fail;
    serial[0] &= 0x7f; // a serial number is positive
    number = BN_bin2bn(serial, sizeof(serial), NULL);
    X509_NAME *subject = X509_get_subject_name(certificate);
    if (!number || !BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) ||
        X509_set_version(certificate, X509_VERSION_3) != 1 ||
        !X509_gmtime_adj(X509_getm_notBefore(certificate), -day_seconds) || // clocks of phones differ
        !X509_gmtime_adj(X509_getm_notAfter(certificate), (CERTIFICATE_DAYS - 1) * day_seconds) ||
        X509_set_pubkey(certificate, key) != 1 ||
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)"AMS on this machine", -1, -1,
                                   0) != 1 ||
        X509_set_issuer_name(certificate, subject) != 1 || !add_extension(certificate, NID_subject_alt_name, names) ||
        !add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") ||
        !add_extension(certificate, NID_key_usage, "critical,digitalSignature") ||
        !add_extension(certificate, NID_ext_key_usage, "serverAuth") || X509_sign(certificate, key, EVP_sha256()) == 0)
        goto fail;
    BN_free(number);
    return certificate;

fail:
    BN_free(number);
    X509_free(certificate);
    return NULL;
}

/* A new stream on `path` with `mode` from its first moment; an older file is replaced. */
static FILE *create_file(const char *path, mode_t mode)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return NULL;
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (!file && descriptor >= 0)
        close(descriptor);
    return file;
}

static bool close_file(FILE *file)
{
    bool good = fflush(file) == 0 && fsync(fileno(file)) == 0;
    return fclose(file) == 0 && good;
}

bool certificate_ensure(const char *certificate_path, const char *key_path, char error[static CERTIFICATE_ERROR_SIZE])
{
    if (is_usable(certificate_path, key_path))
        return true;

    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = key ? make_certificate(key) : NULL;
    bool good = certificate != NULL;
    if (!good)
        snprintf(error, CERTIFICATE_ERROR_SIZE, "OpenSSL could not make a certificate.");
    if (good) {
        FILE *file = create_file(key_path, 0600);
        good = file && PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;
        good = file && close_file(file) && good;
        if (!good)
            snprintf(error, CERTIFICATE_ERROR_SIZE, "%s cannot be written: %s.", key_path, strerror(errno));
    }
    if (good) {
        FILE *file = create_file(certificate_path, 0644);
        good = file && PEM_write_X509(file, certificate) == 1;
        good = file && close_file(file) && good;
        if (!good)
            snprintf(error, CERTIFICATE_ERROR_SIZE, "%s cannot be written: %s.", certificate_path, strerror(errno));
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    return good;
}
