/* SPDX-License-Identifier: MIT */
/* Names are sorted and found as people expect, the same in every list and on both engines. */
#include "school/board/hand_in.h"
#include "school/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/board/board.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/language.h"
#include "school/common/setting.h"
#include "school/common/state.h"
#include "school/numbers/register.h"
#include "school/people/account.h"
#include "school/people/own_account.h"
#include "school/people/people.h"
#include "school/school.h"

enum { NAMES_MAX = 32, LINE_MAX = 512 };

/* ---- a language by itself ---- */

/* Each list is in its language's order. */
static void test_languages(void **state)
{
    (void)state;
    static const struct {
        const char *tag, *names[NAMES_MAX];
    } lists[] = {
        {"en", {"",       "123",       "Abel",       "Ada",     "ada b", "Åsa", "Asb", "Émile", "Emilf",  "Öberg",
                "Obergz", "Student 2", "Student 10", "van Dyk", "Zoe",   "Zoë", "ZOË", "أحمد",  "王小明", NULL}},
        {"sv", {"Abel", "Zoe", "Åberg", "Ärla", "Öberg", NULL}},
        {"de", {"Abel", "Ärmel", "Arn", "Strasse", "Straße", "Zoe", NULL}},
        {"de-u-co-phonebk", {"Ad", "Ärmel", "Af", "Zoe", NULL}}, // Ä as Ae
        {"tr", {"Cem", "Çetin", "Deniz", "Gül", "Ğ", "Hale", "Işık", "İnci", "Jale", "Ok", "Öz", "Pak", NULL}},
        {"vi", {"An", "Ăn", "Ân", "Bình", "Dung", "Đặng", "Em", "Êm", NULL}},
        {"zh", {"李", "王", "张", NULL}},       // by pinyin: Li, Wang, Zhang
        {"zh-u-co-stroke", {"王", "李", NULL}}, // 4 and 7 strokes
        {"ar", {"أحمد", "بدر", "زينب", "مصطفى", "هالة", "يوسف", NULL}},
        {"hi", {"अंजलि", "आरव", "कबीर", "ज़ाकिर", "दीया", "नेहा", "रोहन", "हर्ष", NULL}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(lists); i++) {
        struct language *language = language_open(lists[i].tag);
        char before[LANGUAGE_SORT_SIZE] = "", key[LANGUAGE_SORT_SIZE];
        assert_non_null(language);
        assert_true(language_exists(lists[i].tag));
        for (size_t j = 0; lists[i].names[j]; j++) {
            assert_true(language_sort_key(language, lists[i].names[j], NULL, key));
            if (j > 0 &&
                (strcmp(before, key) >= 0 || language_compare(language, lists[i].names[j - 1], lists[i].names[j]) >= 0))
                fail_msg("%s: %s is not before %s", lists[i].tag, lists[i].names[j - 1], lists[i].names[j]);
            memcpy(before, key, sizeof(key));
        }
        language_close(language);
    }
}

/* First by the family name, then by the whole, level by level. */
static void test_pairs(void **state)
{
    (void)state;
    static const char *const people[][2] = {
        {"Abel", "Zoe Abel"}, {"Öberg", "Ada Öberg"}, {"Oberg", "Bea Oberg"}, {"Öberg", "Cid Öberg"}, {"Zay", "Al Zay"},
    };
    struct language *language = language_open("en");
    char before[LANGUAGE_SORT_SIZE] = "", key[LANGUAGE_SORT_SIZE];
    for (size_t i = 0; i < ARRAY_LENGTH(people); i++) {
        assert_true(language_sort_key(language, people[i][0], people[i][1], key));
        assert_true(strcmp(before, key) < 0);
        memcpy(before, key, sizeof(key));
    }
    language_close(language);
}

static void test_tags(void **state)
{
    (void)state;
    static const char *const good[] = {"en", "sv-SE", "de-u-co-phonebk", "zh-Hant-TW", "arz", "hi", "hi-IN"};
    static const char *const bad[] = {
        "",          "e", "xx", "en_GB\n", "en--GB", "english language",
        "../../etc", "1", "-",  "en-",     "zz-ZZ",  "en-u-co-phonebk-en-u-co-phonebk-en-uuu",
        "\xff\xfe"};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
        assert_true(language_exists(good[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (language_exists(bad[i]))
            fail_msg("\"%s\" is no language", bad[i]);
    static const struct {
        const char *tag;
        int day;
    } starts[] = {{"en", 7},    {"en-US", 7}, {"en-GB", 1}, {"sv", 1}, {"ar-EG", 6},
                  {"hi-IN", 7}, {"fa", 6},    {"de", 1},    {"", 1},   {"x y", 1}};
    for (size_t i = 0; i < ARRAY_LENGTH(starts); i++)
        assert_int_equal(language_week_start(starts[i].tag), starts[i].day);
}

/* What web/tests/fold.test.ts holds against the web app. */
static void test_folding(void **state)
{
    (void)state;
    FILE *file = fopen("tests/support/folded.tsv", "r");
    char line[LINE_MAX], folded[LANGUAGE_FOLD_SIZE];
    size_t lines = 0;
    assert_non_null(file);
    for (; fgets(line, sizeof(line), file); lines++) {
        char *tab = strchr(line, '\t');
        assert_non_null(tab);
        *tab = '\0';
        tab[1 + strcspn(tab + 1, "\n")] = '\0';
        assert_true(language_fold(line, folded));
        if (strcmp(folded, tab + 1) != 0)
            fail_msg("%s: %s instead of %s", line, folded, tab + 1);
        assert_true(language_fold(tab + 1, folded)); // once more changes nothing
        assert_string_equal(folded, tab + 1);
    }
    fclose(file);
    assert_true(lines > 40);
}

/* Whatever comes, the keys fit, are whole, and what is cut is cut between characters. */
static void test_hostile(void **state)
{
    (void)state;
    static const char *const pieces[] = {"王", "a",    "\xcc\x88", "ﷺ", "𠮷", "ǅ",
                                         "9",  "\xff", " ",        "ß", "가", "\xf0\x9f\x8e\x93"};
    struct language *language = language_open("en");
    char text[4096], key[LANGUAGE_SORT_SIZE], folded[LANGUAGE_FOLD_SIZE];
    for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++) {
        text[0] = '\0';
        for (size_t size = 0; size + 8 < sizeof(text); size += strlen(pieces[i]))
            snprintf(text + size, sizeof(text) - size, "%s", pieces[i]);
        assert_true(language_sort_key(language, text, NULL, key));
        assert_true(strlen(key) < LANGUAGE_SORT_SIZE);
        assert_int_equal(strspn(key, "0123456789abcdef"), strlen(key));
        assert_true(language_sort_key(language, text, text, key));
        assert_true(language_fold(text, folded));
        assert_true(str_is_text(folded, strlen(folded), false));
    }
    language_close(language);
}

/* ---- the lists of a classroom ---- */

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct board_item item;
};

static const struct {
    const char *name, *email;
} people[] = {
    {"Zoë Aldén", "1@n.example"},  {"Ödön von Horváth", "2@n.example"}, {"anna Zorn", "3@n.example"},
    {"Åsa Berg", "4@n.example"},   {"Émile Zola", "5@n.example"},       {"王小明", "6@n.example"},
    {"Zoe Young", "7@n.example"},  {"Işık Demir", "8@n.example"},       {"Đặng Thị Huyền", "9@n.example"},
    {"محمد علي", "10@n.example"},  {"Emil Åkesson", "11@n.example"},    {"Student 10", "12@n.example"},
    {"Student 2", "13@n.example"},
};

static const char by_name[] = "anna Zorn,Åsa Berg,Đặng Thị Huyền,Emil Åkesson,Émile Zola,Işık Demir,Ödön von Horváth,"
                              "Student 2,Student 10,Zoë Aldén,Zoe Young,محمد علي,王小明,";
static const char swedish[] =
    "anna Zorn,Đặng Thị Huyền,Emil Åkesson,Émile Zola,Işık Demir,Student 2,Student 10,Zoë Aldén,"
    "Zoe Young,Åsa Berg,Ödön von Horváth,محمد علي,王小明,";
static const char by_family[] = "Student 2,Student 10,Emil Åkesson,Zoë Aldén,Åsa Berg,Işık Demir,Ödön von Horváth,"
                                "Đặng Thị Huyền,Zoe Young,Émile Zola,anna Zorn,محمد علي,王小明,";

static struct scene begin(void **state)
{
    struct scene scene = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = scene.f;
    struct classroom_request request = {.subject = "Names", .late_after_minutes = -1, .window_minutes = -1};
    assert_int_equal(classroom_create(f->school, &f->professor, &request, &f->arena, &scene.classroom), FAULT_NONE);
    for (size_t i = 0; i < ARRAY_LENGTH(people); i++)
        fixture_join(f, &scene.classroom, fixture_person(f, ROLE_STUDENT, people[i].name, people[i].email));
    scene.lecture = fixture_lecture(f, scene.classroom.id);
    struct board_request item = {.kind = BOARD_ASSESSMENT, .title = "Essay", .points = 100};
    assert_int_equal(board_add(f->school, &f->professor, scene.classroom.id, &item, &f->arena, &scene.item),
                     FAULT_NONE);
    return scene;
}

static const char *joined(struct scene *scene, const char *list, const struct person *person)
{
    const char *longer = arena_printf(&scene->f->arena, "%s%s,", list, person->name);
    assert_non_null(longer);
    return longer;
}

/* Every list of the classroom's people says `order`. */
static void check_lists(struct scene *scene, const char *order)
{
    struct school_fixture *f = scene->f;
    struct attendance_view view;
    struct roster roster;
    struct register_grid grid;
    struct board_readers readers;
    struct hand_in_list hand_ins;
    int64_t class_id = scene->classroom.id;
    const char *lists[5] = {"", "", "", "", ""};
    assert_int_equal(attendance_view(f->school, &f->professor, scene->lecture.id, &f->arena, &view), FAULT_NONE);
    for (size_t i = 0; i < view.count; i++)
        lists[0] = joined(scene, lists[0], &view.marks[i].student);
    assert_int_equal(register_roster(f->school, &f->professor, class_id, &f->arena, &roster), FAULT_NONE);
    for (size_t i = 0; i < roster.count; i++)
        lists[1] = joined(scene, lists[1], &roster.students[i].student);
    assert_int_equal(register_grid(f->school, &f->professor, class_id, &(struct register_page){0}, &f->arena, &grid),
                     FAULT_NONE);
    for (size_t i = 0; i < grid.count; i++)
        lists[2] = joined(scene, lists[2], &grid.students[i].student);
    assert_int_equal(board_readers(f->school, &f->professor, class_id, scene->item.id, &f->arena, &readers),
                     FAULT_NONE);
    for (size_t i = 0; i < readers.count; i++)
        lists[3] = joined(scene, lists[3], &readers.readers[i].student);
    assert_int_equal(hand_in_list(f->school, &f->professor, class_id, scene->item.id, &f->arena, &hand_ins),
                     FAULT_NONE);
    for (size_t i = 0; i < hand_ins.count; i++)
        lists[4] = joined(scene, lists[4], &hand_ins.hand_ins[i].student);
    for (size_t i = 0; i < ARRAY_LENGTH(lists); i++)
        if (strcmp(lists[i], order) != 0)
            fail_msg("list %zu: %s\ninstead of %s", i, lists[i], order);
}

/* The administrator's list of those of n.example, by small pages. */
static void check_pages(struct scene *scene, const char *order)
{
    struct school_fixture *f = scene->f;
    struct account_filter filter = {.query = "@n.example", .page = {0, 4}};
    struct user_list list;
    const char *names = "";
    do {
        assert_int_equal(account_list(f->school, &f->administrator, &filter, &f->arena, &list), FAULT_NONE);
        assert_int_equal(list.total, ARRAY_LENGTH(people));
        for (size_t i = 0; i < list.count; i++)
            names = joined(scene, names, &(struct person){list.users[i].id, list.users[i].name});
        filter.page.after = list.next;
    } while (list.next);
    assert_string_equal(names, order);
}

static void set(struct school_fixture *f, enum setting setting, const char *value)
{
    struct setting_state changed;
    assert_int_equal(setting_change(f->school, &f->administrator, setting, value, &f->arena, &changed), FAULT_NONE);
    assert_int_equal(school_tick(f->school), FAULT_NONE);
}

static void test_lists(void **state)
{
    struct scene scene = begin(state);
    struct setting_state changed;
    check_lists(&scene, by_name);
    check_pages(&scene, by_name);
    set(scene.f, SETTING_LANGUAGE, "sv-SE");
    check_lists(&scene, swedish);
    check_pages(&scene, swedish);
    set(scene.f, SETTING_LANGUAGE, "en");
    set(scene.f, SETTING_NAMES_BY, "family");
    check_lists(&scene, by_family);
    check_pages(&scene, by_family);
    set(scene.f, SETTING_NAMES_BY, "written");
    check_lists(&scene, by_name);
    assert_int_equal(
        setting_change(scene.f->school, &scene.f->administrator, SETTING_LANGUAGE, "xx", &scene.f->arena, &changed),
        FAULT_SETTING_INVALID);
    school_fixture_close(scene.f);
}

static void test_classrooms(void **state)
{
    static const char *const subjects[] = {"Statistik 10", "Statistik 9", "Ökologie", "Algebra", "Zoologie"};
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom_list list;
    struct classroom classroom;
    const char *names = "";
    for (size_t i = 0; i < ARRAY_LENGTH(subjects); i++) {
        struct classroom_request request = {.subject = subjects[i], .late_after_minutes = -1, .window_minutes = -1};
        assert_int_equal(classroom_create(f->school, &f->professor, &request, &f->arena, &classroom), FAULT_NONE);
    }
    struct classroom_change change = classroom_no_change();
    change.subject = "Biologie"; // Zoologie
    assert_int_equal(classroom_change(f->school, &f->professor, classroom.id, &change, &f->arena, &classroom),
                     FAULT_NONE);
    assert_int_equal(classroom_list(f->school, &f->professor, &(struct page){.limit = PAGE_MAX}, &f->arena, &list),
                     FAULT_NONE);
    for (size_t i = 0; i < list.count; i++)
        names = arena_printf(&f->arena, "%s%s,", names, list.classrooms[i].subject);
    assert_string_equal(names, "Algebra,Biologie,Ökologie,Statistik 9,Statistik 10,");
    school_fixture_close(f);
}

/* ---- finding ---- */

static void test_search(void **state)
{
    static const struct {
        const char *query, *found;
    } searches[] = {
        {"odon", "Ödön von Horváth,"},
        {"HORVATH od", "Ödön von Horváth,"},
        {"zoë", "Zoë Aldén,Zoe Young,"},
        {"ZOË", "Zoë Aldén,Zoe Young,"},
        {"isik", "Işık Demir,"},
        {"dang huyen", "Đặng Thị Huyền,"},
        {"مُحَمَّد", "محمد علي,"},
        {"小明", "王小明,"},
        {"emile", "Émile Zola,"},
        {"zoe aldén y", ""},
        {"%", ""},
        {"_", ""},
        {"a b c d e f", ""},
        {"11@n.EXAMPLE", "Emil Åkesson,"},
        {"' OR 1=1 --", ""},
    };
    struct scene scene = begin(state);
    struct school_fixture *f = scene.f;
    for (size_t i = 0; i < ARRAY_LENGTH(searches); i++) {
        struct account_filter filter = {.query = searches[i].query, .page = {0, PAGE_MAX}};
        struct user_list list;
        const char *names = "";
        assert_int_equal(account_list(f->school, &f->administrator, &filter, &f->arena, &list), FAULT_NONE);
        assert_int_equal(list.total, list.count);
        for (size_t j = 0; j < list.count; j++)
            names = joined(&scene, names, &(struct person){list.users[j].id, list.users[j].name});
        if (strcmp(names, searches[i].found) != 0)
            fail_msg("%s: found %s instead of %s", searches[i].query, names, searches[i].found);
    }
    school_fixture_close(f);
}

/* ---- family names ---- */

static void test_family_names(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct person_detail detail;
    struct person_edit edit = {.name = "Gabriel García Márquez", .family_name = " García Márquez "};
    int64_t id = f->student.user_id;
    assert_int_equal(people_edit(f->school, &f->administrator, id, &edit, &f->arena, &detail), FAULT_NONE);
    assert_string_equal(detail.user.family_name, "García Márquez");
    // It goes on with a new name that has it in it, and not with another.
    edit = (struct person_edit){.name = "Gabo García Márquez"};
    assert_int_equal(people_edit(f->school, &f->administrator, id, &edit, &f->arena, &detail), FAULT_NONE);
    assert_string_equal(detail.user.family_name, "García Márquez");
    edit = (struct person_edit){.external_id = "S1"};
    assert_int_equal(people_edit(f->school, &f->administrator, id, &edit, &f->arena, &detail), FAULT_NONE);
    assert_string_equal(detail.user.family_name, "García Márquez");
    struct user user;
    assert_int_equal(
        account_edit(f->school, &f->student, &(struct account_edit){.name = "Gabo Soto"}, &f->arena, &user),
        FAULT_NONE);
    assert_null(user.family_name);
    assert_int_equal(
        account_edit(f->school, &f->student, &(struct account_edit){.family_name = "Soto"}, &f->arena, &user),
        FAULT_NONE);
    assert_string_equal(user.family_name, "Soto");
    assert_int_equal(account_edit(f->school, &f->student, &(struct account_edit){.family_name = " "}, &f->arena, &user),
                     FAULT_NONE);
    assert_null(user.family_name);
    assert_int_equal(
        account_edit(f->school, &f->student, &(struct account_edit){.family_name = "a\nb"}, &f->arena, &user),
        FAULT_NAME_INVALID);
    school_fixture_close(f);
}

/* The given one decides where it is known, not the last word. */
static void test_known_family_name(void **state)
{
    struct scene scene = begin(state);
    struct school_fixture *f = scene.f;
    struct person_detail detail;
    struct user_list list;
    struct account_filter filter = {.query = "@n.example", .page = {0, PAGE_MAX}};
    int64_t id = fixture_number(f, "SELECT id FROM users WHERE email = '9@n.example'");
    set(f, SETTING_NAMES_BY, "family");
    struct person_edit edit = {.family_name = "Đặng"};
    assert_int_equal(people_edit(f->school, &f->administrator, id, &edit, &f->arena, &detail), FAULT_NONE);
    assert_int_equal(account_list(f->school, &f->administrator, &filter, &f->arena, &list), FAULT_NONE);
    assert_string_equal(list.users[5].name, "Đặng Thị Huyền"); // before Demir
    school_fixture_close(f);
}

/* ---- making keys anew ---- */

static int64_t keyless(struct school_fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM users WHERE sort_key = '' OR search_key = ''");
}

static void reopen(struct school_fixture *f)
{
    struct school_config config = f->school->config;
    school_close(f->school);
    f->school = school_open(&config);
    assert_non_null(f->school);
}

/* A database of an older release, of more people than a unit takes, gets its keys at the opening, and goes on where a
 * server that died had ended. */
static void test_going_forward(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    fixture_sql(f, "INSERT INTO users (name, role, email, created_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
                   " SELECT i + 1 FROM n WHERE i < 900) SELECT 'Zoe', 'student', 'a' || i || '@n.example', 1 FROM n");
    fixture_sql(f, "INSERT INTO users (name, role, email, created_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
                   " SELECT i + 1 FROM n WHERE i < 900) SELECT 'Ada', 'student', 'b' || i || '@n.example', 1 FROM n");
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE classrooms SET sort_key = ''");
    fixture_sql(f, "DELETE FROM settings WHERE name = 'names_ordered'");
    reopen(f);
    assert_int_equal(keyless(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms WHERE sort_key = ''"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT sort_key) FROM users WHERE email LIKE '%@n.example'"), 2);
    assert_true(classroom.id > 0);

    // Up to here somebody had come: what stands behind is made, what stands before is not looked at.
    int64_t middle = fixture_number(f, "SELECT MIN(id) FROM users WHERE email LIKE 'b%@n.example'");
    char sql[200];
    fixture_sql(f, "UPDATE users SET sort_key = '', search_key = ''");
    snprintf(sql, sizeof(sql),
             "UPDATE settings SET value = REPLACE(value, ' 2 0', ' 0 %lld') WHERE name = 'names_ordered'",
             (long long)middle);
    fixture_sql(f, sql);
    reopen(f);
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM users WHERE sort_key <> '' AND id < %lld", (long long)middle);
    assert_int_equal(fixture_number(f, sql), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE sort_key <> ''"), 900);
    school_fixture_close(f);
}

/* Another version of ICU: at the opening, not while another server of the other version runs. What nobody wrote as it
 * stands there is made anew. */
static void test_versions(void **state)
{
    static const char *const values[] = {"en-GB/written 1/0.0/0 2 0", "",          "nonsense",
                                         "en-GB/written 1 2",         "a b 99 -1", "en-GB/written 1/0.0/0 99 7"};
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    char sql[200];
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        fixture_sql(f, "UPDATE users SET sort_key = '', search_key = ''");
        snprintf(sql, sizeof(sql), "UPDATE settings SET value = '%s' WHERE name = 'names_ordered'", values[i]);
        fixture_sql(f, sql);
        assert_int_equal(school_tick(f->school), FAULT_NONE);
        if (i == 0)
            assert_true(keyless(f) > 0);
        reopen(f);
        assert_int_equal(keyless(f), 0);
    }
    // A tick with nothing to do writes nothing.
    int64_t commits = fixture_number(f, "SELECT MAX(updated_at) FROM settings");
    fixture_wait(f, MINUTE);
    assert_int_equal(school_tick(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT MAX(updated_at) FROM settings WHERE name = 'names_ordered'"), commits);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages),     cmocka_unit_test(test_pairs),     cmocka_unit_test(test_tags),
        cmocka_unit_test(test_folding),       cmocka_unit_test(test_hostile),   TEST_ON_BOTH(test_lists),
        TEST_ON_BOTH(test_classrooms),        TEST_ON_BOTH(test_search),        TEST_ON_BOTH(test_family_names),
        TEST_ON_BOTH(test_known_family_name), TEST_ON_BOTH(test_going_forward), TEST_ON_BOTH(test_versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
