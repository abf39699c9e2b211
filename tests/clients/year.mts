// SPDX-License-Identifier: MIT
// A school year in miniature, by a client that knows nothing but the description: people come from a file, a classroom is planned,
// attendance is taken, work is graded, figures leave as files, and somebody is erased. Not one cast: what the description leaves open
// does not compile. year.mjs starts the server and runs it.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { type AmsClient, bearer, bytes, connect, good, Refused, type Schemas } from '../../clients/typescript/src/index.js';

const address = process.env.AMS_ADDRESS ?? 'https://localhost:8443';
const DAY_MS = 24 * 60 * 60 * 1000;

/** A person who asks, by the token of a sign-in: for what no program may do. */
async function signIn(email: string, password: string): Promise<AmsClient> {
  const session = await good(connect({ address }).POST('/api/v1/user/session', { body: { email, password, bearer: true } }));
  if (session.token === undefined) throw new Error('no token came');
  return connect({ address, authenticate: bearer(session.token) });
}

type Scope = Schemas['token']['scopes'][number];

/** A program of somebody's own: it can do no more than they can. */
async function programOf(person: AmsClient, name: string, scopes: Scope[]): Promise<AmsClient> {
  const made = await good(person.POST('/api/v1/user/tokens', { body: { name, scopes, days: 30 } }));
  return connect({ address, authenticate: bearer(made.secret) });
}

/** The code of the refusal that this is. */
async function refusal(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof Refused) return error.problem.code;
    throw error;
  }
  throw new Error('it was not refused');
}

/** A job when it has ended. */
async function ended(client: AmsClient, started: Schemas['job']): Promise<Schemas['job']> {
  let job = started;
  while (job.state === 'waiting' || job.state === 'running') {
    await pause(100);
    job = await good(client.GET('/api/v1/user/jobs/{job}', { params: { path: { job: job.id } } }));
  }
  assert.equal(job.state, 'done', `${job.code}: ${job.detail}`);
  return job;
}

const secretOf = (link: string) => link.slice(link.indexOf('#') + 1);
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

function only<T>(list: readonly T[], what: string): T {
  const [one] = list;
  if (one === undefined || list.length !== 1) throw new Error(`${list.length} of ${what}`);
  return one;
}

interface Step {
  name: string;
  run: () => Promise<void>;
}

const steps: Step[] = [];
const step = (name: string, run: () => Promise<void>) => void steps.push({ name, run });

let admin: AmsClient;
let office: AmsClient;
let grace: AmsClient;
let alan: AmsClient;
let job: Schemas['job'];
let classroom: Schemas['classroom'];
let lecture: Schemas['lecture'];
let students: Schemas['roster_student'][] = [];
let essay: Schemas['board_item'];

const PEOPLE = `name,email,role,external_id
Grace Hopper,grace@example.org,professor,p-1
Alan Turing,alan@example.org,student,s-1
Ada Byron,ada@example.org,student,s-2
Nobody At All,not an address,student,s-3
`;

step('the administrator makes an account and signs in', async () => {
  const password = 'nine purple paper boats';
  const made = await good(
    connect({ address }).POST('/api/v1/user/sign-up', {
      body: { name: 'Jean Bartik', email: 'jean@example.org', password, invitation: process.env.INVITATION ?? '' },
    }),
  );
  assert.equal(made.user.role, 'administrator');
  admin = await signIn('jean@example.org', password);
  const me = await good(admin.GET('/api/v1/user/me'));
  assert.equal(me.has_totp, false);
});

step('the institution has a program, with what it may do and an end', async () => {
  const scopes: Scope[] = [
    'people:read', 'people:write', 'classes:read', 'classes:write', 'rosters:read', 'rosters:write', 'marks:read', 'marks:write',
    'exports:read', 'imports:write', 'audit:read', 'privacy:read', 'privacy:write',
  ];
  const made = await good(admin.POST('/api/v1/admin/tokens', { body: { name: 'The year', scopes, days: 30 } }));
  office = connect({ address, authenticate: bearer(made.secret) });
  const about = await good(office.GET('/api/v1/token'));
  assert.equal(about.program?.kind, 'institution');
  const [first] = scopes;
  if (first === undefined) throw new Error('no scope');
  assert.equal(await refusal(good(office.POST('/api/v1/admin/tokens', { body: { name: 'Another', scopes: [first], days: 1 } }))), 'token_not_here');
});

