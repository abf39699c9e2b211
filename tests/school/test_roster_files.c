/* SPDX-License-Identifier: MIT */
/* OneRoster archives as systems and people make them: 1.1, folders, Macs, UTF-16, no manifest; who becomes what; what a
 * roster takes away again; hundreds of damaged ones. */
#include "school/unit.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/join.h"
#include "school/common/fault.h"
#include "school/imports/import.h"
#include "school/imports/roster/import_roster.h"
#include "school/jobs/job.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/import_scene.h"
#include "support/zip_file.h"

enum { PARTS_MAX = 40, TEXT_MAX = 1 << 20 };

#define ALL                                                                                                            \
    "file.academicSessions,bulk\nfile.categories,absent\nfile.classes,bulk\nfile.classResources,absent\n"              \
    "file.courses,bulk\nfile.courseResources,absent\nfile.demographics,bulk\nfile.enrollments,bulk\n"                  \
    "file.lineItems,absent\nfile.orgs,bulk\nfile.resources,absent\nfile.results,absent\nfile.users,bulk\n"

static const char manifest_1_1[] = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n" ALL;
static const char manifest_1_2[] = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n" ALL
                                   "file.roles,bulk\nfile.userProfiles,absent\nfile.userResources,absent\n";

/* Every column of the standard, in its order. */
static const char orgs[] = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
                           "o1,,,Upper School,school,S1,\n"
                           "o2,,,Science,department,,o1\n"
                           "o3,,,Botany,school,,o2\n";
static const char sessions[] =
    "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
    "y1,,,2026-2027,schoolYear,2026-01-01,2098-07-31,,2027\n"
    "t1,,,Long term,term,2026-01-01,2098-01-15,y1,2027\n"
    "t0,,,Long ago,term,2001-08-01,2002-01-15,,2002\n";
static const char courses[] =
    "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\n"
    "c1,,,y1,Biology,BIO,\"09,10\",o2,\"Science, Biology\",\n";
static const char classes[] =
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods\n"
    "k1,,,\"Biology, period 1\",\"09,10\",c1,BIO-1,scheduled,R 12,o1,\"y1,t1\",,,\"1,2\"\n"
    "k2,,,,09,c1,,homeroom,,o3,t1,,,\n"
    "k3,,,Chemistry,09,c9,CH,scheduled,R 13,o1,t1,,,\n"
    "k4,,,Old Biology,09,c1,OLD,scheduled,R 13,o1,t0,,,\n";
static const char roles_1_2[] = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
                                "orgSourcedId,userProfileSourcedId\n"
                                "r1,,,u1,primary,teacher,,,o1,\n"
                                "r2,,,u2,primary,student,,,o1,\n"
                                "r3,,,u3,primary,guardian,,,o1,\n"
                                "r4,,,u4,primary,student,,,o1,\n"
                                "r5,,,u5,primary,siteAdministrator,,,o1,\n"
                                "r6,,,u6,primary,guardian,,,o1,\n"
                                "r7,,,u6,secondary,teacher,,,o1,\n"
                                "r8,,,u7,primary,student,,,o1,\n"
                                "r9,,,u7,secondary,aide,,,o1,\n"
                                "r10,,,u8,primary,relative,,,o1,\n";
static const char users_1_2[] =
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
    "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns,metadata.ours.bus\n"
    "u1,,,true,tteach,,Tia,Teach,,T1,tia@mh.example,,,,,,,,,,,o1,,\n"
    "u2,,,true,skid,\"{LDAP:skid},{Fed:9}\",Samuel,Kid,Q.,001042,sam.kid@mh.example,,,u3,09,,,,Sam,,,o1,they/them,4\n"
    "u3,,,true,pkid,,Pat,Kid,,,sam.kid@mh.example,,,u2,,,,,,,,o1,,\n"
    "u4,,,true,nina,,Nina,Mail,,001043,nina@mh.example,,,,09,,,,,,,o1,,\n"
    "u5,,,true,adm,,Ann,Admin,,,ann@mh.example,,,,,,,,,,,o1,,\n"
    "u6,,,true,both,,Bo,Both,,T2,bo@mh.example,,,,,,,,,,,o1,,\n"
    "u7,,,true,ida,,Ida,Aide,,001044,ida@mh.example,,,,11,,,,,,,o1,,\n"
    "u8,,,true,rel,,Rel,Ative,,,rel@mh.example,,,,,,,,,,,o1,,\n";
