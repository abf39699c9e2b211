/* SPDX-License-Identifier: MIT */
/*
 * Tokens of programs: their characters, who makes and ends them, whom they act as, what they never reach, and what the
 * audit log says of them. What each route asks of one: tests/api/test_tokens.c.
 */
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/classes/classroom.h"
#include "school/common/audit.h"
#include "school/common/setting.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/office/erasure.h"
#include "school/people/people.h"
#include "school/people/sign_in/session.h"
#include "school/people/tokens/token.h"
#include "school/plan/lecture.h"

static int crypto_open(void **state)
{
    (void)state;
    return crypto_init() ? 0 : -1;
}

enum { READS = 1 << SCOPE_CLASSES_READ, WRITES = 1 << SCOPE_CLASSES_WRITE | 1 << SCOPE_PEOPLE_WRITE };

/* A school with a token, and who it acts as. */
struct scene {
    struct school_fixture *f;
    struct token token;
    char text[TOKEN_TEXT_SIZE];
    struct user user;
    struct actor actor;
};

static struct actor proven(const struct school_fixture *f, struct actor actor)
{
    actor.stepped_up_at = clock_now_ms((struct clock *)&f->clock);
    return actor;
}

static enum fault make(struct scene *s, struct actor actor, enum token_kind kind, scope_set scopes, int64_t days)
{
    const struct token_request request = {.name = " Timetable ", .scopes = scopes, .days = days};
    const struct actor who = proven(s->f, actor);
    return token_make(s->f->school, &who, kind, &request, &s->f->arena, &s->token, s->text);
}

static enum fault find(struct scene *s)
{
    return token_find(s->f->school, s->text, &s->f->arena, &s->token, &s->user, &s->actor);
}

static enum fault set(struct scene *s, enum setting setting, const char *value)
{
    struct setting_state state;
    const struct actor who = proven(s->f, s->f->administrator);
    return setting_change(s->f->school, &who, setting, value, &s->f->arena, &state);
}

static void test_text(void **state)
{
    char text[TOKEN_TEXT_SIZE], shown[TOKEN_SHOWN_SIZE], other[2 * TOKEN_TEXT_SIZE];
    enum token_kind kind;
    (void)state;
    for (int i = 0; i < TOKEN_KIND_COUNT; i++) {
        token_text_make((enum token_kind)i, text);
        assert_true(token_text_is_meant(text));
        assert_true(token_text_parse(text, &kind));
        assert_int_equal(kind, i);
        token_text_show(text, shown);
        assert_int_equal(strncmp(text, shown, strlen(shown)), 0);
        assert_int_equal(strlen(shown), (i == TOKEN_PERSON ? 8 : 9) + 4);
        // Any other character anywhere, any cut and anything behind it is none.
        for (size_t at = 0; at < strlen(text); at++) {
            str_copy(other, sizeof(other), text);
            other[at] = other[at] == 'x' ? 'y' : 'x';
            assert_false(token_text_parse(other, &kind));
            str_copy(other, sizeof(other), text);
            other[at] = '\0';
            assert_false(token_text_parse(other, &kind));
        }
        snprintf(other, sizeof(other), "%sx", text);
        assert_false(token_text_parse(other, &kind));
        snprintf(other, sizeof(other), "%s ", text);
        assert_false(token_text_parse(other, &kind));
    }
    // Known ones, so that scanners' rules and other languages' libraries can be held against them.
    assert_true(token_text_parse("ams_pat_0000000000000000000000000000004JiS3D", &kind));
    assert_true(token_text_parse("ams_inst_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz2lnE68", &kind));
    assert_false(token_text_parse(NULL, &kind));
    assert_false(token_text_parse("", &kind));
    assert_false(token_text_is_meant("Ams_pat_"));
    assert_false(token_text_is_meant(NULL));
}