step('people come from a file: first a dry run, then applied', async () => {
  const dryRun = await ended(
    office,
    await good(
      office.POST('/api/v1/admin/imports/{office_import}', {
        params: { path: { office_import: 'users' }, query: { name: 'people.csv' } },
        ...bytes(PEOPLE),
      }),
    ),
  );
  assert.deepEqual([dryRun.rows.created, dryRun.rows.refused], [3, 1]);
  const refused = await good(
    office.GET('/api/v1/user/jobs/{job}/rows', { params: { path: { job: dryRun.id }, query: { outcome: 'refused' } } }),
  );
  assert.equal(only(refused.rows, 'refused rows').row, 5);
  job = await ended(office, await good(office.POST('/api/v1/admin/imports/{import}/apply', { params: { path: { import: dryRun.id } } })));
  assert.equal(job.rows.created, 3);
});

/** Somebody who came from a file chooses a password by the link that an administrator hands over, and signs in. */
async function welcome(name: string, email: string, password: string): Promise<AmsClient> {
  const found = await good(admin.GET('/api/v1/admin/users', { params: { query: { query: name } } }));
  const user = only(found.users, name);
  const reset = await good(admin.POST('/api/v1/admin/users/{user}/password-reset', { params: { path: { user: user.id } } }));
  if (reset === undefined) throw new Error('the link went by mail');
  const asked = await connect({ address }).POST('/api/v1/user/password', { body: { token: secretOf(reset.link), password } });
  assert.equal(asked.response.status, 204);
  return signIn(email, password);
}

step('they choose passwords and sign in', async () => {
  const herself = await welcome('Grace Hopper', 'grace@example.org', 'seven quiet river stones');
  grace = await programOf(herself, 'My scripts', [
    'profile:read', 'classes:read', 'classes:write', 'rosters:read', 'rosters:write', 'marks:read', 'marks:write', 'board:read', 'board:write',
    'exports:read',
  ]);
  alan = await welcome('Alan Turing', 'alan@example.org', 'quiet river stones');
  assert.equal(await refusal(signIn('alan@example.org', 'wrong river stones')), 'wrong_credentials');
});

step('a classroom is made, and its students are put into it', async () => {
  const made = await grace.POST('/api/v1/classroom', {
    body: { subject: 'Compilers', section: 'A', timezone: 'Europe/Berlin', policy: 'passive', window_minutes: 20 },
  });
  assert.equal(made.response.status, 201);
  classroom = await good(Promise.resolve(made));
  assert.equal(made.response.headers.get('Location'), `/api/v1/classroom/${classroom.id}`);
  for (const email of ['alan@example.org', 'ada@example.org'])
    await good(grace.POST('/api/v1/classroom/{classroom}/students', { params: { path: { classroom: classroom.id } }, body: { email } }));
  const roster = await good(grace.GET('/api/v1/classroom/{classroom}/students', { params: { path: { classroom: classroom.id } } }));
  students = roster.students;
  assert.deepEqual(students.map((student) => student.number).sort(), ['s-1', 's-2']);
});

step('the term is planned, holidays are left out', async () => {
  const first = dateIn(7);
  const weekday = new Date(first).getUTCDay();
  const words = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] satisfies ('SU' | 'MO' | 'TU' | 'WE' | 'TH' | 'FR' | 'SA')[];
  const word = words[weekday];
  if (word === undefined) throw new Error('no such weekday');
  await good(
    office.PUT('/api/v1/admin/holidays/{date}', { params: { path: { date: dateIn(14) } }, body: { name: 'A day off' } }),
  );
  const plan = await good(
    grace.POST('/api/v1/classroom/{classroom}/series', {
      params: { path: { classroom: classroom.id } },
      body: { weekdays: [word], from: '09:15', to: '10:45', first_date: first, last_date: dateIn(28), room: 'B7' },
    }),
  );
  assert.equal(plan.lectures.length, 3);
  assert.deepEqual(plan.left_out, [dateIn(14)]);
  const moved = await good(
    grace.PATCH('/api/v1/attendance/{lecture}', {
      params: { path: { lecture: plan.lectures[0]?.id ?? 0 } },
      body: { title: 'Parsing', auto_open: 'off' },
    }),
  );
  assert.equal(moved.auto_open, 'off');
});

step('a lecture begins, its window is open', async () => {
  lecture = await good(
    grace.POST('/api/v1/classroom/{classroom}/instant', {
      params: { path: { classroom: classroom.id } },
      body: { title: 'Lexing', minutes: 15 },
    }),
  );
  assert.equal(lecture.window?.state, 'open');
  await good(
    grace.POST('/api/v1/attendance/{lecture}/window/extend', { params: { path: { lecture: lecture.id } }, body: { minutes: 5 } }),
  );
  const mine = await good(alan.GET('/api/v1/attendance/{lecture}/mine', { params: { path: { lecture: lecture.id } } }));
  assert.equal(mine.mark, null);
});