static const char users_1_1[] =
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password\n"
    "u1,active,2026-01-01T00:00:00.000Z,true,o1,teacher,tteach,,Tia,Teach,,T1,tia@mh.example,,,,,\n"
    "u2,active,2026-01-01T00:00:00.000Z,true,o1,student,skid,,Sam,Kid,Q.,001042,sam.kid@mh.example,,,u3,09,\n"
    "u3,active,2026-01-01T00:00:00.000Z,true,o1,guardian,pkid,,Pat,Kid,,,sam.kid@mh.example,,,u2,,\n"
    "u4,active,2026-01-01T00:00:00.000Z,true,o1,student,nina,,Nina,Mail,,001043,nina@mh.example,,,,09,\n"
    "u5,active,2026-01-01T00:00:00.000Z,true,o1,administrator,adm,,Ann,Admin,,,ann@mh.example,,,,,\n";
static const char enrollments[] =
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
    "e1,,,k1,o1,u1,teacher,true,,\n"
    "e2,,,k1,o1,u2,student,false,2026-01-01,2098-01-15\n"
    "e3,,,k2,o1,u1,teacher,true,,\n"
    "e4,,,k1,o1,u4,student,false,,\n"
    "e5,,,k3,o1,u1,teacher,true,,\n"
    "e6,,,k3,o1,u2,student,false,2097-01-01,\n"
    "e7,,,k3,o1,u4,student,false,2001-01-01,2002-01-01\n"
    "e8,,,k1,o1,u5,proctor,false,,\n"
    "e9,,,k4,o1,u2,student,false,,\n";
static const char demographics[] = "sourcedId,status,dateLastModified,birthDate,sex\nu2,,,2011-01-01,female\n";

static const struct zip_part school_1_2[] = {
    {"manifest.csv", manifest_1_2, 0},     {"orgs.csv", orgs, 0},
    {"academicSessions.csv", sessions, 0}, {"courses.csv", courses, 0},
    {"classes.csv", classes, 0},           {"roles.csv", roles_1_2, 0},
    {"users.csv", users_1_2, 0},           {"enrollments.csv", enrollments, 0},
    {"demographics.csv", demographics, 0},
};

static const struct zip_part school_1_1[] = {
    {"manifest.csv", manifest_1_1, 0},     {"orgs.csv", orgs, 0},
    {"academicSessions.csv", sessions, 0}, {"courses.csv", courses, 0},
    {"classes.csv", classes, 0},           {"users.csv", users_1_1, 0},
    {"enrollments.csv", enrollments, 0},   {"demographics.csv", demographics, 0},
};

/* ---- how it is brought in ---- */

static struct job apply(struct school_fixture *f, const struct job *dry, int64_t confirm)
{
    struct job job;
    assert_int_equal(import_apply_confirmed(f->school, &f->administrator, 0, dry->id, confirm, &f->arena, &job),
                     FAULT_NONE);
    job = import_worked(f, &f->administrator, job.id);
    assert_int_equal(job.state, JOB_DONE);
    return job;
}

/* "users.csv:2 ignored role_unsaid x;" of the outcome, of all files. */
static const char *told(struct school_fixture *f, int64_t job_id, enum job_outcome outcome)
{
    struct job_row_list list;
    struct page page = {.limit = PAGE_MAX};
    const char *text = "";
    assert_int_equal(job_rows(f->school, &f->administrator, job_id, outcome, &page, &f->arena, &list), FAULT_NONE);
    for (size_t i = 0; i < list.count; i++) {
        const struct job_row *row = &list.rows[i];
        if (row->reason)
            assert_string_not_equal(import_sentence(row->reason, &f->arena), "");
        text = arena_printf(&f->arena, "%s%s:%lld %s %s;", text, row->file, (long long)row->line,
                            row->reason ? row->reason : "-", row->subject);
    }
    return text;
}

