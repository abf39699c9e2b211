/* SPDX-License-Identifier: MIT */
#include "school/post/mail_html.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { PARAGRAPH_LINES_MAX = 32, LABEL_SIZE = 200 };

static const char *const open_page[TONGUE_COUNT] = {
    [ENGLISH] = "Open the page",
    [ARABIC] = "افتح الصفحة",
    [HINDI] = "पेज खोलें",
};

static const char *const from_whom[TONGUE_COUNT] = {
    [ENGLISH] = "This mail was sent by a program. Its sender is",
    [ARABIC] = "أرسل هذه الرسالة برنامج. المرسل هو",
    [HINDI] = "यह ईमेल एक प्रोग्राम ने भेजा है। भेजने वाला:",
};

static const char *const choices[TONGUE_COUNT] = {
    [ENGLISH] = "Choose what you are told and when",
    [ARABIC] = "اختر ما تُبلَّغ به ومتى",
    [HINDI] = "चुनें कि आपको क्या और कब बताया जाए",
};

static const char *const turning_off[TONGUE_COUNT] = {
    [ENGLISH] = "No more mails of this kind",
    [ARABIC] = "إيقاف رسائل من هذا النوع",
    [HINDI] = "इस तरह के ईमेल बंद करें",
};

/* One plain look. The colours of the dark one are said twice over by those programs that know them. */
static const char style[] =
    "body{margin:0;padding:16px;background:#f4f5f7;color:#1c2024;"
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic','Noto Sans Devanagari',"
    "sans-serif}"
    ".mail{max-width:36rem;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #dfe2e6;border-radius:12px}"
    ".from{margin:0 0 16px;font-weight:600;color:#4a5058}"
    "p{margin:0 0 16px}"
    ".thing{margin:0 0 16px;padding:0 0 16px;border-bottom:1px solid #dfe2e6}"
    ".thing strong,.thing span{display:block}"
    ".thing span{color:#4a5058}"
    "a{color:#2451b2}"
    ".button{display:inline-block;padding:10px 20px;border-radius:8px;background:#2451b2;color:#ffffff;"
    "text-decoration:none;font-weight:600}"
    ".foot{max-width:36rem;margin:16px auto 0;font-size:13px;color:#5c636b}"
    ".foot p{margin:0 0 4px}"
    "@media (prefers-color-scheme:dark){"
    "body{background:#121417;color:#e8eaed}"
    ".mail{background:#1c1f24;border-color:#33383f}"
    ".from,.thing span,.foot{color:#b3bac2}"
    ".thing{border-color:#33383f}"
    "a{color:#9db9ff}"
    ".button{background:#9db9ff;color:#0d1b3d}"
    "}";

static void write_escaped(FILE *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        switch (text[i]) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(text[i], out);
        }
    }
}

/* A line: where it begins and how long it is, without its end. */
struct line {
    const char *text;
    size_t size;
};

/* Where in the line an address of the site begins that goes to its end; its size when there is none. */
static size_t address_at(struct line line, const char *site)
{
    size_t begin = line.size, size = site ? strlen(site) : 0;
    while (begin > 0 && line.text[begin - 1] != ' ')
        begin--;
    bool is = size > 0 && line.size - begin > size && memcmp(line.text + begin, site, size) == 0 &&
              line.text[begin + size] == '/';
    return is ? begin : line.size;
}

/* What stands before an address, without the colon. */
static struct line label_of(struct line line, size_t address)
{
    struct line label = {line.text, address};
    while (label.size > 0 && strchr(" :", label.text[label.size - 1]))
        label.size--;
    return label;
}

static void write_link(FILE *out, struct line line, size_t address, struct line label, const char *class)
{
    fprintf(out, "<a%s href=\"", class);
    write_escaped(out, line.text + address, line.size - address);
    fputs("\">", out);
    write_escaped(out, label.text, label.size);
    fputs("</a>", out);
}

static struct line usual_label(const struct mail_frame *frame)
{
    return (struct line){open_page[frame->tongue], strlen(open_page[frame->tongue])};
}

static void write_line(FILE *out, struct line line, const struct mail_frame *frame)
{
    size_t address = address_at(line, frame->site);
    struct line label = label_of(line, address);
    if (address == line.size)
        write_escaped(out, line.text, line.size);
    else
        write_link(out, line, address, label.size > 0 ? label : usual_label(frame), "");
}

