/* SPDX-License-Identifier: MIT */
#include "http/unit.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/static.h"
#include "support/http_fixture.h"

#define HOST "Host: x\r\n"

static char root[] = "/tmp/ams-static-XXXXXX";
static char outside[64];

static const struct {
    const char *name, *text;
} files[] = {
    {"index.html", "<!doctype html>index"},
    {"sw.js", "worker"},
    {"app.webmanifest", "{}"},
    {"assets/index-BxY1_-2a.js", "plain script"},
    {"assets/index-BxY1_-2a.js.br", "brotli"},
    {"assets/index-BxY1_-2a.js.gz", "gzip!"},
    {"assets/ort.wasm", "wasm"},
    {"assets/ort.wasm.gz", "wasmgz"},
    {"assets/short-abc.js", "not hashed"},
    {"assets/deep/er/style-12345678.css", "css"},
    {"lone.gz", "no plain one"},
    {".hidden", "secret"},
    {"empty.txt", ""},
    {"models/guide.onnx", "weights"},
};

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int remove_entry(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;
    return remove(path);
}

static int set_up(void **state)
{
    static struct http_fixture fixture;
    static char web[64], models[64];
    assert_non_null(mkdtemp(root));
    snprintf(web, sizeof(web), "%s/web", root);
    snprintf(models, sizeof(models), "%s/models", root);
    snprintf(outside, sizeof(outside), "%s/secret.txt", root);
    mkdir(web, 0700);
    mkdir(models, 0700);
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
        write_file(strncmp(files[i].name, "models/", 7) == 0 ? root : web, files[i].name, files[i].text);
    write_file(root, "secret.txt", "secret");
    char link[128];
    snprintf(link, sizeof(link), "%s/link.txt", web);
    assert_int_equal(symlink(outside, link), 0);
    snprintf(link, sizeof(link), "%s/up", web);
    assert_int_equal(symlink(root, link), 0);

    http_fixture_init(&fixture);
    fixture.config.static_root = web;
    fixture.config.extra_root = models;
    *state = &fixture;
    if (http_fixture_start(&fixture))
        return 0;
    print_message("%s\n", fixture.error);
    return -1;
}