/* The archive goes in, and once more changes nothing. */
static struct job bring(struct school_fixture *f, const struct zip_part *parts, size_t count)
{
    struct job job = import_roster_files_tried(f, parts, count);
    if (job.state != JOB_DONE)
        fail_msg("%s", job.detail);
    struct job done = apply(f, &job, job.takes);
    for (int outcome = 0; outcome < JOB_OUTCOME_COUNT; outcome++)
        assert_int_equal(done.rows[outcome], job.rows[outcome]);
    job = import_roster_files_tried(f, parts, count);
    if (job.rows[JOB_CREATED] + job.rows[JOB_UPDATED] > 0)
        fail_msg("%s%s", told(f, job.id, JOB_CREATED), told(f, job.id, JOB_UPDATED));
    return done;
}

static const struct zip_part *with(struct zip_part *parts, const struct zip_part *base, size_t count, const char *name,
                                   const char *text)
{
    memcpy(parts, base, count * sizeof(*parts));
    for (size_t i = 0; i < count; i++)
        if (strcmp(parts[i].name, name) == 0)
            parts[i].text = text;
    return parts;
}

static int64_t people(struct school_fixture *f, const char *role)
{
    return fixture_number(
        f,
        arena_printf(&f->arena, "SELECT COUNT(*) FROM users WHERE role = '%s' AND email LIKE '%%@mh.example'", role));
}

/* ---- tests ---- */

static void test_1_2(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job done = bring(f, school_1_2, ARRAY_LENGTH(school_1_2));
    assert_string_equal(told(f, done.id, JOB_REFUSED), "");
    assert_string_equal(told(f, done.id, JOB_IGNORED),
                        "classes.csv:5 term_over Old Biology;enrollments.csv:7 part_not_begun e6;"
                        "enrollments.csv:9 role_without_part e8;"
                        "users.csv:0 role_without_account guardian: 1;users.csv:0 role_without_account relative: 1;"
                        "users.csv:0 role_without_account siteAdministrator: 1;");
    assert_int_equal(people(f, "professor"), 2);
    assert_int_equal(people(f, "student"), 3);
    assert_int_equal(people(f, "administrator"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = 'Sam Kid' AND programme = '09' AND"
                                       " external_id = '001042'"),
                     1);
    // The room of lectures that are planned without one, and departments: the class's, or its course's, or one above.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms WHERE subject = 'Biology, period 1' AND"
                                       " term = 'Long term' AND department = 'Science' AND room = 'R 12'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms WHERE subject = 'Biology' AND section = 'BIO'"
                                       " AND department = 'Science' AND room IS NULL"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms WHERE subject = 'Chemistry' AND department IS"
                                       " NULL AND room = 'R 13'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), 2);
    school_fixture_close(f);
}

static void test_1_1(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job done = bring(f, school_1_1, ARRAY_LENGTH(school_1_1));
    assert_string_equal(told(f, done.id, JOB_REFUSED), "");
    assert_string_equal(told(f, done.id, JOB_IGNORED),
                        "classes.csv:5 term_over Old Biology;enrollments.csv:7 part_not_begun e6;"
                        "enrollments.csv:9 role_without_part e8;"
                        "users.csv:0 role_without_account guardian: 1;"
                        "users.csv:0 role_without_account administrator: 1;");
    assert_int_equal(people(f, "professor"), 1);
    assert_int_equal(people(f, "student"), 2);
    assert_int_equal(people(f, "administrator"), 0);
    school_fixture_close(f);
}

/* UTF-16 with its mark, as Excel's "Unicode text". */
static size_t widen(const char *text, char *out)
{
    size_t size = 0;
    out[size++] = '\xff';
    out[size++] = '\xfe';
    for (; *text; text++) {
        out[size++] = *text;
        out[size++] = '\0';
    }
    return size;
}