/* "- What happened" and the lines below it. */
static void write_thing(FILE *out, const struct line *lines, size_t count, const struct mail_frame *frame)
{
    fputs("<div class=\"thing\"><strong>", out);
    write_escaped(out, lines[0].text + 2, lines[0].size - 2);
    fputs("</strong>", out);
    for (size_t i = 1; i < count; i++) {
        struct line line = lines[i];
        while (line.size > 0 && *line.text == ' ') {
            line.text++;
            line.size--;
        }
        fputs("<span>", out);
        write_line(out, line, frame);
        fputs("</span>", out);
    }
    fputs("</div>\n", out);
}

static void write_paragraph(FILE *out, const struct line *lines, size_t count, const struct mail_frame *frame)
{
    size_t address = address_at(lines[0], frame->site);
    if (lines[0].size > 2 && memcmp(lines[0].text, "- ", 2) == 0) {
        write_thing(out, lines, count, frame);
        return;
    }
    fputs("<p>", out);
    if (count == 1 && address < lines[0].size) {
        struct line label = label_of(lines[0], address);
        if (label.size == 0)
            label = usual_label(frame);
        write_link(out, lines[0], address, label, " class=\"button\"");
    } else {
        for (size_t i = 0; i < count; i++) {
            fputs(i > 0 ? "<br>\n" : "", out);
            write_line(out, lines[i], frame);
        }
    }
    fputs("</p>\n", out);
}

static void write_text(FILE *out, const char *text, const struct mail_frame *frame)
{
    struct line lines[PARAGRAPH_LINES_MAX];
    size_t count = 0;
    for (const char *at = text; *at != '\0';) {
        struct line line = {at, strcspn(at, "\n")};
        at += line.size + (at[line.size] == '\n');
        bool thing = line.size > 2 && memcmp(line.text, "- ", 2) == 0;
        if (count > 0 && (line.size == 0 || thing || count == PARAGRAPH_LINES_MAX)) {
            write_paragraph(out, lines, count, frame);
            count = 0;
        }
        if (line.size > 0)
            lines[count++] = line;
    }
    if (count > 0)
        write_paragraph(out, lines, count, frame);
}

static const char *name_of(const struct mail_frame *frame)
{
    return frame->name && *frame->name ? frame->name : "AMS";
}

static void write_foot(FILE *out, const struct mail_frame *frame)
{
    const struct {
        const char *label, *address;
    } links[] = {{choices[frame->tongue], frame->choose}, {turning_off[frame->tongue], frame->turn_off}};
    const char *name = name_of(frame);
    fprintf(out, "<div class=\"foot\"><p>%s ", from_whom[frame->tongue]);
    write_escaped(out, name, strlen(name));
    fputs(".</p>\n", out);
    for (size_t i = 0; i < ARRAY_LENGTH(links); i++) {
        if (!links[i].address)
            continue;
        fputs("<p><a href=\"", out);
        write_escaped(out, links[i].address, strlen(links[i].address));
        fprintf(out, "\">%s</a></p>\n", links[i].label);
    }
    fputs("</div>\n", out);
}

/* What was written, in the arena. */
static const char *taken(FILE *out, char **text, const size_t *size, struct arena *arena)
{
    bool good = ferror(out) == 0;
    good = fclose(out) == 0 && good && *text;
    const char *copy = good ? arena_strndup(arena, *text, *size) : NULL;
    free(*text);
    return copy;
}

const char *mail_html(const char *subject, const char *text, const struct mail_frame *frame, struct arena *arena)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    const char *name = name_of(frame);
    if (!out)
        return NULL;
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n"
            "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>",
            tongue_code(frame->tongue), tongue_is_rtl(frame->tongue) ? "rtl" : "ltr");
    write_escaped(out, subject, strlen(subject));
    fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body dir=\"%s\">\n<div class=\"mail\">\n<p class=\"from\">",
            style, tongue_is_rtl(frame->tongue) ? "rtl" : "ltr");
    write_escaped(out, name, strlen(name));
    fputs("</p>\n", out);
    write_text(out, text, frame);
    fputs("</div>\n", out);
    write_foot(out, frame);
    fputs("</body>\n</html>\n", out);
    return taken(out, &bytes, &size, arena);
}

const char *mail_plain(const char *text, const struct mail_frame *frame, struct arena *arena)
{
    enum tongue tongue = frame->tongue;
    const char *all = arena_printf(arena, "%s\n-- \n%s %s.\n", text, from_whom[tongue], name_of(frame));
    if (all && frame->choose)
        all = arena_printf(arena, "%s%s: %s\n", all, choices[tongue], frame->choose);
    if (all && frame->turn_off)
        all = arena_printf(arena, "%s%s: %s\n", all, turning_off[tongue], frame->turn_off);
    return all;
}
