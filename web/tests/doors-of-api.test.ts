// SPDX-License-Identifier: MIT
// Nothing without a door: each operation of the API is used by a page of the app, or docs/API.md says why it has none.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

interface Operation {
  method: string;
  path: string;
}

function* files(folder: string, end: RegExp): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path, end);
    else if (end.test(entry.name)) yield path;
  }
}

/** What the server's tables of routes hold. */
const operations: Operation[] = [...files('../src/api', /\.c$/)].flatMap((path) =>
  [...readFileSync(path, 'utf8').matchAll(/\{HTTP_([A-Z]+), "(\/api\/[^"]+)"/g)].map((match) => ({ method: match[1] ?? '', path: match[2] ?? '' })),
);

const source = [...files('src', /\.tsx?$/)].map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** "/api/a/:x/b" of "/api/a/${id}/b?c": an address in the code, its values and its query left out. */
const shapeOf = (address: string) => address.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, ':x').replace(/\?.*$/, '').replace(/:[a-z_]+/g, ':x').replace(/([a-z-]):x$/, '$1');

const METHODS: Record<string, string> = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', remove: 'DELETE', useLoad: 'GET', useList: 'GET' };

/** Addresses that stand whole in the code, with how they are asked; '' where the code does not say it beside them. */
const asked = new Map<string, Set<string>>();
for (const { text } of source)
  for (const match of text.matchAll(/(?:(\w+)(?:<(?:[^<>()]|<[^<>]*>)*>)?\(\s*)?(?:'(GET|POST|PUT|PATCH|DELETE)',\s*)?['"`](\/api\/[^'"`\s]*(?:`|'|")?)/g)) {
    const shape = shapeOf((match[3] ?? '').replace(/['"`]$/, ''));
    const method = match[2] ?? METHODS[match[1] ?? ''] ?? '';
    asked.set(shape, (asked.get(shape) ?? new Set()).add(method));
  }

/**
 * Those whose address the code puts together: from a base and a word. By the file that does it, and what of it stands there; each must
 * still be there.
 */
const PUT_TOGETHER: Record<string, [file: string, text: string]> = {
  'POST /api/attendance/:lecture/window/extend': ['features/lecture/', "'extend'"],
  'POST /api/attendance/:lecture/window/close': ['features/lecture/', "'close'"],
  'POST /api/attendance/:lecture/cancel': ['features/lecture/', "'cancel'"],
  'POST /api/attendance/:lecture/restore': ['features/lecture/', "'restore'"],
  'GET /api/attendance/:lecture/marks/:student/history': ['features/lecture/past.tsx', '/history`'],
  'DELETE /api/attendance/:lecture/marks/:student/flags': ['features/lecture/', '/flags`'],
  'POST /api/attendance/:lecture/marks/:student/device': ['features/lecture/mark.tsx', '/device`'],
  'DELETE /api/user/tokens/:program': ['ui/programs/programs.tsx', '${path}/${token.id}'],
  'DELETE /api/admin/tokens/:office_program': ['ui/programs/programs.tsx', '${path}/${token.id}'],
  'DELETE /api/admin/users/:user/devices': ['features/office/person.tsx', "'devices'"],
  'POST /api/admin/face-trial/count': ['features/office/trial', '/count`'],
  'POST /api/admin/face-trial/volunteers': ['features/office/trial', '/volunteers`'],
  'PUT /api/admin/face-trial/volunteers/:volunteer/face': ['features/office/trial', '/face`'],
  'POST /api/admin/face-trial/volunteers/:volunteer/bursts': ['features/office/trial', '/bursts'],
  'GET /api/classroom/:classroom/files/:file': ['ui/files.tsx', '/files`'],
  'GET /api/student/leaves/:leave/evidence/:evidence': ['features/requests/', '/evidence`'],
  'GET /api/classroom/:classroom/leaves/:leave/evidence/:evidence': ['ui/class/leave.tsx', '/evidence`'],
  'GET /api/office/leaves/:office_leave/evidence/:office_evidence': ['ui/class/leave.tsx', '/evidence`'],
  'POST /api/classroom/:classroom/leaves/:leave/answer': ['ui/class/leave.tsx', '/answer`'],
  'POST /api/office/leaves/:office_leave/answer': ['ui/class/leave.tsx', '/answer`'],
  'DELETE /api/classroom/:classroom/leaves/:leave/answer': ['ui/class/leave.tsx', 'sayAnswered(path'],
  'DELETE /api/office/leaves/:office_leave/answer': ['ui/class/leave.tsx', 'sayAnswered(path'],
  'POST /api/admin/users/:user/deactivate': ['features/office/person.tsx', "'deactivate'"],
  'POST /api/admin/users/:user/reactivate': ['features/office/person.tsx', "'reactivate'"],
  'DELETE /api/admin/users/:user/sessions': ['features/office/person.tsx', "'sessions'"],
  'POST /api/admin/users/:user/code': ['features/office/person.tsx', '/code`'],
  'POST /api/admin/codes': ['features/office/codes/codes.tsx', '/api/admin/codes'],
  'POST /api/classroom/:classroom/students/:student/code': ['features/register/student.tsx', '/code`'],
  'POST /api/user/first': ['core/session.ts', '/api/user/first'],
  'POST /api/admin/users/:user/password-reset': ['features/office/person.tsx', "'password-reset'"],
  'DELETE /api/admin/users/:user/totp': ['features/office/person.tsx', "'totp'"],
  'POST /api/admin/rules/preview': ['features/office/rules.tsx', '/preview`'],
  'POST /api/classroom/:classroom/rules/preview': ['features/office/rules.tsx', '/preview`'],
  'POST /api/classroom/:classroom/imports/:dry_run/apply': ['features/office/job.tsx', '/apply`'],
  'POST /api/admin/imports/:import/apply': ['features/office/job.tsx', '/apply`'],
  'POST /api/classroom/:classroom/imports/:dry_run/columns': ['features/office/import/columns.tsx', '/columns`'],
  'POST /api/admin/imports/:import/columns': ['features/office/import/columns.tsx', '/columns`'],
  'POST /api/classroom/:classroom/imports/:applied/undo': ['features/office/import/undo.tsx', '/undo`'],
  'POST /api/admin/imports/:import/undo': ['features/office/import/undo.tsx', '/undo`'],
  'PUT /api/classroom/:classroom/holidays/:date': ['features/office/holidays.tsx', 'put<HolidayPlan>('],
  'DELETE /api/classroom/:classroom/holidays/:date': ['features/office/holidays.tsx', 'remove(`${address}?until='],
  'GET /api/classroom/:classroom/holidays/:date/lectures': ['features/office/holidays.tsx', '/lectures'],
  'POST /api/classroom/:classroom/holidays/:date/cancel': ['features/office/holidays.tsx', '/cancel'],
  'POST /api/classroom/:classroom/holidays/:date/restore': ['features/office/holidays.tsx', '/restore'],
  'PUT /api/admin/holidays/:date': ['features/office/holidays.tsx', 'put<HolidayPlan>('],
  'DELETE /api/admin/holidays/:date': ['features/office/holidays.tsx', 'remove(`${address}?until='],
  'GET /api/admin/holidays/:date/lectures': ['features/office/holidays.tsx', '/lectures'],
  'POST /api/admin/holidays/:date/cancel': ['features/office/holidays.tsx', '/cancel'],
  'POST /api/admin/holidays/:date/restore': ['features/office/holidays.tsx', '/restore'],
  'GET /api/classroom/:classroom/students/:student/changes': ['features/register/student.tsx', '/changes'],
  'GET /api/classroom/:classroom/students/:student/notes': ['features/register/notes.tsx', 'useList<StudentNote'],
  'POST /api/classroom/:classroom/students/:student/notes': ['features/register/notes.tsx', 'post(`${path}/notes`'],
  'DELETE /api/classroom/:classroom/students/:student/notes/:note': ['features/register/notes.tsx', 'remove(`${path}/notes/'],
  'GET /api/user/jobs/:job/rows': ['features/office/job.tsx', '/rows'],
  'GET /api/admin/jobs': ['features/office/jobs.tsx', '/api/admin/jobs'],
  'GET /api/classroom/:classroom/register': ['features/register/', '/register'],
  'POST /api/classroom/:classroom/join-requests/:asker/accept': ['features/', '/join-requests/${'],
  'POST /api/classroom/:classroom/join-requests/:asker/refuse': ['features/', '/join-requests/${'],
  'DELETE /api/classroom/:classroom/staff/:person': ['features/classroom/', '/staff`'],
  'PATCH /api/classroom/:classroom/groups/:group': ['features/classroom/groups.tsx', "'PATCH'"],
  'DELETE /api/classroom/:classroom/groups/:group': ['features/classroom/groups.tsx', "'DELETE', `${path}/${group.id}`"],
  'POST /api/classroom/:classroom/groups/:group/students': ['features/classroom/groups.tsx', '/${into}/students`'],
  'DELETE /api/classroom/:classroom/groups/:group/students/:student': ['features/classroom/groups.tsx', '/students/${student}`'],
  'POST /api/classroom/:classroom/groups/split': ['features/classroom/groups.tsx', '/split`'],
};

const keyOf = ({ method, path }: Operation) => `${method} ${path}`;

/** The table of docs/API.md: "| `GET /api/health` | why |". */
const reasons = new Map(
  [...(readFileSync('../docs/API.md', 'utf8').split('\n## Operations without a page, and why\n')[1] ?? '').split('\n## ')[0]!.matchAll(/^\| `([A-Z]+ \/api\/\S+)` \| (.+) \|$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']),
);

const calls = (file: string, words: string) => source.some(({ path, text }) => path.includes(file) && text.includes(words));

function hasDoor(operation: Operation): boolean {
  const methods = asked.get(shapeOf(operation.path));
  if (methods && (methods.has(operation.method) || methods.has(''))) return true;
  const together = PUT_TOGETHER[keyOf(operation)];
  return together !== undefined && calls(...together);
}

test('each operation of the API has a page that uses it, or a reason in docs/API.md', () => {
  assert.ok(operations.length > 230, 'the tables of routes are not read any more');
  const doorless = operations.filter((one) => !hasDoor(one)).map(keyOf);
  assert.deepEqual(doorless.filter((one) => !reasons.has(one)), [], 'without a page and without a reason');
});

test('and no reason stands there for what has a page, or is no operation', () => {
  const keys = new Set(operations.map(keyOf));
  assert.ok(reasons.size > 0, 'the table is not read any more');
  assert.deepEqual([...reasons.keys()].filter((one) => !keys.has(one)), [], 'no operation');
  assert.deepEqual(operations.filter((one) => reasons.has(keyOf(one)) && hasDoor(one)).map(keyOf), [], 'has a page');
  for (const [file, words] of Object.values(PUT_TOGETHER)) assert.ok(calls(file, words), `${file}: ${words}`);
  assert.deepEqual(Object.keys(PUT_TOGETHER).filter((one) => !keys.has(one)), []);
});