/* However it was zipped, it is the same school. */
static void test_shapes(void **state)
{
    static char wide[ARRAY_LENGTH(school_1_2)][4 * sizeof(users_1_2)];
    static const char *const names[] = {"MANIFEST.CSV", "Orgs.csv",        "academicsessions.csv",
                                        "COURSES.CSV",  "classes.CSV",     "Roles.Csv",
                                        "Users.csv",    "ENROLLMENTS.csv", "x.csv"};
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job first = bring(f, school_1_2, ARRAY_LENGTH(school_1_2));
    for (int shape = 0; shape < 5; shape++) {
        struct zip_part parts[PARTS_MAX];
        size_t count = ARRAY_LENGTH(school_1_2);
        memcpy(parts, school_1_2, sizeof(school_1_2));
        for (size_t i = 0; i < ARRAY_LENGTH(school_1_2); i++) {
            if (shape == 0)
                parts[i].name = arena_printf(&f->arena, "Spring export/%s", parts[i].name);
            if (shape == 1)
                parts[count++] =
                    (struct zip_part){arena_printf(&f->arena, "__MACOSX/._%s", parts[i].name), "\x05\x16\x07", 3};
            if (shape == 2)
                parts[i] = (struct zip_part){parts[i].name, wide[i], widen(parts[i].text, wide[i])};
            if (shape == 3)
                parts[i].name = names[i];
            if (shape == 4)
                parts[i].name = arena_printf(&f->arena, "a\\%s", parts[i].name);
        }
        if (shape == 1) {
            parts[count++] = (struct zip_part){".DS_Store", "x", 1};
            parts[count++] = (struct zip_part){"Thumbs.db", "x", 1};
        }
        struct job done = bring(f, parts, count);
        assert_string_equal(told(f, done.id, JOB_REFUSED), "");
        assert_string_equal(told(f, done.id, JOB_IGNORED), told(f, first.id, JOB_IGNORED));
        assert_int_equal(done.rows[JOB_UNCHANGED], first.rows[JOB_UNCHANGED] + first.rows[JOB_CREATED]);
    }
    school_fixture_close(f);
}

/* Without a manifest the names say what is what; then nobody is missed. Without courses, sessions and orgs it goes on.
 */
static void test_no_manifest(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct zip_part parts[] = {
        {"classes.csv", classes, 0}, {"users.csv", users_1_1, 0}, {"enrollments.csv", enrollments, 0}};
    struct job done = bring(f, parts, ARRAY_LENGTH(parts));
    assert_string_equal(told(f, done.id, JOB_REFUSED),
                        "classes.csv:3 text_invalid k2;classes.csv:5 teacher_missing Old Biology;"
                        "enrollments.csv:4 class_refused e3;enrollments.csv:10 class_refused e9;");
    assert_non_null(strstr(told(f, done.id, JOB_IGNORED), ";manifest.csv:0 manifest_guessed ;"));
    const struct zip_part fewer[] = {
        {"enrollments.csv", "sourcedId,classSourcedId,userSourcedId,role\ne2,k1,u2,student\n", 0}};
    struct job dry = import_roster_files_tried(f, fewer, 1);
    assert_int_equal(dry.rows[JOB_UPDATED], 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), 2);
    school_fixture_close(f);
}

