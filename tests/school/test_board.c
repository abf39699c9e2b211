/* SPDX-License-Identifier: MIT */
/* The board: who writes and who reads, publishing, files, handing in and grading. */
#include "school/board/hand_in.h"
#include "school/unit.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/board/board.h"
#include "school/board/markdown.h"
#include "school/classes/classroom.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/files/file.h"
#include "school/files/file_kind.h"
#include "school/school.h"

static const struct page whole = {.limit = PAGE_MAX};
static const char pdf[] = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct actor assistant;
};

static struct scene scene_open(void **state)
{
    struct scene scene = {.f = school_fixture_open(test_store_need(state))};
    char sql[160];
    scene.classroom = fixture_classroom(scene.f);
    scene.assistant = fixture_person(scene.f, ROLE_STUDENT, "Tea Assist", "tea@college.example");
    snprintf(sql, sizeof(sql),
             "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (%lld, %lld, '%s', 1)",
             (long long)scene.classroom.id, (long long)scene.assistant.user_id, STAFF_ASSISTANT);
    fixture_sql(scene.f, sql);
    return scene;
}

static enum fault try_add(struct scene *scene, struct actor actor, struct board_request request,
                          struct board_item *item)
{
    return board_add(scene->f->school, &actor, scene->classroom.id, &request, &scene->f->arena, item);
}

static struct board_item add(struct scene *scene, struct board_request request)
{
    struct board_item item;
    if (!request.title)
        request.title = "Welcome";
    if (request.kind != BOARD_ASSESSMENT)
        request.points = -1;
    assert_int_equal(try_add(scene, scene->f->professor, request, &item), FAULT_NONE);
    return item;
}

static struct board_list list_of(struct scene *scene, struct actor actor)
{
    struct board_list list;
    assert_int_equal(
        board_list(scene->f->school, &actor, scene->classroom.id, BOARD_KIND_COUNT, 0, whole, &scene->f->arena, &list),
        FAULT_NONE);
    return list;
}

static enum fault get(struct scene *scene, struct actor actor, int64_t item_id, struct board_item *item)
{
    return board_get(scene->f->school, &actor, scene->classroom.id, item_id, &scene->f->arena, item);
}

static void test_write_and_read(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct board_item item = add(&scene, (struct board_request){.title = "  Room  ", .body = "In **12**\n<script>"});
    assert_string_equal(item.title, "Room");
    assert_non_null(strstr(item.html, "<strong>12</strong>"));
    assert_null(strstr(item.html, "<script>"));
    assert_int_equal(item.students, 1);
    assert_int_equal(item.version, 1);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'board_item' AND text = 'Room'"), 1);

    assert_int_equal(list_of(&scene, f->student).count, 1);
    assert_int_equal(list_of(&scene, scene.assistant).count, 1);
    assert_int_equal(list_of(&scene, f->administrator).count, 1);
    struct board_item read;
    assert_int_equal(get(&scene, f->student, item.id, &read), FAULT_NONE);
    assert_int_equal(read.students, 0); // the class's numbers are the staff's
    assert_int_equal(get(&scene, f->other_student, item.id, &read), FAULT_NOT_FOUND);
    assert_int_equal(get(&scene, f->other_professor, item.id, &read), FAULT_NOT_FOUND);

    struct board_request request = {.title = "Mine", .points = -1};
    assert_int_equal(try_add(&scene, f->student, request, &read), FAULT_NOT_FOUND);
    assert_int_equal(try_add(&scene, f->administrator, request, &read), FAULT_NOT_FOUND);
    assert_int_equal(try_add(&scene, f->other_professor, request, &read), FAULT_NOT_FOUND);
    assert_int_equal(try_add(&scene, scene.assistant, request, &read), FAULT_NONE);
    school_fixture_close(f);
}