step('marks: one by hand, the rest at once, one undone', async () => {
  const path = { lecture: lecture.id };
  const alanId = students.find((student) => student.number === 's-1')?.id ?? 0;
  const mark = await good(
    grace.PUT('/api/v1/attendance/{lecture}/marks/{student}', {
      params: { path: { lecture: lecture.id, student: alanId }, header: { 'Idempotency-Key': 'mark-1', 'If-None-Match': '*' } },
      body: { status: 'L', minutes_late: 7, note: 'the tram' },
    }),
  );
  assert.equal(mark.method, 'manual');
  const many = await good(
    grace.POST('/api/v1/attendance/{lecture}/marks', { params: { path }, body: { students: 'unmarked', status: 'P' } }),
  );
  assert.equal(many.changed, 1);
  const again = await good(
    grace.POST('/api/v1/attendance/{lecture}/marks', { params: { path }, body: { students: [alanId], status: 'P' } }),
  );
  if (again.change === null) throw new Error('nothing was changed');
  await good(grace.POST('/api/v1/attendance/{lecture}/undo', { params: { path }, body: { change: again.change } }));
  const stranger = alan.PUT('/api/v1/attendance/{lecture}/marks/{student}', {
    params: { path: { lecture: lecture.id, student: alanId } },
    body: { status: 'P' },
  });
  assert.equal(await refusal(good(stranger)), 'not_found');
  await good(grace.POST('/api/v1/attendance/{lecture}/window/close', { params: { path }, body: {} }));
});

step('the register and its files', async () => {
  const path = { classroom: classroom.id };
  const register = await good(grace.GET('/api/v1/classroom/{classroom}/register', { params: { path, query: { versions: true } } }));
  const column = register.lectures.findIndex((one) => one.id === lecture.id);
  const row = register.students.find((one) => one.name === 'Alan Turing');
  assert.equal(row?.marks[column], 'L');
  assert.equal(row?.standing.late_minutes, 7);
  const csv = await good(
    grace.GET('/api/v1/classroom/{classroom}/export', { params: { path, query: { form: 'long', language: 'en' } }, parseAs: 'text' }),
  );
  assert.match(String(csv), /Alan Turing/);
  const sheet = await good(
    grace.GET('/api/v1/classroom/{classroom}/export', { params: { path, query: { form: 'xlsx' } }, parseAs: 'blob' }),
  );
  assert.ok(sheet !== undefined);
});

step('the board: work is set, handed in and graded', async () => {
  const path = { classroom: classroom.id };
  essay = await good(
    grace.POST('/api/v1/classroom/{classroom}/board', {
      params: { path },
      body: { kind: 'assessment', title: 'A lexer', body: 'Write **one**.', points: 10, due_at: new Date(Date.now() + DAY_MS).toISOString() },
    }),
  );
  const file = await good(
    alan.POST('/api/v1/classroom/{classroom}/files', { params: { path, query: { name: 'lexer.txt' } }, ...bytes('[a-z]+') }),
  );
  const work = await good(
    alan.PUT('/api/v1/classroom/{classroom}/board/{item}/hand-in', {
      params: { path: { ...path, item: essay.id } },
      body: { text: 'See the file.', files: [file.id] },
    }),
  );
  const graded = await good(
    grace.PUT('/api/v1/classroom/{classroom}/board/{item}/hand-ins/{student}/grade', {
      params: { path: { ...path, item: essay.id, student: work.student.id }, header: { 'If-Match': `"${work.version}"` } },
      body: { points: 8.5, comment: 'Well argued.' },
    }),
  );
  assert.equal(graded.points, 8.5);
});

step('a program of the institution makes people, a classroom, a roster and lectures, by its own ids', async () => {
  const sofia = await office.POST('/api/v1/admin/users', {
    body: { given_name: 'Sofia', family_name: 'Kovalevskaya', email: 'sofia@example.org', role: 'professor', external_id: 'p-2' },
  });
  assert.equal(sofia.response.status, 201);
  const { user } = await good(Promise.resolve(sofia));
  assert.equal(sofia.response.headers.get('Location'), `/api/v1/admin/users/${user.id}`);
  const people = [
    { name: 'Emmy Noether', email: 'emmy@example.org', external_id: 's-4' },
    { name: 'Alan Turing', email: 'alan@example.org', external_id: 's-1' },
    { name: 'Nobody', email: 'not an address' },
  ];
  const first = await good(office.POST('/api/v1/admin/users/bulk', { body: { users: people } }));
  assert.deepEqual(first.outcomes.map(({ outcome, code }) => code ?? outcome), ['created', 'unchanged', 'email_invalid']);
  const made = await good(
    office.POST('/api/v1/admin/classrooms', { body: { subject: 'Algebra', term: 'Winter', external_id: 'alg 1/a', professor_external_id: 'p-2' } }),
  );
  assert.equal(made.professor.id, user.id);
  const path = { classroom: 'ext:alg 1%2Fa' };
  const roster = await good(
    office.PUT('/api/v1/admin/classrooms/{classroom}/students', {
      params: { path },
      body: { students: [{ external_id: 's-1' }, { email: 'emmy@example.org' }, { external_id: 's-99' }] },
    }),
  );
  assert.deepEqual([roster.created, roster.refused], [2, 1]);
  const at = (hours: number) => new Date(Date.now() + hours * 60 * 60 * 1000).toISOString();
  const plan = { lectures: [{ external_id: 'alg-1', title: 'Groups', starts_at: at(-1), ends_at: at(1) }] };
  const planned = await good(office.POST('/api/v1/admin/classrooms/{classroom}/lectures/bulk', { params: { path }, body: plan }));
  const again = await good(office.POST('/api/v1/admin/classrooms/{classroom}/lectures/bulk', { params: { path }, body: plan }));
  assert.deepEqual([planned.created, again.unchanged], [1, 1]);
});