/* A child signed up under its mother's address keeps its name; an account that is there keeps its role. */
static void test_accounts_there(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct zip_part parts[PARTS_MAX];
    const char *users = "sourcedId,role,givenName,familyName,email\n"
                        "g1,guardian,Mother,Of Sam,sam@college.example\n"
                        "g2,student,Ada,Professor,prof@college.example\n"
                        "g3,aide,Only,Aide,aide@mh.example\n"
                        "g4,,Un,Said,unsaid@mh.example\n";
    fixture_sql(f, "UPDATE users SET email = 'prof@college.example' WHERE id = (SELECT MIN(id) FROM"
                   " (SELECT id FROM users WHERE role = 'professor') AS p)");
    int64_t professors = fixture_number(f, "SELECT COUNT(*) FROM users WHERE role = 'professor'");
    struct job dry = import_roster_files_tried(f, with(parts, school_1_1, 8, "users.csv", users), 8);
    struct job done = apply(f, &dry, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name LIKE 'Mother%'"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE role = 'professor'"), professors);
    assert_int_equal(people(f, "student"), 0);
    const char *ignored = told(f, done.id, JOB_IGNORED);
    assert_non_null(strstr(ignored, "users.csv:5 role_unsaid unsaid@mh.example;"));
    assert_non_null(strstr(ignored, "role_without_account guardian: 1;users.csv:0 role_without_account aide: 1;"));
    school_fixture_close(f);
}

/* `count` students in k1 and k2, all by the roster; rows from `first` on. */
static const char *places(struct school_fixture *f, int first, int count, const char *more)
{
    char *text = arena_alloc(&f->arena, TEXT_MAX);
    size_t used = (size_t)snprintf(
        text, TEXT_MAX, "sourcedId,status,classSourcedId,userSourcedId,role,primary\ne0,,k1,p0,teacher,true\n");
    for (int i = first; i < count; i++)
        used += (size_t)snprintf(text + used, TEXT_MAX - used, "s%d,,k1,p%d,student,\n", i, i + 1);
    snprintf(text + used, TEXT_MAX - used, "%s", more);
    return text;
}

static const char *crowd(struct school_fixture *f, int count)
{
    char *text = arena_alloc(&f->arena, TEXT_MAX);
    size_t used = (size_t)snprintf(text, TEXT_MAX,
                                   "sourcedId,role,givenName,familyName,email,identifier\n"
                                   "p0,teacher,Tia,Teach,p0@mh.example,N0\n");
    for (int i = 1; i <= count; i++)
        used +=
            (size_t)snprintf(text + used, TEXT_MAX - used, "p%d,student,Kid,No %d,p%d@mh.example,N%d\n", i, i, i, i);
    return text;
}

static int64_t in_class(struct school_fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM students");
}

/* Half of the school: it asks, and takes only the right number for an answer. */
static void takes_half(struct school_fixture *f, struct zip_part *parts, size_t count, const char *half)
{
    struct job job;
    const int64_t before = in_class(f);
    parts[3].text = half;
    struct job dry = import_roster_files_tried(f, parts, count);
    assert_int_equal(dry.takes, 18);
    assert_true(import_asks(&dry));
    assert_int_equal(import_apply(f->school, &f->administrator, 0, dry.id, &f->arena, &job), FAULT_IMPORT_TAKES_AWAY);
    assert_int_equal(import_apply_confirmed(f->school, &f->administrator, 0, dry.id, 17, &f->arena, &job),
                     FAULT_IMPORT_TAKES_AWAY);
    assert_int_equal(in_class(f), before);
    apply(f, &dry, 18);
    assert_int_equal(in_class(f), before - 18);
}

