/* SPDX-License-Identifier: MIT */
/*
 * The board of a classroom: announcements, notices and assessments. The staff writes, its students read; students hand
 * in for assessments, the staff grades. What is to be published later is seen by the staff alone until then.
 */
#ifndef AMS_SCHOOL_BOARD_H
#define AMS_SCHOOL_BOARD_H

#include "school/files/file.h"

enum {
    BOARD_TITLE_MAX = 150,      // characters
    BOARD_BODY_MAX = 10000,     // characters
    BOARD_COMMENT_MAX = 500,    // characters
    BOARD_POINTS_MAX = 1000000, // hundredths
    BOARD_PINNED_MAX = 10,      // of one classroom
    BOARD_ITEMS_MAX = 2000,     // of one classroom
};

enum board_kind { BOARD_ANNOUNCEMENT, BOARD_NOTICE, BOARD_ASSESSMENT, BOARD_KIND_COUNT };

/* "announcement", "notice", "assessment". */
const char *board_kind_code(enum board_kind kind);
bool board_kind_parse(const char *code, enum board_kind *ret_kind);

struct board_item {
    int64_t id, class_id;
    enum board_kind kind;
    const char *title;
    const char *body; // Markdown; "" when none
    const char *html; // of the body
    struct person author;
    int64_t points; // the most, in hundredths; -1: not graded
    int64_t due_at; // 0: none
    bool pinned;
    int64_t publish_at;
    bool published;
    int64_t version;
    int64_t created_at, updated_at;
    struct file_list files;
    bool read;         // by the actor
    int64_t reads;     // for the staff: students who have read it; otherwise 0
    int64_t handed_in; // for the staff: students who have handed in; for a student 1 or 0
    int64_t graded;    // the same of those graded
    int64_t students;  // of the classroom, for the staff; otherwise 0
};

struct board_list {
    struct board_item *items; // pinned ones first (on the first page only), then the newest
    size_t count;
    int64_t next; // `after` of the next page; 0: this was the last
};

struct board_request {
    enum board_kind kind;
    const char *title;
    const char *body; // NULL or "": none
    int64_t points;   // 0 to BOARD_POINTS_MAX; -1: not graded. Assessments only
    int64_t due_at;   // 0: none. Assessments only
    bool pinned;
    int64_t publish_at;   // 0 or the past: at once
    const int64_t *files; // the actor's own loose ones, and with board_change those that belong to it already
    size_t file_count;    // up to FILES_ATTACHED_MAX
    int64_t version;      // board_change: the one that was read; 0: whatever it is
};

/* Of one's classroom. `kind` BOARD_KIND_COUNT: all; changed or published then or later, 0: all. */
enum fault board_list(struct school *school, const struct actor *actor, int64_t class_id, enum board_kind kind,
                      int64_t updated_since, struct page page, struct arena *arena, struct board_list *ret_list);
enum fault board_get(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                     struct arena *arena, struct board_item *ret_item);

/* What a body will look like on the board; nothing is kept. The staff's. TEXT_INVALID, CLASSROOM_ARCHIVED. */
enum fault board_preview_html(struct school *school, const struct actor *actor, int64_t class_id, const char *body,
                              struct arena *arena, const char **ret_html);

/*
 * The staff's. TEXT_INVALID, TIME_INVALID, POINTS_INVALID (also points or a due date on what is no assessment),
 * FILE_UNKNOWN, TOO_MANY_THINGS, CLASSROOM_ARCHIVED. Audited; its students are told when it is published.
 */
enum fault board_add(struct school *school, const struct actor *actor, int64_t class_id,
                     const struct board_request *request, struct arena *arena, struct board_item *ret_item);
/* The same for one that is there; its kind stays. CHANGED_MEANWHILE. */
enum fault board_change(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                        const struct board_request *request, struct arena *arena, struct board_item *ret_item);
/* Teachers only. With what was handed in and its files. CHANGED_MEANWHILE. Audited. */
enum fault board_delete(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                        int64_t version);

/* A student notes that they have read it. */
enum fault board_read(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id);

struct board_reader {
    struct person student;
    int64_t read_at; // 0: not yet
};

struct board_readers {
    struct board_reader *readers; // all students of the classroom, by name
    size_t count;
};

/* For the staff and administrators. */
enum fault board_readers(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                         struct arena *arena, struct board_readers *ret_readers);

/* Tells the students of what has come to be published; for the tick. */
enum fault board_tick(struct school *school);

#endif