step('it sets marks, reads what is new page by page, and undoes them', async () => {
  const path = { classroom: 'ext:alg 1%2Fa' };
  const marks = ['s-1', 's-4'].map((id) => ({ student_external_id: id, lecture_external_id: 'alg-1', status: 'P' }));
  const set = await good(office.PUT('/api/v1/admin/marks', { body: { marks } }));
  assert.deepEqual([set.created, set.changes.length], [2, 1]);
  const seen: (string | null)[] = [];
  let after = 0;
  do {
    const query = { updated_since: new Date(Date.now() - DAY_MS).toISOString(), limit: 1, ...(after > 0 ? { after } : {}) };
    const page = await good(office.GET('/api/v1/classroom/{classroom}/marks', { params: { path, query } }));
    seen.push(...page.marks.map((mark) => mark.external_id));
    after = page.next ?? 0;
  } while (after > 0);
  assert.deepEqual(seen.sort(), ['s-1', 's-4']);
  const undone = await good(office.POST('/api/v1/admin/marks/undo', { body: { changes: set.changes.map(({ change }) => change) } }));
  assert.deepEqual([undone.changed, undone.kept], [2, 0]);
  const renamed = await good(office.PATCH('/api/v1/admin/classrooms/{classroom}', { params: { path }, body: { term: 'Summer', archived: true } }));
  assert.ok(renamed.archived && renamed.term === 'Summer');
  const found = await good(office.GET('/api/v1/admin/classrooms', { params: { query: { term: 'Summer', archived: true } } }));
  assert.equal(only(found.classrooms, 'classrooms').external_id, 'alg 1/a');
});

step('the institution reads its figures', async () => {
  const from = new Date(Date.now() - DAY_MS).toISOString();
  const report = await good(office.GET('/api/v1/admin/report', { params: { query: { from } } }));
  if (typeof report === 'string') throw new Error('no JSON came');
  assert.equal(report.institution.late, 1);
  const audit = await good(office.GET('/api/v1/admin/audit', { params: { query: { group: 'marks', limit: 5 } } }));
  assert.ok(typeof audit !== 'string' && audit.entries.length > 0);
});

step('a copy of what is known of a person', async () => {
  const done = await ended(alan, await good(alan.POST('/api/v1/user/export', {})));
  const file = await good(alan.GET('/api/v1/user/jobs/{job}/file', { params: { path: { job: done.id } }, parseAs: 'arrayBuffer' }));
  assert.ok(file !== undefined && done.output !== null && done.output.size > 0);
});

step('somebody is erased', async () => {
  const found = await good(office.GET('/api/v1/admin/users', { params: { query: { query: 's-1' } } }));
  const user = only(found.users, 'Alan').id;
  const would = await good(office.POST('/api/v1/admin/users/{user}/erase', { params: { path: { user } }, body: {} }));
  assert.equal(would.applied, false);
  const did = await good(office.POST('/api/v1/admin/users/{user}/erase', { params: { path: { user } }, body: { apply: true } }));
  assert.ok(did.applied && did.data.some((line) => line.fate === 'deleted'));
  assert.equal(await refusal(good(alan.GET('/api/v1/user/me'))), 'not_signed_in');
});

step('a refusal names its page', async () => {
  try {
    await good(grace.GET('/api/v1/attendance/{lecture}', { params: { path: { lecture: 900001 } } }));
    assert.fail('it was not refused');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    assert.equal(error.status, 404);
    const page = await fetch(new URL(error.problem.type, address));
    assert.match(await page.text(), /<h1>not_found<\/h1>/);
  }
});

let passed = 0;
let failed = 0;
for (const { name, run } of steps) {
  try {
    await run();
    console.log(`ok   ${name}`);
    passed++;
  } catch (error) {
    console.log(`FAIL ${name}: ${error instanceof Error ? error.stack : String(error)}`);
    failed++;
    break; // each stands on the ones before it
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