static void test_scopes(void **state)
{
    char text[SCOPES_TEXT_SIZE];
    enum scope scope;
    (void)state;
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        assert_true(scope_parse(scope_word((enum scope)i), &scope));
        assert_int_equal(scope, i);
        assert_string_equal(scope_at(i), scope_word((enum scope)i));
    }
    assert_null(scope_at(SCOPE_COUNT));
    assert_false(scope_parse("marks", &scope));
    assert_false(scope_parse(NULL, &scope));
    const scope_set all = ((scope_set)1 << SCOPE_COUNT) - 1;
    scopes_write(all, text);
    assert_int_equal(scopes_read(text), all);
    scopes_write(0, text);
    assert_string_equal(text, "");
    assert_int_equal(scopes_read("later:scope marks:read  x"), 1 << SCOPE_MARKS_READ);
    // Nobody gives away what they do not have; the institution has no own things.
    assert_int_equal(scopes_of_role(ROLE_STUDENT) & ~scopes_of_role(ROLE_PROFESSOR), 0);
    assert_int_equal(scopes_of_role(ROLE_PROFESSOR) & ~scopes_of_role(ROLE_ADMINISTRATOR), 0);
    assert_false(scopes_have(scopes_of_role(ROLE_PROFESSOR), SCOPE_AUDIT_READ));
    assert_false(scopes_have(scopes_of_institution(), SCOPE_PROFILE_READ));
    assert_int_equal(scopes_of_role(ROLE_ADMINISTRATOR), all);
}

static void test_making(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    const struct token_request request = {.name = "Timetable", .scopes = READS, .days = 30};
    // Without fresh proof nobody makes one.
    assert_int_equal(token_make(f->school, &f->professor, TOKEN_PERSON, &request, &f->arena, &s.token, s.text),
                     FAULT_STEP_UP_NEEDED);
    assert_int_equal(make(&s, f->professor, TOKEN_INSTITUTION, READS, 30), FAULT_NOT_ALLOWED);
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, 0, 30), FAULT_SCOPES_INVALID);
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, 1 << SCOPE_PEOPLE_READ, 30), FAULT_SCOPES_INVALID);
    assert_int_equal(make(&s, f->administrator, TOKEN_INSTITUTION, 1 << SCOPE_PROFILE_READ, 30), FAULT_SCOPES_INVALID);
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 0), FAULT_TOKEN_TERM);
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, TOKEN_DAYS_MAX + 1), FAULT_TOKEN_TERM);
    const struct token_request nameless = {.name = " ", .scopes = READS, .days = 30};
    const struct actor who = proven(f, f->professor);
    assert_int_equal(token_make(f->school, &who, TOKEN_PERSON, &nameless, &f->arena, &s.token, s.text),
                     FAULT_NAME_INVALID);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM api_tokens"), 0);

    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 30), FAULT_NONE);
    assert_string_equal(s.token.name, "Timetable");
    assert_int_equal(s.token.owner.id, f->professor.user_id);
    assert_int_equal(s.token.scopes, READS);
    assert_int_equal(s.token.expires_at - s.token.created_at, 30 * (int64_t)DAY);
    // Its characters are nowhere, in no way that a copy of the database would give away.
    char sql[300], digest[SECRET_FINGERPRINT_SIZE];
    secret_fingerprint(s.text, digest);
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM api_tokens WHERE hash = '%s' OR hash = '%s'", s.text, digest);
    assert_int_equal(fixture_number(f, sql), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'token_made'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'token_made'"), 1);
    // The institution's is told to every administrator.
    fixture_person(f, ROLE_ADMINISTRATOR, "Bo Boss", "bo@college.example");
    assert_int_equal(make(&s, f->administrator, TOKEN_INSTITUTION, WRITES, 400), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'token_made'"), 3);
    for (int i = 1; i < TOKENS_PERSON_MAX; i++)
        assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 1), FAULT_NONE);
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 1), FAULT_TOO_MANY_THINGS);
    school_fixture_close(f);
}

static void test_who_may_have_one(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    bool allowed;
    assert_int_equal(make(&s, f->student, TOKEN_PERSON, READS, 1), FAULT_TOKENS_OFF);
    assert_int_equal(token_allowed(f->school, ROLE_STUDENT, &allowed), FAULT_NONE);
    assert_false(allowed);
    assert_int_equal(set(&s, SETTING_PROGRAMS, "everybody"), FAULT_NONE);
    assert_int_equal(make(&s, f->student, TOKEN_PERSON, READS, 1), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    // Turned off, what is there is refused at once; turned on, it is good again.
    assert_int_equal(set(&s, SETTING_PROGRAMS, "staff"), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_TOKENS_OFF);
    assert_int_equal(set(&s, SETTING_PROGRAMS, "everybody"), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(set(&s, SETTING_PROGRAMS, "off"), FAULT_NONE);
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 1), FAULT_TOKENS_OFF);
    // The institution's own do not depend on it.
    assert_int_equal(make(&s, f->administrator, TOKEN_INSTITUTION, READS, 1), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    // Who must have a second factor and has none lets no program in, either.
    assert_int_equal(set(&s, SETTING_PROGRAMS, "staff"), FAULT_NONE);
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 1), FAULT_NONE);
    assert_int_equal(set(&s, SETTING_FACTOR_REQUIRED, "staff"), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_SECOND_FACTOR_REQUIRED);
    school_fixture_close(f);
}

