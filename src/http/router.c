/* SPDX-License-Identifier: MIT */
/*
 * A tree of segments. Each node has its literal children, at most one child that takes any segment, and the routes that
 * end in it, by method. Matching tries the literal first and comes back to the parameter when that leads nowhere, so
 * "/a/:x/b" is found beside "/a/new/c".
 */
#include "http/router.h"

struct node {
    const char *segment; // in a route's pattern, not NUL-terminated; NULL for the root and parameters
    size_t segment_size;
    struct node *sibling;
    struct node *literals;
    struct node *parameter;
    const struct route *routes[HTTP_METHOD_COUNT];
};

struct router {
    struct node root;
};

struct match {
    enum http_method method;
    const struct route *route;
    bool allowed[HTTP_METHOD_COUNT]; // methods of every node that fits the path
    const char *params[MESSAGE_PARAMS_MAX];
    size_t param_sizes[MESSAGE_PARAMS_MAX];
    size_t param_count;
};

static const char *const method_names[HTTP_METHOD_COUNT] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

static void node_close(struct node *node)
{
    for (struct node *child = node->literals, *next; child; child = next) {
        next = child->sibling;
        node_close(child);
        free(child);
    }
    if (node->parameter)
        node_close(node->parameter);
    free(node->parameter);
}

static struct node *literal_child(const struct node *node, const char *segment, size_t size)
{
    struct node *child = node->literals;
    while (child && (child->segment_size != size || memcmp(child->segment, segment, size) != 0))
        child = child->sibling;
    return child;
}

static struct node *literal_add(struct node *node, const char *segment, size_t size)
{
    struct node *child = literal_child(node, segment, size);
    if (child)
        return child;
    child = calloc(1, sizeof(*child));
    if (!child)
        return NULL;
    child->segment = segment;
    child->segment_size = size;
    child->sibling = node->literals;
    node->literals = child;
    return child;
}

static struct node *parameter_add(struct node *node)
{
    if (!node->parameter)
        node->parameter = calloc(1, sizeof(*node->parameter));
    return node->parameter;
}

static bool route_add(struct router *router, const struct route *route)
{
    struct node *node = &router->root;
    size_t param_count = 0;
    const char *rest = route->pattern;
    if (rest[0] != '/' || route->method >= HTTP_METHOD_COUNT)
        return false;
    while (*rest && strcmp(route->pattern, "/") != 0) {
        const char *segment = rest + 1;
        size_t size = strcspn(segment, "/");
        bool parameter = segment[0] == ':';
        if (size == (parameter ? 1 : 0))
            return false;
        if (parameter && ++param_count > MESSAGE_PARAMS_MAX)
            return false;
        node = parameter ? parameter_add(node) : literal_add(node, segment, size);
        if (!node)
            return false;
        rest = segment + size;
    }
    if (node->routes[route->method])
        return false;
    node->routes[route->method] = route;
    return true;
}

struct router *router_open(const struct route *const *tables, size_t count)
{
    struct router *router = calloc(1, sizeof(*router));
    if (!router)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        for (const struct route *route = tables[i]; route->pattern; route++) {
            if (!route_add(router, route)) {
                router_close(router);
                return NULL;
            }
        }
    }
    return router;
}

void router_close(struct router *router)
{
    if (!router)
        return;
    node_close(&router->root);
    free(router);
}

/* True when `node` has a route for the method; else notes what it does have. */
static bool node_answers(const struct node *node, struct match *match)
{
    const struct route *const *routes = node->routes;
    const struct route *route = match->method < HTTP_METHOD_COUNT ? routes[match->method] : NULL;
    if (!route && match->method == HTTP_HEAD)
        route = routes[HTTP_GET];
    for (size_t i = 0; i < HTTP_METHOD_COUNT; i++)
        match->allowed[i] |= routes[i] != NULL;
    match->route = route;
    return route != NULL;
}

/* `rest` is "" or begins with a slash. Depth is bounded by the longest pattern, not by the path. */
static bool node_match(const struct node *node, const char *rest, struct match *match)
{
    if (!*rest)
        return node_answers(node, match);
    const char *segment = rest + 1;
    size_t size = strcspn(segment, "/");
    const struct node *literal = literal_child(node, segment, size);
    if (literal && node_match(literal, segment + size, match))
        return true;
    if (!node->parameter || size == 0)
        return false;
    size_t index = match->param_count++;
    match->params[index] = segment;
    match->param_sizes[index] = size;
    if (node_match(node->parameter, segment + size, match))
        return true;
    match->param_count--;
    return false;
}

/* `path` begins with this whole first segments. */
static bool begins_with(const char *path, const char *start)
{
    size_t size = strlen(start);
    return strncmp(path, start, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

const char *router_unversioned(const char *path)
{
    return begins_with(path, ROUTER_VERSION) ? path + strlen(ROUTER_VERSION)
           : begins_with(path, "/api")       ? path + strlen("/api")
                                             : path;
}

/* From the root, or from "/api" when the path says a version. */
static bool path_match(const struct router *router, const char *path, struct match *match)
{
    const struct node *api = begins_with(path, ROUTER_VERSION) ? literal_child(&router->root, "api", 3) : NULL;
    if (api)
        return node_match(api, router_unversioned(path), match);
    return node_match(&router->root, strcmp(path, "/") == 0 ? "" : path, match);
}

/* "GET, HEAD, POST"; NULL when memory ends. */
static const char *allow_text(struct arena *arena, const bool *allowed)
{
    const char *text = "";
    for (size_t i = 0; i < HTTP_METHOD_COUNT && text; i++)
        if (allowed[i] || (i == HTTP_HEAD && allowed[HTTP_GET]))
            text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "", method_names[i]);
    return text;
}

enum router_result router_match(const struct router *router, struct arena *arena, enum http_method method,
                                const char *path, const struct route **ret_route,
                                const char *params[static MESSAGE_PARAMS_MAX], const char **ret_allow)
{
    struct match match = {.method = method};
    if (path[0] != '/')
        return ROUTER_NO_PATH;
    bool found = path_match(router, path, &match);
    if (!found) {
        bool any = false;
        for (size_t i = 0; i < HTTP_METHOD_COUNT; i++)
            any |= match.allowed[i];
        const char *allow = any ? allow_text(arena, match.allowed) : NULL;
        if (any && !allow)
            return ROUTER_NO_MEMORY;
        if (any)
            *ret_allow = allow;
        return any ? ROUTER_NO_METHOD : ROUTER_NO_PATH;
    }

    const char *copies[MESSAGE_PARAMS_MAX] = {NULL};
    for (size_t i = 0; i < match.param_count; i++) {
        copies[i] = arena_strndup(arena, match.params[i], match.param_sizes[i]);
        if (!copies[i])
            return ROUTER_NO_MEMORY;
    }
    memcpy(params, copies, sizeof(copies));
    *ret_route = match.route;
    return ROUTER_FOUND;
}

enum router_result router_route(const struct router *router, struct message *message, const char **ret_allow)
{
    return router_match(router, &message->arena, message->method, message->path, &message->route, message->params,
                        ret_allow);
}