static void test_read_receipts(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct board_readers readers;
    struct board_item item = add(&scene, (struct board_request){0});
    fixture_join(f, &scene.classroom, f->other_student);
    assert_int_equal(board_read(f->school, &f->student, scene.classroom.id, item.id), FAULT_NONE);
    fixture_wait(f, MINUTE);
    assert_int_equal(board_read(f->school, &f->student, scene.classroom.id, item.id), FAULT_NONE);
    assert_int_equal(board_read(f->school, &f->professor, scene.classroom.id, item.id), FAULT_NOT_FOUND);
    assert_int_equal(board_readers(f->school, &f->professor, scene.classroom.id, item.id, &f->arena, &readers),
                     FAULT_NONE);
    assert_int_equal(readers.count, 2);
    assert_string_equal(readers.readers[0].student.name, "Bea Beside");
    assert_int_equal(readers.readers[0].read_at, 0);
    assert_int_equal(readers.readers[1].read_at, FIXTURE_NOW); // the first time stands
    assert_int_equal(board_readers(f->school, &f->student, scene.classroom.id, item.id, &f->arena, &readers),
                     FAULT_NOT_FOUND);
    assert_int_equal(get(&scene, f->professor, item.id, &item), FAULT_NONE);
    assert_int_equal(item.reads, 1);
    assert_int_equal(item.students, 2);
    assert_true(list_of(&scene, f->student).items[0].read);
    assert_false(list_of(&scene, f->other_student).items[0].read);
    school_fixture_close(f);
}

