/* SPDX-License-Identifier: MIT */
/* The register on paper: one page of HTML without scripts, A4 across, in the direction of its language. */
#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/marks/standing.h"
#include "school/numbers/export.h"
#include "school/numbers/export_inside.h"

/* A page that grows up to EXPORT_BYTES_MAX. */
struct paper {
    struct arena *arena;
    char *bytes;
    size_t size, capacity;
    bool full;
};

static void put(struct paper *paper, const char *text, size_t size)
{
    if (paper->full)
        return;
    if (paper->size + size > paper->capacity) {
        size_t capacity = (paper->size + size) * 2 + 4096;
        char *larger = capacity <= 2 * (size_t)EXPORT_BYTES_MAX ? arena_alloc(paper->arena, capacity) : NULL;
        if (!larger) {
            paper->full = true;
            return;
        }
        if (paper->size)
            memcpy(larger, paper->bytes, paper->size);
        paper->bytes = larger;
        paper->capacity = capacity;
    }
    memcpy(paper->bytes + paper->size, text, size);
    paper->size += size;
}

static void markup(struct paper *paper, const char *text)
{
    put(paper, text, strlen(text));
}

/* Text that people typed; NULL is nothing. */
static void words(struct paper *paper, const char *text)
{
    for (; text && *text; text++) {
        const char *entity = *text == '<'    ? "&lt;"
                             : *text == '>'  ? "&gt;"
                             : *text == '&'  ? "&amp;"
                             : *text == '"'  ? "&quot;"
                             : *text == '\'' ? "&#39;"
                                             : NULL;
        if (entity)
            markup(paper, entity);
        else
            put(paper, text, 1);
    }
}

static void cell(struct paper *paper, const char *tag, const char *text)
{
    markup(paper, "<");
    markup(paper, tag);
    markup(paper, ">");
    words(paper, text);
    markup(paper, "</");
    put(paper, tag, strcspn(tag, " "));
    markup(paper, ">");
}

static void part(struct paper *paper, const char *text)
{
    cell(paper, "bdi", text);
    markup(paper, " &middot; ");
}

static void number(struct paper *paper, int64_t value)
{
    char text[24];
    snprintf(text, sizeof(text), "%lld", (long long)value);
    cell(paper, "td", text);
}

/* Whether the classroom leaves missed lectures out: paper is narrow. */
static bool leaves_out(const struct export *export)
{
    return export->sheet.rule.leave_out > 0;
}

/* A heading of a column. */
static void heading(struct paper *paper, const struct export *export, const char *tag, enum export_word word)
{
    cell(paper, tag, export_text(word, export->tongue));
}

/* A sentence of the program's. */
static void sentence(struct paper *paper, const struct export *export, enum export_word word)
{
    markup(paper, export_text(word, export->tongue));
}

static bool is_rtl(const struct export *export)
{
    return tongue_is_rtl(export->tongue);
}

/* What people named, as a heading: it runs in its own direction and stands where lines begin. */
static void title(struct paper *paper, const char *tag, const char *text)
{
    markup(paper, "<");
    markup(paper, tag);
    markup(paper, ">");
    cell(paper, "bdi", text);
    markup(paper, "</");
    markup(paper, tag);
    markup(paper, ">");
}

/* A date and its times stand in one order everywhere. */
static void lecture_head(struct paper *paper, const struct export *export, size_t lecture)
{
    char moment[EXPORT_TIME_SIZE], clock[EXPORT_TIME_SIZE];
    export_moment(export->starts[lecture], moment);
    export_clock(export->ends[lecture], clock);
    markup(paper, "<th class=\"when\"><bdi dir=\"ltr\">");
    words(paper, moment);
    markup(paper, "&ndash;");
    words(paper, clock);
    markup(paper, "</bdi>");
    if (*export->labels[lecture]) {
        markup(paper, " ");
        cell(paper, "bdi", export->labels[lecture]);
    }
    markup(paper, "</th>");
}