/* What a roster has put there goes when it is named no more; by hand stays by hand; much of it only when told so. */
static void test_takes_away(void **state)
{
    enum { COUNT = 40 };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct person added;
    struct zip_part parts[] = {{"manifest.csv", manifest_1_1, 0},
                               {"users.csv", crowd(f, COUNT), 0},
                               {"classes.csv", "sourcedId,title\nk1,Biology\n", 0},
                               {"enrollments.csv", places(f, 0, COUNT, ""), 0},
                               {"orgs.csv", orgs, 0},
                               {"courses.csv", courses, 0},
                               {"academicSessions.csv", sessions, 0},
                               {"demographics.csv", demographics, 0}};
    const size_t count = ARRAY_LENGTH(parts);
    bring(f, parts, count);
    assert_int_equal(in_class(f), COUNT);
    int64_t class_id = fixture_number(f, "SELECT id FROM classrooms WHERE subject = 'Biology'");
    struct actor teacher = {.user_id =
                                fixture_number(f, "SELECT professor_id FROM classrooms WHERE subject = 'Biology'"),
                            .role = ROLE_PROFESSOR};
    assert_int_equal(join_add(f->school, &teacher, class_id, "sam@college.example", &f->arena, &added), FAULT_NONE);

    // Two of forty: it just happens, and what they did stays.
    parts[3].text = places(f, 2, COUNT, "");
    struct job dry = import_roster_files_tried(f, parts, count);
    assert_int_equal(dry.takes, 2);
    assert_int_equal(dry.takes_of, COUNT);
    assert_false(import_asks(&dry));
    assert_string_equal(told(f, dry.id, JOB_UPDATED),
                        "enrollments.csv:0 place_absent s0;enrollments.csv:0 place_absent s1;");
    bring(f, parts, count);
    assert_int_equal(in_class(f), COUNT - 2 + 1);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM memberships WHERE left_at IS NOT NULL AND left_by_self = 0"), 2);

    // Somebody whom the roster put out and a hand put in again is the hand's.
    assert_int_equal(join_add(f->school, &teacher, class_id, "p1@mh.example", &f->arena, &added), FAULT_NONE);
    parts[3].text = places(f, 2, COUNT, "s0,tobedeleted,k1,p1,student,\n");
    dry = import_roster_files_tried(f, parts, count);
    assert_int_equal(dry.takes, 0);
    assert_string_equal(told(f, dry.id, JOB_IGNORED), "enrollments.csv:41 place_by_hand s0;");

    // Three, of which one is to be deleted, one comes under another id and one is gone: more than 5 %, and two of them.
    parts[3].text = places(f, 5, COUNT, "s2,tobedeleted,k1,p3,student,\nz3,,k1,p4,student,\n");
    dry = import_roster_files_tried(f, parts, count);
    assert_string_equal(told(f, dry.id, JOB_UPDATED),
                        "enrollments.csv:38 place_ends s2;enrollments.csv:0 place_absent s4;");
    assert_int_equal(dry.takes, 2);
    assert_false(import_asks(&dry));

    takes_half(f, parts, count, places(f, COUNT / 2, COUNT, ""));

    // A row that nobody can read may be the one that is missing.
    parts[3].text = places(f, COUNT - 2, COUNT, "\"s9,,k1,p9,\x01student,\n");
    dry = import_roster_files_tried(f, parts, count);
    assert_int_equal(dry.takes, 0);
    assert_string_equal(told(f, dry.id, JOB_IGNORED), "enrollments.csv:0 absent_unsure ;");
    // Nor does a delta say who is missing.
    parts[0].text = "propertyName,value\noneroster.version,1.1\nfile.enrollments,delta\n";
    parts[3].text = places(f, COUNT - 2, COUNT, "");
    assert_int_equal(import_roster_files_tried(f, parts, count).takes, 0);
    school_fixture_close(f);
}

/* A lecture that is planned without a room is where its class meets. */
static void test_room(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct lecture lecture;
    bring(f, school_1_2, ARRAY_LENGTH(school_1_2));
    int64_t class_id = fixture_number(f, "SELECT id FROM classrooms WHERE room = 'R 12'");
    struct actor teacher = {.user_id = fixture_number(f, "SELECT professor_id FROM classrooms WHERE room = 'R 12'"),
                            .role = ROLE_PROFESSOR};
    int64_t now = fixture_number(f, "SELECT MAX(created_at) FROM classrooms");
    struct lecture_request request = {.title = "One", .starts_at = now + HOUR, .ends_at = now + 2 * HOUR};
    assert_int_equal(lecture_create(f->school, &teacher, class_id, &request, &f->arena, &lecture), FAULT_NONE);
    assert_string_equal(lecture.room, "R 12");
    request = (struct lecture_request){
        .title = "Two", .room = "Hall", .starts_at = now + 3 * HOUR, .ends_at = now + 4 * HOUR};
    assert_int_equal(lecture_create(f->school, &teacher, class_id, &request, &f->arena, &lecture), FAULT_NONE);
    assert_string_equal(lecture.room, "Hall");
    school_fixture_close(f);
}

