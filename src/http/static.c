/* SPDX-License-Identifier: MIT */
#include "http/static.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/str.h"

enum coding { CODING_PLAIN, CODING_BR, CODING_GZIP, CODING_COUNT };

static const char *const coding_names[CODING_COUNT] = {NULL, "br", "gzip"};
static const char *const coding_suffixes[CODING_COUNT] = {"", ".br", ".gz"};

struct static_file {
    const char *path; // as requested, "/assets/app-0123abcd.js"
    const char *file; // on disk; its compressed forms add their suffix
    bool has[CODING_COUNT];
    bool immutable;
    const char *type;
};

struct static_files {
    struct arena arena;
    struct static_file *list; // sorted by path
    size_t count, room;
    char *error;
    size_t error_size;
};

static const struct {
    const char *suffix, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".wasm", "application/wasm"},
    {".onnx", "application/octet-stream"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".gif", "image/gif"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".xml", "application/xml"},
    {".mp4", "video/mp4"},
    {".webm", "video/webm"},
    {".mp3", "audio/mpeg"},
};

static bool ends_with(const char *text, const char *suffix)
{
    size_t size = strlen(text), suffix_size = strlen(suffix);
    return size > suffix_size && strcmp(text + size - suffix_size, suffix) == 0;
}

static const char *type_of(const char *path)
{
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++)
        if (ends_with(path, types[i].suffix))
            return types[i].type;
    return "application/octet-stream";
}

/* Vite's names: "/assets/index-BxY1_2ab.js", eight characters of a hash between the last "-" that fits and a dot. */
static bool is_hashed(const char *path)
{
    enum { HASH_SIZE = 8 };
    static const char letters[] = "-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (strncmp(path, "/assets/", 8) != 0)
        return false;
    for (const char *dash = strchr(strrchr(path, '/'), '-'); dash; dash = strchr(dash + 1, '-'))
        if (strspn(dash + 1, letters) == HASH_SIZE && dash[1 + HASH_SIZE] == '.')
            return true;
    return false;
}

static bool fail(struct static_files *files, const char *what, const char *path)
{
    snprintf(files->error, files->error_size, "%s: %s", path, what);
    return false;
}

static bool file_add(struct static_files *files, const char *path, const char *file)
{
    if (files->count == STATIC_FILES_MAX)
        return fail(files, "there are too many files here", file);
    if (files->count == files->room) {
        size_t room = files->room ? files->room * 2 : 64;
        struct static_file *list = reallocarray(files->list, room, sizeof(*list));
        if (!list)
            return fail(files, "no memory", file);
        files->list = list;
        files->room = room;
    }
    files->list[files->count++] = (struct static_file){
        .path = path, .file = file, .has = {true}, .immutable = is_hashed(path), .type = type_of(path)};
    return true;
}

static bool folder_add(struct static_files *files, const char *path, const char *folder, unsigned depth);

static bool entry_add(struct static_files *files, const char *name, const char *path, const char *folder,
                      unsigned depth)
{
    const char *entry_path = arena_printf(&files->arena, "%s/%s", path, name);
    const char *entry_file = arena_printf(&files->arena, "%s/%s", folder, name);
    struct stat status;
    if (!entry_path || !entry_file)
        return fail(files, "no memory", folder);
    if (lstat(entry_file, &status) < 0)
        return fail(files, strerror(errno), entry_file);
    if (S_ISDIR(status.st_mode))
        return folder_add(files, entry_path, entry_file, depth + 1);
    return !S_ISREG(status.st_mode) || file_add(files, entry_path, entry_file);
}

static bool folder_add(struct static_files *files, const char *path, const char *folder, unsigned depth)
{
    if (depth > STATIC_DEPTH_MAX)
        return fail(files, "folders are nested too deep here", folder);
    DIR *directory = opendir(folder);
    if (!directory)
        return fail(files, strerror(errno), folder);
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(directory));)
        if (entry->d_name[0] != '.')
            good = entry_add(files, entry->d_name, path, folder, depth);
    closedir(directory);
    return good;
}

static int compare(const void *a, const void *b)
{
    const struct static_file *first = a, *second = b;
    return strcmp(first->path, second->path);
}

static struct static_file *find(const struct static_files *files, const char *path)
{
    struct static_file wanted = {.path = path};
    if (!files->count)
        return NULL;
    return bsearch(&wanted, files->list, files->count, sizeof(wanted), compare);
}

/* Folds "x.js.br" into "x.js" where both exist; they are no resources of their own then. */
static void fold_codings(struct static_files *files)
{
    size_t kept = 0;
    for (size_t i = 0; i < files->count; i++) {
        struct static_file *plain = NULL;
        for (enum coding coding = CODING_BR; coding < CODING_COUNT && !plain; coding++) {
            char name[4096];
            const char *path = files->list[i].path;
            if (!ends_with(path, coding_suffixes[coding]) || !str_copy(name, sizeof(name), path))
                continue;
            name[strlen(name) - strlen(coding_suffixes[coding])] = '\0';
            plain = find(files, name);
            if (plain)
                plain->has[coding] = true;
        }
        files->list[i].has[CODING_PLAIN] = !plain;
    }
    for (size_t i = 0; i < files->count; i++)
        if (files->list[i].has[CODING_PLAIN])
            files->list[kept++] = files->list[i];
    files->count = kept;
}