static void test_publish_later(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct board_item read;
    struct board_item item = add(&scene, (struct board_request){.publish_at = FIXTURE_NOW + HOUR});
    assert_false(item.published);
    assert_int_equal(list_of(&scene, f->student).count, 0);
    assert_int_equal(list_of(&scene, f->professor).count, 1);
    assert_int_equal(get(&scene, f->student, item.id, &read), FAULT_NOT_FOUND);
    assert_int_equal(board_read(f->school, &f->student, scene.classroom.id, item.id), FAULT_NOT_FOUND);
    assert_int_equal(board_tick(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 0);
    fixture_wait(f, HOUR);
    assert_int_equal(list_of(&scene, f->student).count, 1);
    assert_int_equal(board_tick(f->school), FAULT_NONE);
    assert_int_equal(board_tick(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 1);
    school_fixture_close(f);
}

static void test_order_and_pages(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct board_list list;
    struct page page = {.limit = 11};
    int64_t seen = 0, last = INT64_MAX;
    add(&scene, (struct board_request){.title = "Pinned", .pinned = true});
    for (int i = 0; i < 30; i++) {
        fixture_wait(f, i % 3 ? 0 : MINUTE); // some at the same moment
        add(&scene, (struct board_request){.kind = i % 2 ? BOARD_NOTICE : BOARD_ANNOUNCEMENT});
    }
    do {
        assert_int_equal(
            board_list(f->school, &f->student, scene.classroom.id, BOARD_KIND_COUNT, 0, page, &f->arena, &list),
            FAULT_NONE);
        for (size_t i = 0; i < list.count; i++) {
            assert_int_equal(list.items[i].pinned, seen == 0);
            assert_true(seen <= 1 || list.items[i].id < last);
            last = list.items[i].id;
            seen++;
        }
        page.after = list.next;
    } while (list.next);
    assert_int_equal(seen, 31);
    assert_int_equal(board_list(f->school, &f->student, scene.classroom.id, BOARD_NOTICE, 0, whole, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 15);
    school_fixture_close(f);
}

static size_t changed_since(const struct scene *scene, int64_t since)
{
    struct board_list list;
    assert_int_equal(board_list(scene->f->school, &scene->f->student, scene->classroom.id, BOARD_KIND_COUNT, since,
                                whole, &scene->f->arena, &list),
                     FAULT_NONE);
    return list.count;
}

/* What was changed, and what comes out only now, is new. */
static void test_updated_since(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct board_item item = add(&scene, (struct board_request){.kind = BOARD_NOTICE});
    add(&scene, (struct board_request){.kind = BOARD_NOTICE, .publish_at = FIXTURE_NOW + HOUR});
    assert_int_equal(changed_since(&scene, 0), 1);
    assert_int_equal(changed_since(&scene, FIXTURE_NOW), 1);
    assert_int_equal(changed_since(&scene, FIXTURE_NOW + 1), 0);
    fixture_wait(f, MINUTE);
    struct board_request request = {.title = "Another", .kind = BOARD_NOTICE, .points = -1};
    assert_int_equal(board_change(f->school, &f->professor, scene.classroom.id, item.id, &request, &f->arena, &item),
                     FAULT_NONE);
    assert_int_equal(changed_since(&scene, FIXTURE_NOW + 1), 1);
    fixture_wait(f, HOUR);
    assert_int_equal(changed_since(&scene, FIXTURE_NOW + MINUTE + 1), 1);
    assert_int_equal(changed_since(&scene, 0), 2);
    school_fixture_close(f);
}

static void test_change(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    int64_t class_id = scene.classroom.id;
    struct board_item item = add(&scene, (struct board_request){.title = "One"}), changed;
    struct board_request request = {.title = "Two", .points = -1, .version = 1, .pinned = true};
    assert_int_equal(board_change(f->school, &f->professor, class_id, item.id, &request, &f->arena, &changed),
                     FAULT_NONE);
    assert_string_equal(changed.title, "Two");
    assert_int_equal(changed.version, 2);
    assert_int_equal(changed.publish_at, item.publish_at);
    // The second of two professors who edit at once loses nothing: they are told.
    assert_int_equal(board_change(f->school, &scene.assistant, class_id, item.id, &request, &f->arena, &changed),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(board_delete(f->school, &f->professor, class_id, item.id, 1), FAULT_CHANGED_MEANWHILE);
    assert_int_equal(board_delete(f->school, &scene.assistant, class_id, item.id, 0), FAULT_NOT_FOUND); // not theirs
    assert_int_equal(board_change(f->school, &f->student, class_id, item.id, &request, &f->arena, &changed),
                     FAULT_NOT_FOUND);
    assert_int_equal(board_delete(f->school, &f->professor, class_id, item.id, 2), FAULT_NONE);
    assert_int_equal(board_delete(f->school, &f->professor, class_id, item.id, 0), FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 1); // told once, when it was new
    school_fixture_close(f);
}

static void test_bad_items(void **state)
{
    struct scene scene = scene_open(state);
    struct board_item item;
    struct actor professor = scene.f->professor;
    const int64_t unknown[FILES_ATTACHED_MAX + 1] = {900001};
    static char long_title[BOARD_TITLE_MAX + 2], long_body[BOARD_BODY_MAX + 2];
    memset(long_title, 'x', BOARD_TITLE_MAX + 1);
    memset(long_body, 'x', BOARD_BODY_MAX + 1);
    const struct {
        struct board_request request;
        enum fault fault;
    } cases[] = {
        {{.title = "", .points = -1}, FAULT_TEXT_INVALID},
        {{.title = NULL, .points = -1}, FAULT_TEXT_INVALID},
        {{.title = long_title, .points = -1}, FAULT_TEXT_INVALID},
        {{.title = "a\xff", .points = -1}, FAULT_TEXT_INVALID},
        {{.title = "x", .body = long_body, .points = -1}, FAULT_TEXT_INVALID},
        {{.title = "x", .points = 100}, FAULT_POINTS_INVALID},
        {{.title = "x", .points = -1, .due_at = FIXTURE_NOW}, FAULT_POINTS_INVALID},
        {{.kind = BOARD_ASSESSMENT, .title = "x", .points = BOARD_POINTS_MAX + 1}, FAULT_POINTS_INVALID},
        {{.kind = BOARD_ASSESSMENT, .title = "x", .points = -2}, FAULT_POINTS_INVALID},
        {{.kind = BOARD_ASSESSMENT, .title = "x", .points = 0, .due_at = 1}, FAULT_TIME_INVALID},
        {{.title = "x", .points = -1, .publish_at = INT64_MAX}, FAULT_TIME_INVALID},
        {{.title = "x", .points = -1, .files = unknown, .file_count = 1}, FAULT_FILE_UNKNOWN},
        {{.title = "x", .points = -1, .files = unknown, .file_count = FILES_ATTACHED_MAX + 1}, FAULT_TOO_MANY_THINGS},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(try_add(&scene, professor, cases[i].request, &item), cases[i].fault);
    for (int i = 0; i < BOARD_PINNED_MAX; i++)
        add(&scene, (struct board_request){.pinned = true});
    assert_int_equal(
        try_add(&scene, professor, (struct board_request){.title = "x", .points = -1, .pinned = true}, &item),
        FAULT_TOO_MANY_THINGS);
    assert_int_equal(fixture_number(scene.f, "SELECT COUNT(*) FROM board_items"), BOARD_PINNED_MAX);
    school_fixture_close(scene.f);
}

/* ---- files ---- */

static enum fault try_file(struct scene *scene, struct actor actor, const char *name, const char *bytes, size_t size,
                           struct file *file)
{
    return file_add(scene->f->school, &actor, scene->classroom.id, name, bytes, size, &scene->f->arena, file);
}

static int64_t add_file(struct scene *scene, struct actor actor)
{
    struct file file;
    assert_int_equal(try_file(scene, actor, "notes.pdf", pdf, sizeof(pdf) - 1, &file), FAULT_NONE);
    assert_string_equal(file.type, "application/pdf");
    return file.id;
}

static enum fault read_file(struct scene *scene, struct actor actor, int64_t file_id)
{
    struct file file;
    const void *bytes;
    enum fault fault =
        file_read(scene->f->school, &actor, scene->classroom.id, file_id, &scene->f->arena, &file, &bytes);
    if (fault == FAULT_NONE) {
        assert_int_equal(file.size, sizeof(pdf) - 1);
        assert_memory_equal(bytes, pdf, sizeof(pdf) - 1);
    }
    return fault;
}

/* Files below the fixture's folder of blobs. */
static size_t blobs_of(struct school_fixture *f)
{
    char command[128];
    size_t count = 0;
    snprintf(command, sizeof(command), "find %s/files -type f | wc -l", f->folder);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_int_equal(fscanf(pipe, "%zu", &count), 1);
    pclose(pipe);
    return count;
}

static void test_files_of_an_item(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    int64_t file = add_file(&scene, f->professor);
    assert_int_equal(read_file(&scene, f->professor, file), FAULT_NONE);
    assert_int_equal(read_file(&scene, scene.assistant, file), FAULT_NOT_FOUND); // nobody's but its owner's yet
    assert_int_equal(read_file(&scene, f->student, file), FAULT_NOT_FOUND);
    struct board_item item =
        add(&scene, (struct board_request){.files = &file, .file_count = 1, .publish_at = FIXTURE_NOW + HOUR});
    assert_int_equal(item.files.count, 1);
    assert_string_equal(item.files.files[0].name, "notes.pdf");
    assert_int_equal(read_file(&scene, scene.assistant, file), FAULT_NONE);
    assert_int_equal(read_file(&scene, f->student, file), FAULT_NOT_FOUND);
    fixture_wait(f, HOUR);
    assert_int_equal(read_file(&scene, f->student, file), FAULT_NONE);
    assert_int_equal(read_file(&scene, f->other_student, file), FAULT_NOT_FOUND);
    assert_int_equal(read_file(&scene, f->other_professor, file), FAULT_NOT_FOUND);

    // It cannot be taken by another item, nor deleted; it stays when it is named again and goes when it is not.
    struct board_item other;
    struct board_request thief = {.title = "x", .points = -1, .files = &file, .file_count = 1};
    assert_int_equal(try_add(&scene, f->professor, thief, &other), FAULT_FILE_UNKNOWN);
    assert_int_equal(file_delete(f->school, &f->professor, file), FAULT_NOT_FOUND);
    assert_int_equal(board_change(f->school, &scene.assistant, scene.classroom.id, item.id, &thief, &f->arena, &other),
                     FAULT_NONE);
    assert_int_equal(other.files.count, 1);
    thief.file_count = 0;
    assert_int_equal(board_change(f->school, &scene.assistant, scene.classroom.id, item.id, &thief, &f->arena, &other),
                     FAULT_NONE);
    assert_int_equal(read_file(&scene, f->student, file), FAULT_NOT_FOUND);
    thief.file_count = 1;
    assert_int_equal(try_add(&scene, f->professor, thief, &other), FAULT_FILE_UNKNOWN); // it is as good as gone
    assert_int_equal(blobs_of(f), 1);
    assert_int_equal(file_sweep(f->school), FAULT_NONE);
    assert_int_equal(blobs_of(f), 0);
    assert_int_equal(read_file(&scene, f->professor, file), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static void test_loose_files(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct file file;
    int64_t first = add_file(&scene, f->student);
    assert_int_equal(file_delete(f->school, &f->other_student, first), FAULT_NOT_FOUND);
    assert_int_equal(file_delete(f->school, &f->student, first), FAULT_NONE);
    assert_int_equal(blobs_of(f), 0);
    for (int i = 0; i < FILES_LOOSE_MAX; i++)
        add_file(&scene, f->student);
    assert_int_equal(try_file(&scene, f->student, "x", pdf, sizeof(pdf) - 1, &file), FAULT_TOO_MANY_THINGS);
    fixture_wait(f, FILES_LOOSE_HOURS * HOUR);
    assert_int_equal(file_sweep(f->school), FAULT_NONE);
    assert_int_equal(blobs_of(f), FILES_LOOSE_MAX);
    fixture_wait(f, 1);
    assert_int_equal(file_sweep(f->school), FAULT_NONE);
    assert_int_equal(blobs_of(f), 0);
    school_fixture_close(f);
}

static void test_bad_files(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct file file;
    static const char html[] = "<!DOCTYPE html><html><script>alert(1)</script></html>";
    static const char svg[] = "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>";
    static const char elf[] = "\x7f"
                              "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0\1\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0";
    static const char shell[] = "#!/bin/sh\nrm -rf /\n";
    static const char words[] = "just some words\n";
    static const char noise[] = "\x00\x01\x02\xfe\xff\x80\x81";
    const struct {
        const char *name, *bytes;
        size_t size;
        enum fault fault;
    } cases[] = {
        {"page.pdf", html, sizeof(html) - 1, FAULT_FILE_KIND},
        {"picture.png", svg, sizeof(svg) - 1, FAULT_FILE_KIND},
        {"a.txt", elf, sizeof(elf) - 1, FAULT_FILE_KIND},
        {"a.txt", shell, sizeof(shell) - 1, FAULT_FILE_KIND},
        {"a.txt", noise, sizeof(noise) - 1, FAULT_FILE_KIND},
        {"a.txt", "", 0, FAULT_FILE_EMPTY},
        {"a.exe", pdf, sizeof(pdf) - 1, FAULT_FILE_NAME},
        {"a.PNG", pdf, sizeof(pdf) - 1, FAULT_FILE_NAME},
        {"a.txt", pdf, sizeof(pdf) - 1, FAULT_FILE_NAME},
        {"a.pdf", words, sizeof(words) - 1, FAULT_FILE_NAME},
        {"a.pdf.hta", words, sizeof(words) - 1, FAULT_FILE_NAME},
        {"a.Html", words, sizeof(words) - 1, FAULT_FILE_NAME},
        {NULL, pdf, sizeof(pdf) - 1, FAULT_TEXT_INVALID},
        {"", pdf, sizeof(pdf) - 1, FAULT_TEXT_INVALID},
        {"../x.pdf", pdf, sizeof(pdf) - 1, FAULT_TEXT_INVALID},
        {".hidden", pdf, sizeof(pdf) - 1, FAULT_TEXT_INVALID},
        {"a\\b", pdf, sizeof(pdf) - 1, FAULT_TEXT_INVALID},
        {"evil\xe2\x80\xae"
         "fdp.exe",
         pdf, sizeof(pdf) - 1, FAULT_TEXT_INVALID}, // shows as evilexe.pdf
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(try_file(&scene, f->student, cases[i].name, cases[i].bytes, cases[i].size, &file),
                         cases[i].fault);
    assert_int_equal(try_file(&scene, f->other_student, "a.pdf", pdf, sizeof(pdf) - 1, &file), FAULT_NOT_FOUND);
    assert_int_equal(try_file(&scene, f->other_professor, "a.pdf", pdf, sizeof(pdf) - 1, &file), FAULT_NOT_FOUND);
    assert_int_equal(blobs_of(f), 0);
    static const char *const good[] = {"main.py", "notes", "table.csv", "README.long-ending-of-nothing", "a.b."};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
        assert_int_equal(try_file(&scene, f->student, good[i], words, sizeof(words) - 1, &file), FAULT_NONE);
    assert_true(file_name_fits("application/zip", "essay.DOCX") && file_name_fits("image/webp", "photo.jpg"));
    assert_int_equal(
        try_file(&scene, f->student, "\xd8\xaa\xd9\x82\xd8\xb1\xd9\x8a\xd8\xb1.pdf", pdf, sizeof(pdf) - 1, &file),
        FAULT_NONE);
    school_fixture_close(f);
}

/* ---- handing in ---- */

static enum fault try_hand_in(struct scene *scene, struct actor actor, int64_t item_id, const char *text, int64_t file,
                              struct hand_in *mine)
{
    const struct hand_in_request request = {.text = text, .files = &file, .file_count = file ? 1 : 0};
    return hand_in(scene->f->school, &actor, scene->classroom.id, item_id, &request, &scene->f->arena, mine);
}

static enum fault try_grade(struct scene *scene, struct actor actor, int64_t item_id, int64_t points, int64_t version,
                            struct hand_in *graded)
{
    const struct grade_request request = {
        .points = points, .comment = points < 0 ? NULL : "Well argued", .version = version};
    return hand_in_grade(scene->f->school, &actor, scene->classroom.id, item_id, scene->f->student.user_id, &request,
                         &scene->f->arena, graded);
}

static void test_hand_in(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct hand_in mine, graded;
    struct hand_in_list list;
    struct board_item item =
        add(&scene, (struct board_request){.kind = BOARD_ASSESSMENT, .points = 1000, .due_at = FIXTURE_NOW + HOUR});
    int64_t file = add_file(&scene, f->student);
    assert_int_equal(hand_in_mine(f->school, &f->student, scene.classroom.id, item.id, &f->arena, &mine), FAULT_NONE);
    assert_false(mine.handed_in);
    assert_int_equal(try_hand_in(&scene, f->student, item.id, NULL, 0, &mine), FAULT_TEXT_INVALID);
    assert_int_equal(try_hand_in(&scene, f->student, item.id, "See page 2.", file, &mine), FAULT_NONE);
    assert_true(mine.handed_in && !mine.late);
    assert_int_equal(mine.files.count, 1);
    assert_int_equal(read_file(&scene, f->professor, file), FAULT_NONE);
    assert_int_equal(read_file(&scene, scene.assistant, file), FAULT_NONE);
    fixture_join(f, &scene.classroom, f->other_student);
    assert_int_equal(read_file(&scene, f->other_student, file), FAULT_NOT_FOUND);
    assert_int_equal(try_hand_in(&scene, f->other_student, item.id, "Copied", file, &mine), FAULT_FILE_UNKNOWN);

    fixture_wait(f, HOUR + 1);
    assert_int_equal(try_hand_in(&scene, f->student, item.id, "Anew", file, &mine), FAULT_NONE);
    assert_true(mine.late);
    assert_int_equal(mine.version, 2);
    assert_int_equal(hand_in_list(f->school, &f->professor, scene.classroom.id, item.id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 2);
    assert_false(list.hand_ins[0].handed_in);
    assert_string_equal(list.hand_ins[1].text, "Anew");
    assert_int_equal(list.hand_ins[1].files.count, 1);
    assert_int_equal(hand_in_list(f->school, &f->student, scene.classroom.id, item.id, &f->arena, &list),
                     FAULT_NOT_FOUND);

    assert_int_equal(try_grade(&scene, f->student, item.id, 1000, 0, &graded), FAULT_NOT_FOUND);
    assert_int_equal(try_grade(&scene, f->professor, item.id, 1001, 0, &graded), FAULT_POINTS_INVALID);
    assert_int_equal(try_grade(&scene, f->professor, item.id, 850, 1, &graded), FAULT_CHANGED_MEANWHILE);
    assert_int_equal(try_grade(&scene, scene.assistant, item.id, 850, 2, &graded), FAULT_NONE);
    assert_int_equal(graded.points, 850);
    assert_string_equal(graded.graded_by.name, "Tea Assist");
    assert_int_equal(try_hand_in(&scene, f->student, item.id, "Again", 0, &mine), FAULT_ALREADY_GRADED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'graded'"), 1);
    assert_int_equal(try_grade(&scene, f->professor, item.id, -1, 0, &graded), FAULT_NONE); // taken back
    assert_int_equal(graded.graded_at, 0);
    assert_int_equal(try_hand_in(&scene, f->student, item.id, "Again", 0, &mine), FAULT_NONE);
    assert_int_equal(get(&scene, f->professor, item.id, &item), FAULT_NONE);
    assert_int_equal(item.handed_in, 1);
    assert_int_equal(item.graded, 0);
    assert_int_equal(board_delete(f->school, &f->professor, scene.classroom.id, item.id, 0), FAULT_NONE);
    assert_int_equal(file_sweep(f->school), FAULT_NONE);
    assert_int_equal(blobs_of(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM hand_ins"), 0);
    school_fixture_close(f);
}

static void test_no_assessment(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct hand_in mine;
    struct board_item notice = add(&scene, (struct board_request){.kind = BOARD_NOTICE});
    struct board_item ungraded = add(&scene, (struct board_request){.kind = BOARD_ASSESSMENT, .points = -1});
    assert_int_equal(try_hand_in(&scene, f->student, notice.id, "x", 0, &mine), FAULT_NO_ASSESSMENT);
    assert_int_equal(hand_in_mine(f->school, &f->student, scene.classroom.id, notice.id, &f->arena, &mine),
                     FAULT_NO_ASSESSMENT);
    assert_int_equal(hand_in_mine(f->school, &f->professor, scene.classroom.id, notice.id, &f->arena, &mine),
                     FAULT_NOT_FOUND);
    assert_int_equal(try_grade(&scene, f->professor, notice.id, 1, 0, &mine), FAULT_NO_ASSESSMENT);
    assert_int_equal(try_grade(&scene, f->professor, ungraded.id, 1, 0, &mine), FAULT_POINTS_INVALID);
    // A grade for somebody who handed nothing in, such as a talk.
    struct board_item talk = add(&scene, (struct board_request){.kind = BOARD_ASSESSMENT, .points = 100});
    assert_int_equal(try_grade(&scene, f->professor, talk.id, 90, 0, &mine), FAULT_NONE);
    assert_false(mine.handed_in);
    assert_int_equal(mine.points, 90);
    assert_int_equal(get(&scene, f->student, talk.id, &talk), FAULT_NONE);
    assert_int_equal(talk.handed_in, 0);
    assert_int_equal(talk.graded, 1);
    school_fixture_close(f);
}

static void test_archived(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct board_item item = add(&scene, (struct board_request){.kind = BOARD_ASSESSMENT, .points = 100});
    struct hand_in mine;
    struct file file;
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    struct board_request request = {.title = "x", .points = -1};
    assert_int_equal(try_add(&scene, f->professor, request, &item), FAULT_CLASSROOM_ARCHIVED);
    assert_int_equal(try_hand_in(&scene, f->student, item.id, "x", 0, &mine), FAULT_CLASSROOM_ARCHIVED);
    assert_int_equal(try_grade(&scene, f->professor, item.id, 1, 0, &mine), FAULT_CLASSROOM_ARCHIVED);
    assert_int_equal(try_file(&scene, f->student, "a.pdf", pdf, sizeof(pdf) - 1, &file), FAULT_CLASSROOM_ARCHIVED);
    assert_int_equal(list_of(&scene, f->student).count, 1);
    school_fixture_close(f);
}

static void test_markdown(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    static const struct {
        const char *text, *has, *lacks;
    } cases[] = {
        {"# Title", "<h1>Title</h1>", "#"},
        {"a\nb", "a<br />", "\xff"},
        {"<b onclick=x>hi</b>", "hi", "onclick"},
        {"<script>alert(1)</script>", "", "alert"},
        {"[x](javascript:alert(1))", ">x</a>", "javascript"},
        {"[x](JaVaScRiPt:alert(1))", ">x</a>", "alert"},
        {"[x](data:text/html;base64,AAAA)", ">x</a>", "data:"},
        {"[x](//evil.example)", ">x</a>", "evil"},
        {"[x](https://good.example/?a=1&b=2)", "href=\"https://good.example/?a=1&amp;b=2\"", "javascript"},
        {"[x](https://a\"onmouseover=alert(1))", "x", "\"onmouseover"},
        {"![cat](https://evil.example/spy.png)", "<a href=\"https://evil.example/spy.png\">cat</a>", "<img"},
        {"![a *b* c](https://e.example)", "<em>b</em>", "<img"},
        {"[![a](https://x.example/1)](https://y.example)", "y.example", "<img"},
        {"<https://ok.example>", "href=\"https://ok.example\"", "<script"},
        {"&lt;script&gt;", "&lt;script&gt;", "<script"},
        {"", "", "<"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const char *html = markdown_html(cases[i].text, &arena);
        assert_non_null(html);
        if (!strstr(html, cases[i].has) || strstr(html, cases[i].lacks))
            fail_msg("%s became %s", cases[i].text, html);
    }
    arena_release(&arena);
}

/* A text is looked at as it will be read, by who may write it. */
static void test_preview(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    const int64_t class_id = scene.classroom.id;
    const char *html = NULL;
    char *long_body = arena_calloc(&f->arena, BOARD_BODY_MAX + 2, 1);
    memset(long_body, 'a', BOARD_BODY_MAX + 1);
    assert_int_equal(board_preview_html(f->school, &scene.assistant, class_id, "**12** <b>", &f->arena, &html),
                     FAULT_NONE);
    assert_non_null(strstr(html, "<strong>12</strong>"));
    assert_null(strstr(html, "<b>"));
    assert_int_equal(board_preview_html(f->school, &f->professor, class_id, "", &f->arena, &html), FAULT_NONE);
    assert_string_equal(html, "");
    assert_int_equal(board_preview_html(f->school, &f->professor, class_id, long_body, &f->arena, &html),
                     FAULT_TEXT_INVALID);
    assert_int_equal(board_preview_html(f->school, &f->student, class_id, "a", &f->arena, &html), FAULT_NOT_FOUND);
    assert_int_equal(board_preview_html(f->school, &f->other_professor, class_id, "a", &f->arena, &html),
                     FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM board_items"), 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_preview),          cmocka_unit_test(test_markdown),  TEST_ON_BOTH(test_write_and_read),
        TEST_ON_BOTH(test_read_receipts),    TEST_ON_BOTH(test_publish_later), TEST_ON_BOTH(test_order_and_pages),
        TEST_ON_BOTH(test_updated_since),    TEST_ON_BOTH(test_change),        TEST_ON_BOTH(test_bad_items),
        TEST_ON_BOTH(test_files_of_an_item), TEST_ON_BOTH(test_loose_files),   TEST_ON_BOTH(test_bad_files),
        TEST_ON_BOTH(test_hand_in),          TEST_ON_BOTH(test_no_assessment), TEST_ON_BOTH(test_archived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
