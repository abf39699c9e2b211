/* SPDX-License-Identifier: MIT */
#include "school/board/markdown.h"

#include <cmark.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"

static bool is_safe(const char *url)
{
    static const char *const schemes[] = {"https:", "http:", "mailto:"};
    for (size_t i = 0; url && i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

/* cmark itself drops what is known to be dangerous; here only what is known to be harmless stays. Pictures of other
 * sites would tell them who reads: they become links. */
static void clean(cmark_node *document)
{
    cmark_iter *iterator = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iterator);
        cmark_node_type type = cmark_node_get_type(node);
        if (event == CMARK_EVENT_ENTER && (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) &&
            !is_safe(cmark_node_get_url(node)))
            cmark_node_set_url(node, "");
        if (event != CMARK_EVENT_EXIT || type != CMARK_NODE_IMAGE)
            continue;
        cmark_node *link = cmark_node_new(CMARK_NODE_LINK);
        cmark_node_set_url(link, cmark_node_get_url(node));
        for (cmark_node *child; (child = cmark_node_first_child(node)) != NULL;)
            cmark_node_append_child(link, child);
        cmark_node_replace(node, link);
        cmark_node_free(node);
    }
    cmark_iter_free(iterator);
}

const char *markdown_html(const char *text, struct arena *arena)
{
    size_t size = strlen(text);
    if (size > MARKDOWN_BYTES_MAX)
        return NULL;
    cmark_node *document = cmark_parse_document(text, size, CMARK_OPT_VALIDATE_UTF8);
    if (!document)
        return NULL;
    clean(document);
    char *html = cmark_render_html(document, CMARK_OPT_DEFAULT | CMARK_OPT_HARDBREAKS);
    const char *copy = html ? arena_strdup(arena, html) : NULL;
    free(html);
    cmark_node_free(document);
    return copy;
}