struct static_files *static_open(const char *root, const char *models, char *error, size_t error_size)
{
    struct static_files *files = calloc(1, sizeof(*files));
    if (!files) {
        snprintf(error, error_size, "no memory");
        return NULL;
    }
    arena_init(&files->arena, 64 << 20);
    files->error = error;
    files->error_size = error_size;
    root = root ? arena_strdup(&files->arena, root) : NULL;
    models = models ? arena_strdup(&files->arena, models) : NULL;
    if ((root && !folder_add(files, "", root, 0)) || (models && !folder_add(files, "/models", models, 0))) {
        static_close(files);
        return NULL;
    }
    if (files->count)
        qsort(files->list, files->count, sizeof(files->list[0]), compare);
    fold_codings(files);
    return files;
}

void static_close(struct static_files *files)
{
    if (!files)
        return;
    arena_release(&files->arena);
    free(files->list);
    free(files);
}

/* A page of the app, whose address only the app's own router knows. */
static bool is_page(struct message *message)
{
    const char *accept = message_header(message, "Accept");
    const char *path = message->path;
    return accept && strstr(accept, "text/html") && !strchr(strrchr(path, '/'), '.') && strcmp(path, "/api") != 0 &&
           strncmp(path, "/api/", 5) != 0 && strncmp(path, "/models/", 8) != 0;
}

/* True when Accept-Encoding names `coding` (or a star) and does not give it q=0. */
static bool accepts(const char *header, const char *coding)
{
    size_t coding_size = strlen(coding);
    bool star = false;
    while (header && *header) {
        header += strspn(header, " \t,");
        size_t size = strcspn(header, ",");
        size_t name_size = strcspn(header, " \t,;");
        const char *weight = memmem(header, size, "q=", 2);
        bool refused = weight && strspn(weight + 2, "0.") == strcspn(weight + 2, " \t,;");
        if (name_size == coding_size && strncasecmp(header, coding, coding_size) == 0)
            return !refused;
        star |= name_size == 1 && header[0] == '*' && !refused;
        header += size;
    }
    return star;
}

/* If-None-Match compares weakly (RFC 9110, 13.1.2): a proxy may have put W/ before our tag. */
static bool has_tag(const char *header, const char *tag)
{
    if (!header)
        return false;
    if (strcmp(header, "*") == 0)
        return true;
    size_t tag_size = strlen(tag);
    for (const char *at = strstr(header, tag); at; at = strstr(at + 1, tag))
        if (at[tag_size] == '\0' || at[tag_size] == ',' || at[tag_size] == ' ')
            return true;
    return false;
}

static enum static_result serve(const struct static_file *file, struct message *message)
{
    struct arena *arena = &message->arena;
    const char *accept = message_header(message, "Accept-Encoding");
    enum coding coding = CODING_PLAIN;
    for (enum coding i = CODING_COUNT - 1; i > CODING_PLAIN; i--)
        if (file->has[i] && accepts(accept, coding_names[i]))
            coding = i;
    const char *name = arena_printf(arena, "%s%s", file->file, coding_suffixes[coding]);
    struct stat status;
    if (!name)
        return STATIC_NO_MEMORY;
    if (lstat(name, &status) < 0 || !S_ISREG(status.st_mode))
        return STATIC_NOT_FOUND; // taken away since the start
    const char *tag = arena_printf(arena, "\"%jx-%jx%09lx%s\"", (intmax_t)status.st_size,
                                   (intmax_t)status.st_mtim.tv_sec, status.st_mtim.tv_nsec, coding_suffixes[coding]);
    if (!tag)
        return STATIC_NO_MEMORY;

    message->header_count = 0;
    message_add_header(message, "ETag", tag);
    message_add_header(message, "Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (file->has[CODING_BR] || file->has[CODING_GZIP])
        message_add_header(message, "Vary", "Accept-Encoding");
    if (has_tag(message_header(message, "If-None-Match"), tag)) {
        message_reply(message, 304, NULL, NULL, 0);
        message->reply_file = name; // not sent: it gives Content-Length the value a 200 would have
        return STATIC_FOUND;
    }
    if (coding != CODING_PLAIN)
        message_add_header(message, "Content-Encoding", coding_names[coding]);
    message_reply(message, 200, file->type, NULL, 0);
    message->reply_file = name;
    return STATIC_FOUND;
}

enum static_result static_serve(const struct static_files *files, struct message *message)
{
    bool reading = message->method == HTTP_GET || message->method == HTTP_HEAD;
    const struct static_file *file = find(files, strcmp(message->path, "/") == 0 ? "/index.html" : message->path);
    if (!file && reading && is_page(message))
        file = find(files, "/index.html");
    if (!file)
        return STATIC_NOT_FOUND;
    return reading ? serve(file, message) : STATIC_NO_METHOD;
}