/* Each name runs in its own direction, the table in that of its language. */
static void print_head(struct paper *paper, const struct export *export)
{
    static const char style[] =
        "@page{size:A4 landscape;margin:12mm}body{font:9pt system-ui,sans-serif;color:#000;background:#fff}"
        "table{border-collapse:collapse;width:100%}thead{display:table-header-group}tr{break-inside:avoid}"
        "th,td{border:.5pt solid #888;padding:1pt 2pt;text-align:center}th.name,td.name{text-align:start;"
        "white-space:nowrap}tr.left{color:#666}td.out{background:#ddd}th.when{writing-mode:vertical-rl;font-weight:400}"
        "footer{margin-top:6pt;font-size:8pt}";
    char moment[EXPORT_TIME_SIZE];
    markup(paper, "<!doctype html><html lang=\"");
    markup(paper, tongue_code(export->tongue));
    markup(paper, is_rtl(export) ? "\" dir=\"rtl" : "\" dir=\"ltr");
    markup(paper, "\"><head><meta charset=\"utf-8\"><title>");
    words(paper, export->name); // what a browser calls it that prints it into a file
    markup(paper, "</title><style>");
    markup(paper, style);
    markup(paper, "</style></head><body>");
    title(paper, "h1", export->classroom.subject);
    if (export->group)
        title(paper, "h2", export->group);
    markup(paper, "<p>");
    const char *const parts[] = {export->classroom.section, export->classroom.term, export->classroom.professor.name,
                                 export->classroom.timezone};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (parts[i])
            part(paper, parts[i]);
    export_moment(export->made, moment);
    cell(paper, "bdi dir=\"ltr\"", moment);
    markup(paper, "</p><table><thead><tr><th class=\"name\">#</th>");
    heading(paper, export, "th class=\"name\"", WORD_NAME);
    for (size_t i = 0; i < export->sheet.lecture_count; i++)
        lecture_head(paper, export, i);
    for (size_t i = 0; i < export->status_count; i++)
        cell(paper, "th", export->statuses[i]->letter);
    heading(paper, export, "th", WORD_ATTENDED_OF_COUNTED);
    if (leaves_out(export))
        heading(paper, export, "th", WORD_LEFT_OUT);
    markup(paper, "<th>%</th></tr></thead><tbody>");
}

static void print_row(struct paper *paper, const struct export *export, size_t student)
{
    const struct sheet_student *line = &export->sheet.students[student];
    char text[64];
    double percentage = 0;
    markup(paper, export->people[student].left ? "<tr class=\"left\">" : "<tr>");
    number(paper, (int64_t)student + 1);
    markup(paper, "<td class=\"name\">");
    cell(paper, "bdi", line->student.name);
    if (export->people[student].left) {
        markup(paper, is_rtl(export) ? " <small>&larr; " : " <small>&rarr; ");
        cell(paper, "bdi dir=\"ltr\"", export->people[student].left);
        markup(paper, "</small>");
    }
    markup(paper, "</td>");
    for (size_t i = 0; i < export->sheet.lecture_count; i++)
        cell(paper, export_theirs(export, student, i) ? "td" : "td class=\"out\"", export_letter(export, student, i));
    for (size_t i = 0; i < export->status_count; i++)
        number(paper, line->standing.of[export->statuses[i]->status]);
    snprintf(text, sizeof(text), "%lld / %lld", (long long)line->standing.attended, (long long)line->standing.counted);
    cell(paper, "td", text);
    if (leaves_out(export))
        number(paper, line->standing.left_out);
    bool known = standing_percentage(&line->standing, &percentage);
    snprintf(text, sizeof(text), "%.1f", percentage);
    cell(paper, "td", known ? text : "");
    markup(paper, "</tr>");
}

/* How many were in the room, lecture by lecture. */
static void print_room(struct paper *paper, const struct export *export)
{
    markup(paper, "</tbody><tfoot><tr><td></td>");
    heading(paper, export, "th class=\"name\"", WORD_IN_ROOM);
    for (size_t i = 0; i < export->sheet.lecture_count; i++)
        if (export->sheet.lectures[i].taken)
            number(paper, export_in_room(export, i));
        else
            markup(paper, "<td></td>");
    for (size_t i = 0; i < export->status_count + 2 + leaves_out(export); i++)
        markup(paper, "<td></td>");
    markup(paper, "</tr></tfoot></table>");
}

static void print_legend(struct paper *paper, const struct export *export)
{
    markup(paper, "<footer><p>");
    for (size_t i = 0; i < export->status_count; i++) {
        char text[EXPORT_LEGEND_SIZE];
        export_legend(export, export->statuses[i], text);
        cell(paper, is_rtl(export) ? "bdi dir=\"rtl\"" : "bdi", text);
        markup(paper, " &middot; ");
    }
    sentence(paper, export, WORD_EMPTY_CELL);
    markup(paper, "</p><p>");
    sentence(paper, export, WORD_GREY_CELL);
    if (leaves_out(export)) {
        markup(paper, " ");
        sentence(paper, export, WORD_LEFT_OUT_RULE);
    }
    markup(paper, "</p></footer></body></html>");
}

enum fault export_make_print(struct export *export, struct export_file *file)
{
    struct paper paper = {.arena = export->arena};
    print_head(&paper, export);
    for (size_t i = 0; i < export->sheet.student_count; i++)
        print_row(&paper, export, i);
    print_room(&paper, export);
    print_legend(&paper, export);
    if (paper.full || paper.size > EXPORT_BYTES_MAX)
        return FAULT_TOO_MANY_THINGS;
    file->bytes = paper.bytes;
    file->size = paper.size;
    return FAULT_NONE;
}