static void test_finding(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    char other[TOKEN_TEXT_SIZE];
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 2), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(s.actor.user_id, f->professor.user_id);
    assert_int_equal(s.actor.role, ROLE_PROFESSOR);
    assert_int_equal(s.actor.token_id, s.token.id);
    assert_false(s.actor.institution);
    assert_int_equal(s.actor.session_id, 0);
    assert_int_equal(s.actor.stepped_up_at, 0);
    // A well-formed one that nobody has, one that is not well formed, and none.
    token_text_make(TOKEN_PERSON, other);
    assert_int_equal(token_find(f->school, other, &f->arena, &s.token, &s.user, &s.actor), FAULT_TOKEN_UNKNOWN);
    assert_int_equal(token_find(f->school, "ams_pat_", &f->arena, &s.token, &s.user, &s.actor), FAULT_TOKEN_UNKNOWN);
    assert_int_equal(token_find(f->school, NULL, &f->arena, &s.token, &s.user, &s.actor), FAULT_TOKEN_UNKNOWN);
    // Use is noted, and not with each request.
    assert_int_equal(find(&s), FAULT_NONE);
    int64_t used = s.token.last_used_at;
    assert_true(used > 0);
    fixture_wait(f, TOKEN_SEEN_MINUTES * MINUTE - 1);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(s.token.last_used_at, used);
    fixture_wait(f, MINUTE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_true(s.token.last_used_at > used);
    // A kind that was changed in the database is no token of this kind.
    fixture_sql(f, "UPDATE api_tokens SET kind = 'institution', user_id = NULL");
    assert_int_equal(find(&s), FAULT_TOKEN_UNKNOWN);
    fixture_sql(f, "UPDATE api_tokens SET kind = 'person', user_id = made_by");
    fixture_wait(f, 2 * DAY);
    assert_int_equal(find(&s), FAULT_TOKEN_EXPIRED);
    school_fixture_close(f);
}