/* The archives that people have sent, where they are. */
static void test_cases(void **state)
{
    static const char *const names[] = {"oneroster-1.1", "oneroster-folder", "oneroster-guardian", "oneroster-macosx"};
    struct stat there;
    if (stat("../shared/cases/oneroster-1.1.zip", &there) != 0) {
        print_message("the archives of ../shared/cases are not here: they are not tried\n");
        skip();
    }
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        char *bytes = arena_alloc(&f->arena, TEXT_MAX);
        FILE *file = fopen(arena_printf(&f->arena, "../shared/cases/%s.zip", names[i]), "rb");
        assert_non_null(file);
        size_t size = fread(bytes, 1, TEXT_MAX, file);
        fclose(file);
        struct job dry = import_roster_tried(f, bytes, size);
        assert_int_equal(dry.state, JOB_DONE);
        apply(f, &dry, 0);
        assert_null(strstr(told(f, dry.id, JOB_IGNORED), "column_unknown"));
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name IN ('Pat Kid', 'Ann Admin')"), 0);
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 2);
        dry = import_roster_tried(f, bytes, size);
        assert_int_equal(dry.rows[JOB_CREATED] + dry.rows[JOB_UPDATED], 0);
    }
    school_fixture_close(f);
}

/* ---- damage ---- */

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Another text with one cell or byte of it changed. */
static const char *spoiled(struct school_fixture *f, const char *text, uint64_t *seed)
{
    static const char *const odd[] = {"\"",          ",",    "\n",   "\r",      "\xff", "\x01",
                                      "tobedeleted", "u1",   "k9",   "teacher", "=1+1", "\xe2\x80\xae",
                                      "9999-99-99",  "true", "\"\"", ";",       "\t"};
    size_t size = strlen(text), at = next_random(seed) % size, cut = next_random(seed) % 6;
    const char *in = odd[next_random(seed) % ARRAY_LENGTH(odd)];
    return arena_printf(&f->arena, "%.*s%s%s", (int)at, text, in, text + at + (at + cut < size ? cut : 0));
}

/* 250 with a changed cell, 250 with a changed byte of the zip: none crashes, none changes anything by itself, and a row
 * costs no file. */
static void test_damage(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    uint64_t seed = 88172645463325252;
    bring(f, school_1_2, ARRAY_LENGTH(school_1_2));
    const int64_t users = fixture_number(f, "SELECT COUNT(*) FROM users"), students = in_class(f);
    size_t size, done = 0;
    unsigned char *bytes = zip_file(school_1_2, ARRAY_LENGTH(school_1_2), &size);
    for (int i = 0; i < 250; i++) {
        size_t at = next_random(&seed) % size;
        unsigned char before = bytes[at];
        bytes[at] = (unsigned char)next_random(&seed);
        struct job job = import_roster_tried(f, bytes, size);
        assert_true(job.state == JOB_FAILED || job.state == JOB_DONE);
        bytes[at] = before;
    }
    free(bytes);
    for (int i = 0; i < 250; i++) {
        struct zip_part parts[PARTS_MAX];
        size_t part = 1 + next_random(&seed) % (ARRAY_LENGTH(school_1_2) - 1);
        memcpy(parts, school_1_2, sizeof(school_1_2));
        const char *text = parts[part].text, *body = strchr(text, '\n') + 1;
        parts[part].text = arena_printf(&f->arena, "%.*s%s", (int)(body - text), text, spoiled(f, body, &seed));
        struct job job = import_roster_files_tried(f, parts, ARRAY_LENGTH(school_1_2));
        if (job.state != JOB_DONE)
            fail_msg("%s\n%s", job.detail, parts[part].text);
        done++;
    }
    assert_int_equal(done, 250);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users"), users);
    assert_int_equal(in_class(f), students);
    school_fixture_close(f);
}

