/* SPDX-License-Identifier: MIT */
/* One request a call, signed by libcurl (AWS Signature Version 4). */
#include "store/blob_s3.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { URL_SIZE = 1200, WORDS_SIZE = 300, FIRST_BYTES = 64 << 10 };

/* What is sent, and what comes back. */
struct transfer {
    const char *send;
    size_t send_size;
    char *received; // grows; freed by the caller
    size_t size, room;
};

static size_t give(char *buffer, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t most = size * count;
    size_t part = transfer->send_size < most ? transfer->send_size : most;
    memcpy(buffer, transfer->send, part);
    transfer->send += part;
    transfer->send_size -= part;
    return part;
}

/* A short count ends the transfer: too much, or no memory. */
static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t part = size * count;
    if (part > BLOB_BYTES_MAX - transfer->size)
        return 0;
    if (transfer->size + part > transfer->room) {
        size_t room = transfer->room ? transfer->room : FIRST_BYTES;
        while (room < transfer->size + part)
            room *= 2;
        char *larger = realloc(transfer->received, room);
        if (!larger)
            return 0;
        transfer->received = larger;
        transfer->room = room;
    }
    memcpy(transfer->received + transfer->size, bytes, part);
    transfer->size += part;
    return part;
}

static void options(CURL *curl, const struct blob_config *config, const char *key, struct transfer *transfer)
{
    char url[URL_SIZE], region[WORDS_SIZE], keys[WORDS_SIZE];
    snprintf(url, sizeof(url), "%s/%s", config->s3_url, key);
    snprintf(region, sizeof(region), "aws:amz:%s:s3", config->s3_region);
    snprintf(keys, sizeof(keys), "%s:%s", config->access_key ? config->access_key : "",
             config->secret_key ? config->secret_key : "");
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, region);
    curl_easy_setopt(curl, CURLOPT_USERPWD, keys);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)BLOB_SECONDS_MAX);
    if (config->ca && *config->ca != '\0')
        curl_easy_setopt(curl, CURLOPT_CAINFO, config->ca);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, transfer);
}

/*
 * Runs the request. The bytes' own hash is left out of the signature (UNSIGNED-PAYLOAD): it would mean reading them
 * twice, and TLS guards them.
 */
static enum blob_status perform(CURL *curl, char error[static BLOB_ERROR_SIZE])
{
    long reply = 0;
    struct curl_slist *headers = curl_slist_append(NULL, "x-amz-content-sha256: UNSIGNED-PAYLOAD");
    if (!headers) {
        snprintf(error, BLOB_ERROR_SIZE, "There is not enough memory.");
        return BLOB_FAIL;
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    curl_slist_free_all(headers);
    if (code != CURLE_OK) {
        snprintf(error, BLOB_ERROR_SIZE, "The bucket: %s.", curl_easy_strerror(code));
        return BLOB_FAIL;
    }
    if (reply >= 200 && reply < 300)
        return BLOB_OK;
    snprintf(error, BLOB_ERROR_SIZE, "The bucket answered %ld.", reply);
    return reply == 404 ? BLOB_NONE : BLOB_FAIL;
}

enum blob_status s3_put(const struct blob_config *config, const char *key, const void *bytes, size_t size,
                        char error[static BLOB_ERROR_SIZE])
{
    struct transfer transfer = {.send = bytes, .send_size = size};
    CURL *curl = curl_easy_init();
    if (!curl) {
        snprintf(error, BLOB_ERROR_SIZE, "There is not enough memory.");
        return BLOB_FAIL;
    }
    options(curl, config, key, &transfer);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
    enum blob_status status = perform(curl, error);
    curl_easy_cleanup(curl);
    free(transfer.received);
    return status == BLOB_NONE ? BLOB_FAIL : status; // no such bucket
}

enum blob_status s3_get(const struct blob_config *config, const char *key, struct arena *arena, const void **ret_bytes,
                        size_t *ret_size, char error[static BLOB_ERROR_SIZE])
{
    struct transfer transfer = {0};
    CURL *curl = curl_easy_init();
    if (!curl) {
        snprintf(error, BLOB_ERROR_SIZE, "There is not enough memory.");
        return BLOB_FAIL;
    }
    options(curl, config, key, &transfer);
    enum blob_status status = perform(curl, error);
    if (status == BLOB_OK) {
        char *copy = arena_alloc(arena, transfer.size + 1);
        if (copy && transfer.size > 0)
            memcpy(copy, transfer.received, transfer.size);
        if (!copy)
            snprintf(error, BLOB_ERROR_SIZE, "There is not enough memory.");
        status = copy ? BLOB_OK : BLOB_FAIL;
        if (copy) {
            *ret_bytes = copy;
            *ret_size = transfer.size;
        }
    }
    curl_easy_cleanup(curl);
    free(transfer.received);
    return status;
}

enum blob_status s3_delete(const struct blob_config *config, const char *key, char error[static BLOB_ERROR_SIZE])
{
    struct transfer transfer = {0};
    CURL *curl = curl_easy_init();
    if (!curl) {
        snprintf(error, BLOB_ERROR_SIZE, "There is not enough memory.");
        return BLOB_FAIL;
    }
    options(curl, config, key, &transfer);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "DELETE");
    enum blob_status status = perform(curl, error);
    curl_easy_cleanup(curl);
    free(transfer.received);
    return status == BLOB_NONE ? BLOB_OK : status;
}