static void test_ending(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    struct token_list list;
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 30), FAULT_NONE);
    int64_t id = s.token.id;
    assert_int_equal(token_revoke(f->school, &f->other_professor, TOKEN_PERSON, id), FAULT_NOT_FOUND);
    assert_int_equal(token_revoke(f->school, &f->professor, TOKEN_INSTITUTION, id), FAULT_NOT_ALLOWED);
    assert_int_equal(token_revoke(f->school, &f->administrator, TOKEN_INSTITUTION, id), FAULT_NOT_FOUND);
    assert_int_equal(token_revoke(f->school, &f->professor, TOKEN_PERSON, id), FAULT_NONE);
    assert_int_equal(token_revoke(f->school, &f->professor, TOKEN_PERSON, id), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'token_revoked'"), 1);
    assert_int_equal(find(&s), FAULT_TOKEN_REVOKED);
    // It stays listed for a while, behind those that are good, and nobody sees another's.
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 30), FAULT_NONE);
    assert_int_equal(token_list(f->school, &f->professor, TOKEN_PERSON, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.tokens[1].id, id);
    assert_int_equal(token_list(f->school, &f->other_professor, TOKEN_PERSON, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    assert_int_equal(token_list(f->school, &f->professor, TOKEN_INSTITUTION, &f->arena, &list), FAULT_NOT_ALLOWED);
    assert_int_equal(token_list_all(f->school, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    fixture_wait(f, (TOKEN_ENDED_DAYS + 31) * (int64_t)DAY);
    assert_int_equal(token_list(f->school, &f->professor, TOKEN_PERSON, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    // The operator ends any.
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 30), FAULT_NONE);
    assert_int_equal(token_revoke_any(f->school, s.token.id), FAULT_NONE);
    assert_int_equal(token_revoke_any(f->school, s.token.id + 1), FAULT_NOT_FOUND);
    assert_int_equal(find(&s), FAULT_TOKEN_REVOKED);
    school_fixture_close(f);
}

/* What a person may no longer do, their programs may not, either; the institution's goes on. */
static void test_leaving(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    struct actor boss = fixture_person(f, ROLE_ADMINISTRATOR, "Bo Boss", "bo@college.example");
    const struct actor admin = proven(f, f->administrator);
    struct person_detail detail;
    struct token_list list;
    int64_t ended;
    // Deactivated.
    assert_int_equal(make(&s, f->other_professor, TOKEN_PERSON, READS, 30), FAULT_NONE);
    assert_int_equal(people_set_active(f->school, &admin, f->other_professor.user_id, false, &f->arena, &detail),
                     FAULT_NONE);
    assert_int_equal(find(&s), FAULT_TOKEN_REVOKED);
    assert_int_equal(people_set_active(f->school, &admin, f->other_professor.user_id, true, &f->arena, &detail),
                     FAULT_NONE);
    assert_int_equal(find(&s), FAULT_TOKEN_REVOKED);
    // Deactivated behind AMS's back.
    assert_int_equal(make(&s, f->other_professor, TOKEN_PERSON, READS, 30), FAULT_NONE);
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE email = 'otto@college.example'");
    assert_int_equal(find(&s), FAULT_TOKEN_REVOKED);
    // Sessions ended on purpose.
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 30), FAULT_NONE);
    assert_int_equal(people_end_sessions(f->school, &admin, f->professor.user_id, &ended), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_TOKEN_REVOKED);
    // Another role.
    const struct person_edit downgrade = {.role = "professor"};
    struct scene own = {.f = f};
    assert_int_equal(make(&own, boss, TOKEN_PERSON, 1 << SCOPE_AUDIT_READ, 30), FAULT_NONE);
    assert_int_equal(make(&s, boss, TOKEN_INSTITUTION, WRITES, 30), FAULT_NONE);
    assert_int_equal(people_edit(f->school, &admin, boss.user_id, &downgrade, &f->arena, &detail), FAULT_NONE);
    assert_int_equal(find(&own), FAULT_TOKEN_REVOKED);
    // The institution's own goes on with the institution's rights, and says that who made it is gone.
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(s.actor.role, ROLE_ADMINISTRATOR);
    assert_true(s.actor.institution);
    assert_int_equal(token_list(f->school, &f->administrator, TOKEN_INSTITUTION, &f->arena, &list), FAULT_NONE);
    assert_true(list.tokens[0].maker_left);
    assert_int_equal(list.tokens[0].maker.id, boss.user_id);
    assert_int_equal(people_set_active(f->school, &admin, boss.user_id, false, &f->arena, &detail), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    school_fixture_close(f);
}

static void test_erased(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    const struct actor admin = proven(f, f->administrator);
    struct erasure erasure;
    assert_int_equal(set(&s, SETTING_PROGRAMS, "everybody"), FAULT_NONE);
    assert_int_equal(make(&s, f->student, TOKEN_PERSON, READS, 30), FAULT_NONE);
    assert_int_equal(erasure_run(f->school, &admin, f->student.user_id, true, &f->arena, &erasure), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_TOKEN_UNKNOWN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM api_tokens"), 0);
    // Who made the institution's is erased: it acts on, for a former person.
    struct actor boss = fixture_person(f, ROLE_ADMINISTRATOR, "Bo Boss", "bo@college.example");
    assert_int_equal(make(&s, boss, TOKEN_INSTITUTION, READS, 30), FAULT_NONE);
    assert_int_equal(erasure_run(f->school, &admin, boss.user_id, true, &f->arena, &erasure), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(s.token.maker.id, boss.user_id);
    assert_true(s.token.maker_left);
    school_fixture_close(f);
}

static void test_protected(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    struct actor boss = fixture_person(f, ROLE_ADMINISTRATOR, "Bo Boss", "bo@college.example");
    struct person_detail detail;
    struct erasure erasure;
    struct token_list list;
    char text[TOKEN_TEXT_SIZE];
    struct token token;
    int64_t ended;
    const scope_set all = scopes_of_institution();
    for (int kind = 0; kind < TOKEN_KIND_COUNT; kind++) {
        assert_int_equal(make(&s, f->administrator, (enum token_kind)kind, all, 30), FAULT_NONE);
        assert_int_equal(find(&s), FAULT_NONE);
        // No program reaches an administrator, makes one, or makes or ends tokens.
        const struct person_edit edit = {.name = "Mallory"}, raise = {.role = "administrator"};
        assert_int_equal(people_edit(f->school, &s.actor, boss.user_id, &edit, &f->arena, &detail),
                         FAULT_TOKEN_PROTECTED);
        assert_int_equal(people_edit(f->school, &s.actor, f->student.user_id, &raise, &f->arena, &detail),
                         FAULT_TOKEN_PROTECTED);
        assert_int_equal(people_set_active(f->school, &s.actor, boss.user_id, false, &f->arena, &detail),
                         FAULT_TOKEN_PROTECTED);
        assert_int_equal(people_end_sessions(f->school, &s.actor, boss.user_id, &ended), FAULT_TOKEN_PROTECTED);
        assert_int_equal(erasure_run(f->school, &s.actor, boss.user_id, true, &f->arena, &erasure),
                         FAULT_TOKEN_PROTECTED);
        const struct token_request request = {.name = "More", .scopes = READS, .days = 1};
        for (int other = 0; other < TOKEN_KIND_COUNT; other++) {
            assert_int_equal(token_make(f->school, &s.actor, (enum token_kind)other, &request, &f->arena, &token, text),
                             FAULT_NOT_ALLOWED);
            assert_int_equal(token_list(f->school, &s.actor, (enum token_kind)other, &f->arena, &list),
                             FAULT_NOT_ALLOWED);
            assert_int_equal(token_revoke(f->school, &s.actor, (enum token_kind)other, s.token.id), FAULT_NOT_ALLOWED);
        }
        // Others it does reach.
        assert_int_equal(people_edit(f->school, &s.actor, f->student.user_id, &edit, &f->arena, &detail), FAULT_NONE);
        assert_string_equal(detail.user.name, "Mallory");
    }
    school_fixture_close(f);
}

static void test_audit(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    struct person_detail detail;
    struct audit_list list;
    int64_t broken;
    const struct person_edit edit = {.name = "Sam Sample"};
    assert_int_equal(make(&s, f->administrator, TOKEN_INSTITUTION, WRITES, 30), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    school_act_by(s.actor.token_id);
    assert_int_equal(people_edit(f->school, &s.actor, f->student.user_id, &edit, &f->arena, &detail), FAULT_NONE);
    school_act_by(0);
    const struct person_edit again = {.name = "Sam Student"};
    assert_int_equal(people_edit(f->school, &f->administrator, f->student.user_id, &again, &f->arena, &detail),
                     FAULT_NONE);
    const struct audit_filter edits = {.action = "user_edited"}, makes = {.action = "token_made"};
    const struct page page = {.limit = 10};
    assert_int_equal(audit_search(f->school, &f->administrator, &edits, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.lines[0].token_id, 0);
    assert_int_equal(list.lines[1].token_id, s.token.id);
    assert_string_equal(list.lines[1].token_name, "Timetable");
    assert_true(list.lines[1].institution);
    assert_int_equal(list.lines[1].actor.id, f->administrator.user_id);
    assert_int_equal(audit_search(f->school, &f->administrator, &makes, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.lines[0].subject_name, "Timetable");
    // The chain holds which program it was.
    assert_int_equal(audit_verify(f->school, &broken), FAULT_NONE);
    assert_int_equal(broken, 0);
    fixture_sql(f, "UPDATE audit SET token_id = NULL WHERE token_id IS NOT NULL");
    assert_int_equal(audit_verify(f->school, &broken), FAULT_NONE);
    assert_true(broken > 0);
    school_fixture_close(f);
}

static void test_classrooms(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    struct classroom classroom = fixture_classroom(f);
    struct classroom_list list;
    const struct page page = {.limit = 10};
    // The institution's is of every classroom's staff.
    assert_int_equal(make(&s, f->administrator, TOKEN_INSTITUTION, WRITES, 30), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    struct lecture lecture;
    const struct lecture_request plan = {.title = "By a program",
                                         .starts_at = clock_now_ms(&f->clock) + HOUR,
                                         .ends_at = clock_now_ms(&f->clock) + 2 * HOUR};
    assert_int_equal(lecture_create(f->school, &s.actor, classroom.id, &plan, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(classroom_list(f->school, &s.actor, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    // An administrator's own token is no more than the administrator, who reads.
    assert_int_equal(make(&s, f->administrator, TOKEN_PERSON, WRITES, 30), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(lecture_create(f->school, &s.actor, classroom.id, &plan, &f->arena, &lecture), FAULT_NOT_FOUND);
    // Another professor's finds nothing here.
    assert_int_equal(make(&s, f->other_professor, TOKEN_PERSON, READS | 1 << SCOPE_CLASSES_WRITE, 30), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(lecture_create(f->school, &s.actor, classroom.id, &plan, &f->arena, &lecture), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static struct job start_import(struct scene *s)
{
    static const char file[] = "name,email,role\nNew Person,new@college.example,student\n";
    const struct import_request request = {
        .format = "users", .bytes = file, .size = sizeof(file) - 1, .name = "users.csv"};
    struct job job;
    assert_int_equal(import_start(s->f->school, &s->actor, &request, &s->f->arena, &job), FAULT_NONE);
    return job;
}

static void work(struct school_fixture *f)
{
    size_t jobs;
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
}

/* Jobs of a program are its own, run in its name, and not at all once it has ended. */
static void test_jobs(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))}, other = {.f = s.f};
    struct school_fixture *f = s.f;
    struct job_list list;
    struct job job;
    const struct page page = {.limit = 10};
    assert_int_equal(make(&s, f->administrator, TOKEN_INSTITUTION, 1 << SCOPE_IMPORTS_WRITE, 30), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(make(&other, f->administrator, TOKEN_INSTITUTION, 1 << SCOPE_IMPORTS_WRITE, 30), FAULT_NONE);
    assert_int_equal(find(&other), FAULT_NONE);
    job = start_import(&s);
    assert_int_equal(job_list(f->school, &other.actor, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    assert_int_equal(job_get(f->school, &other.actor, job.id, &f->arena, &job), FAULT_NOT_FOUND);
    assert_int_equal(job_list(f->school, &f->administrator, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    // Who made the token has left; the institution's job runs all the same.
    fixture_sql(f, "UPDATE users SET disabled_at = 1, role = 'student' WHERE email = 'ada@college.example'");
    work(f);
    assert_int_equal(job_get(f->school, &s.actor, job.id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(job.state, JOB_DONE);
    fixture_sql(f, "UPDATE users SET disabled_at = NULL, role = 'administrator' WHERE email = 'ada@college.example'");
    job = start_import(&s);
    assert_int_equal(token_revoke_any(f->school, s.token.id), FAULT_NONE);
    work(f);
    assert_int_equal(job_get(f->school, &s.actor, job.id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(job.state, JOB_FAILED);
    assert_string_equal(job.error, "not_allowed");
    school_fixture_close(f);
}

static void test_end_told(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    static const char told[] = "SELECT COUNT(*) FROM notifications WHERE kind = 'token_ends'";
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, 30), FAULT_NONE);
    assert_int_equal(make(&s, f->professor, TOKEN_PERSON, READS, TOKEN_WARN_DAYS), FAULT_NONE); // short: it is known
    assert_int_equal(make(&s, f->administrator, TOKEN_INSTITUTION, READS, 30), FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, told), 0);
    fixture_wait(f, (30 - TOKEN_WARN_DAYS) * (int64_t)DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, told), 2);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, told), 2);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),   cmocka_unit_test(test_scopes),
        TEST_ON_BOTH(test_making),     TEST_ON_BOTH(test_who_may_have_one),
        TEST_ON_BOTH(test_finding),    TEST_ON_BOTH(test_ending),
        TEST_ON_BOTH(test_leaving),    TEST_ON_BOTH(test_erased),
        TEST_ON_BOTH(test_protected),  TEST_ON_BOTH(test_audit),
        TEST_ON_BOTH(test_classrooms), TEST_ON_BOTH(test_jobs),
        TEST_ON_BOTH(test_end_told),
    };
    return cmocka_run_group_tests(tests, crypto_open, NULL);
}