/* AMS_ROSTER_PEOPLE=20000: as many, each in five classes, twice; otherwise 300. */
static void test_many(void **state)
{
    const char *most = getenv("AMS_ROSTER_PEOPLE");
    int64_t told_count = 300;
    if (most)
        assert_true(str_to_int(most, 1, 30000, &told_count));
    const int count = (int)told_count, width = 30;
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    size_t room = (size_t)count * 400 + TEXT_MAX, used = 0, classes_used = 0, people_used = 0;
    char *text = malloc(room), *named = malloc(room), *users = malloc(room);
    people_used = (size_t)snprintf(users, room, "sourcedId,role,givenName,familyName,email,identifier\n");
    classes_used = (size_t)snprintf(named, room, "sourcedId,title,classCode\n");
    used = (size_t)snprintf(text, room, "sourcedId,classSourcedId,userSourcedId,role,primary\n");
    for (int i = 0; i < count; i++) {
        bool teaches = i % width == 0;
        people_used += (size_t)snprintf(users + people_used, room - people_used,
                                        "user-%d,%s,Given %d,Family %d,p%d@mh.example,N%d\n", i,
                                        teaches ? "teacher" : "student", i, i, i, i);
        if (teaches)
            classes_used += (size_t)snprintf(named + classes_used, room - classes_used, "class-%d,Class %d,C%d\n",
                                             i / width, i / width, i);
        for (int k = 0; k < (teaches ? 1 : 5); k++)
            used += (size_t)snprintf(text + used, room - used, "e-%d-%d,class-%d,user-%d,%s,%s\n", i, k,
                                     (i / width + k * 7) % ((count + width - 1) / width), i,
                                     teaches ? "teacher" : "student", teaches ? "true" : "false");
    }
    const struct zip_part parts[] = {{"manifest.csv", manifest_1_1, 0},
                                     {"users.csv", users, people_used},
                                     {"classes.csv", named, classes_used},
                                     {"enrollments.csv", text, used},
                                     {"orgs.csv", orgs, 0},
                                     {"courses.csv", courses, 0},
                                     {"academicSessions.csv", sessions, 0},
                                     {"demographics.csv", demographics, 0}};
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    struct job dry = import_roster_files_tried(f, parts, ARRAY_LENGTH(parts));
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (dry.state != JOB_DONE)
        fail_msg("%s", dry.detail);
    print_message("%d people, %lld rows checked in %.1f s\n", count, (long long)dry.total,
                  (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
    assert_int_equal(dry.rows[JOB_REFUSED], 0);
    clock_gettime(CLOCK_MONOTONIC, &from);
    apply(f, &dry, 0);
    clock_gettime(CLOCK_MONOTONIC, &to);
    print_message("applied in %.1f s\n", (double)(to.tv_sec - from.tv_sec));
    clock_gettime(CLOCK_MONOTONIC, &from);
    dry = import_roster_files_tried(f, parts, ARRAY_LENGTH(parts));
    clock_gettime(CLOCK_MONOTONIC, &to);
    print_message("checked again in %.1f s: %lld changes\n", (double)(to.tv_sec - from.tv_sec),
                  (long long)(dry.rows[JOB_CREATED] + dry.rows[JOB_UPDATED]));
    assert_int_equal(dry.rows[JOB_CREATED] + dry.rows[JOB_UPDATED] + dry.rows[JOB_REFUSED], 0);
    dry = apply(f, &dry, 0);
    assert_int_equal(dry.rows[JOB_CREATED] + dry.rows[JOB_UPDATED] + dry.rows[JOB_REFUSED], 0);
    free(text);
    free(named);
    free(users);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_1_2),
        TEST_ON_BOTH(test_1_1),
        TEST_ON_BOTH(test_shapes),
        TEST_ON_BOTH(test_no_manifest),
        TEST_ON_BOTH(test_accounts_there),
        TEST_ON_BOTH(test_takes_away),
        TEST_ON_BOTH(test_room),
        TEST_ON_BOTH(test_cases),
        TEST_ON_BOTH(test_damage),
        TEST_ON_BOTH(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