static int tear_down(void **state)
{
    http_fixture_release(*state);
    return nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* GET unless `target` begins with a method. */
static unsigned ask(void **state, const char *target, const char *headers, struct client_answer *answer)
{
    char request[1024];
    bool bare = target[0] == '/';
    snprintf(request, sizeof(request), "%s%s HTTP/1.1\r\n" HOST "%s\r\n", bare ? "GET " : "", target, headers);
    return http_fixture_ask(*state, request, answer);
}

static void assert_header(const struct client_answer *answer, const char *name, const char *wanted)
{
    char value[1024];
    client_header(answer, name, value, sizeof(value));
    assert_string_equal(value, wanted);
}

static void files_have_their_types(void **state)
{
    static const struct {
        const char *target, *body, *type, *caching;
    } cases[] = {
        {"/", "<!doctype html>index", "text/html; charset=utf-8", "no-cache"},
        {"/?from=home", "<!doctype html>index", "text/html; charset=utf-8", "no-cache"},
        {"/index.html", "<!doctype html>index", "text/html; charset=utf-8", "no-cache"},
        {"/sw.js", "worker", "text/javascript; charset=utf-8", "no-cache"},
        {"/app.webmanifest", "{}", "application/manifest+json", "no-cache"},
        {"/assets/index-BxY1_-2a.js", "plain script", "text/javascript; charset=utf-8",
         "public, max-age=31536000, immutable"},
        {"/assets/%69ndex-BxY1_-2a.js", "plain script", "text/javascript; charset=utf-8",
         "public, max-age=31536000, immutable"},
        {"/assets/deep/er/style-12345678.css", "css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"},
        {"/assets/ort.wasm", "wasm", "application/wasm", "no-cache"},
        {"/assets/short-abc.js", "not hashed", "text/javascript; charset=utf-8", "no-cache"},
        {"/models/guide.onnx", "weights", "application/octet-stream", "no-cache"},
        {"/lone.gz", "no plain one", "application/octet-stream", "no-cache"},
        {"/empty.txt", "", "text/plain; charset=utf-8", "no-cache"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct client_answer answer;
        if (ask(state, cases[i].target, "", &answer) != 200)
            fail_msg("%u: %s", answer.status, cases[i].target);
        assert_string_equal(answer.body, cases[i].body);
        assert_header(&answer, "Content-Type", cases[i].type);
        assert_header(&answer, "Cache-Control", cases[i].caching);
        assert_header(&answer, "X-Content-Type-Options", "nosniff");
        assert_header(&answer, "Cross-Origin-Embedder-Policy", "require-corp");
        client_answer_release(&answer);
    }
}

static void nothing_else_is_served(void **state)
{
    static const struct {
        const char *target;
        unsigned status;
    } cases[] = {
        {"/secret.txt", 404},
        {"/../secret.txt", 400},
        {"/assets/../../secret.txt", 400},
        {"/%2e%2e/secret.txt", 400},
        {"/..%2fsecret.txt", 400},
        {"/assets/..%5c..%5csecret.txt", 400},
        {"//secret.txt", 400},
        {"/.hidden", 404},
        {"/link.txt", 404},
        {"/up/secret.txt", 404},
        {"/assets", 404},
        {"/assets/", 404},
        {"/index.html/", 404},
        {"/models/../secret.txt", 400},
        {"/models/secret.txt", 404},
        {"/models/", 404},
        {"/INDEX.HTML", 404},
        {"/assets/index-BxY1_-2a.js.br", 404},
        {"/index.html%00.js", 400},
        {"/tmp", 404},
        {"/assets/index-BxY1_-2a.js.gz", 404},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct client_answer answer;
        if (ask(state, cases[i].target, "", &answer) != cases[i].status)
            fail_msg("%u, not %u: %s", answer.status, cases[i].status, cases[i].target);
        assert_null(strstr(answer.body, "secret"));
        client_answer_release(&answer);
    }
    struct client_answer answer;
    assert_int_equal(ask(state, "POST /index.html", "Content-Length: 0\r\n", &answer), 405);
    assert_header(&answer, "Allow", "GET, HEAD");
    client_answer_release(&answer);
    assert_int_equal(ask(state, "GET /index.html", "Content-Length: 3\r\n", NULL), 413);
}

static void pages_of_the_app_get_its_index(void **state)
{
    struct client_answer answer;
    static const char html[] = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";
    static const char *const pages[] = {"/classroom/5", "/sign-in", "/a/b/c?x=1", "/apiary"};
    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        assert_int_equal(ask(state, pages[i], html, &answer), 200);
        assert_string_equal(answer.body, "<!doctype html>index");
        assert_header(&answer, "Cache-Control", "no-cache");
        client_answer_release(&answer);
        assert_int_equal(ask(state, pages[i], "Accept: */*\r\n", NULL), 404);
    }
    static const char *const others[] = {"/api/nowhere", "/api", "/models/x", "/missing.js",
                                         "/assets/gone-12345678.js"};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_int_equal(ask(state, others[i], html, NULL), 404);
    assert_int_equal(ask(state, "POST /sign-in", "Accept: text/html\r\nContent-Length: 0\r\n", NULL), 404);
}

static void compressed_forms_are_chosen(void **state)
{
    static const struct {
        const char *accept, *coding, *body;
    } cases[] = {
        {"gzip, deflate, br", "br", "brotli"},
        {"gzip", "gzip", "gzip!"},
        {"GZIP;q=0.5", "gzip", "gzip!"},
        {"br;q=0, gzip;q=0.1", "gzip", "gzip!"},
        {"br;q=0.000, gzip;q=0", "", "plain script"},
        {"identity", "", "plain script"},
        {"", "", "plain script"},
        {"brotli, xgzip", "", "plain script"},
        {"*", "br", "brotli"},
        {"*;q=0", "", "plain script"},
        {",,;;q=,", "", "plain script"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct client_answer answer;
        char header[128];
        snprintf(header, sizeof(header), "Accept-Encoding: %s\r\n", cases[i].accept);
        assert_int_equal(ask(state, "/assets/index-BxY1_-2a.js", header, &answer), 200);
        if (strcmp(answer.body, cases[i].body) != 0)
            fail_msg("'%s' got '%s'", cases[i].accept, answer.body);
        assert_header(&answer, "Content-Encoding", cases[i].coding);
        assert_header(&answer, "Vary", "Accept-Encoding");
        assert_header(&answer, "Content-Type", "text/javascript; charset=utf-8");
        client_answer_release(&answer);
    }
    struct client_answer answer;
    assert_int_equal(ask(state, "/assets/ort.wasm", "Accept-Encoding: br, gzip\r\n", &answer), 200);
    assert_string_equal(answer.body, "wasmgz");
    client_answer_release(&answer);
    assert_int_equal(ask(state, "/sw.js", "Accept-Encoding: br, gzip\r\n", &answer), 200);
    assert_header(&answer, "Vary", "");
    client_answer_release(&answer);
}

static void tags_spare_transfers(void **state)
{
    struct client_answer answer;
    char tag[128], other[128], header[512];
    assert_int_equal(ask(state, "/assets/index-BxY1_-2a.js", "", &answer), 200);
    assert_true(client_header(&answer, "ETag", tag, sizeof(tag)));
    assert_true(tag[0] == '"' && strlen(tag) > 8);
    client_answer_release(&answer);
    assert_int_equal(ask(state, "/assets/index-BxY1_-2a.js", "Accept-Encoding: br\r\n", &answer), 200);
    assert_true(client_header(&answer, "ETag", other, sizeof(other)));
    assert_string_not_equal(tag, other);
    client_answer_release(&answer);

    static const char *const formats[] = {"If-None-Match: %s\r\n", "If-None-Match: W/%s\r\n",
                                          "If-None-Match: \"x\", %s, \"y\"\r\n", "If-None-Match: *\r\n"};
    for (size_t i = 0; i < ARRAY_LENGTH(formats); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
        snprintf(header, sizeof(header), formats[i], tag);
#pragma GCC diagnostic pop
        assert_int_equal(ask(state, "/assets/index-BxY1_-2a.js", header, &answer), 304);
        assert_header(&answer, "ETag", tag);
        assert_header(&answer, "Cache-Control", "public, max-age=31536000, immutable");
        assert_header(&answer, "Content-Encoding", "");
        assert_header(&answer, "Content-Length", "12"); // as a 200 would have, not that of the empty body
        client_answer_release(&answer);
    }
    struct http_fixture *fixture = *state;
    struct client client; // no body may come with it: the next answer follows at once
    client_open(&client, fixture->port);
    client_say(&client, "GET /sw.js HTTP/1.1\r\n" HOST "If-None-Match: *\r\n\r\nGET /sw.js HTTP/1.1\r\n" HOST "\r\n");
    assert_true(client_read(&client, false, &answer));
    assert_int_equal(answer.status, 304);
    client_answer_release(&answer);
    assert_true(client_read(&client, false, &answer));
    assert_int_equal(answer.status, 200);
    client_answer_release(&answer);
    client_close(&client);
    snprintf(header, sizeof(header), "If-None-Match: %s\r\n", other);
    assert_int_equal(ask(state, "/assets/index-BxY1_-2a.js", header, NULL), 200);

    // A changed file has a new tag, and is sent as it is.
    assert_int_equal(ask(state, "/sw.js", "", &answer), 200);
    assert_true(client_header(&answer, "ETag", tag, sizeof(tag)));
    client_answer_release(&answer);
    write_file(fixture->config.static_root, "sw.js", "a newer worker");
    snprintf(header, sizeof(header), "If-None-Match: %s\r\n", tag);
    assert_int_equal(ask(state, "/sw.js", header, &answer), 200);
    assert_string_equal(answer.body, "a newer worker");
    client_answer_release(&answer);
    write_file(fixture->config.static_root, "sw.js", "worker");
}

static void head_and_lost_files(void **state)
{
    struct http_fixture *fixture = *state;
    struct client_answer answer;
    assert_int_equal(ask(state, "HEAD /", "", &answer), 200);
    assert_header(&answer, "Content-Length", "20");
    client_answer_release(&answer);

    char path[256];
    snprintf(path, sizeof(path), "%s/app.webmanifest", fixture->config.static_root);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(ask(state, "/app.webmanifest", "", NULL), 404);
    assert_int_equal(symlink(outside, path), 0); // put in its place since the start
    assert_int_equal(ask(state, "/app.webmanifest", "", NULL), 404);
    assert_int_equal(unlink(path), 0);
    write_file(fixture->config.static_root, "app.webmanifest", "{}");
    assert_int_equal(ask(state, "/app.webmanifest", "", NULL), 200);
}

static void folders_must_be_readable(void **state)
{
    (void)state;
    char error[256] = "";
    assert_null(static_open("/nowhere/at/all", NULL, error, sizeof(error)));
    assert_non_null(strstr(error, "/nowhere/at/all: No such file"));
    struct static_files *none = static_open(NULL, NULL, error, sizeof(error));
    struct message message;
    assert_non_null(none);
    assert_true(message_init_local(&message, HTTP_GET, "/", NULL, NULL, 0));
    assert_int_equal(static_serve(none, &message), STATIC_NOT_FOUND);
    message_release(&message);
    static_close(none);
    static_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_have_their_types),         cmocka_unit_test(nothing_else_is_served),
        cmocka_unit_test(pages_of_the_app_get_its_index), cmocka_unit_test(compressed_forms_are_chosen),
        cmocka_unit_test(tags_spare_transfers),           cmocka_unit_test(head_and_lost_files),
        cmocka_unit_test(folders_must_be_readable),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
