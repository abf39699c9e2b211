// SPDX-License-Identifier: MIT
import './vault';
import '../dom';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { get, Problem, whenStepUpNeeded } from '../../src/core/api';
import { delayOf, discard, insist, isWanted, later, sendOrKeep, sendWaiting } from '../../src/core/outbox';
import { loadSession, signOut } from '../../src/core/session';
import { empty } from '../../src/core/vault';
import { waiting, type Act } from '../../src/core/waiting';
import { withWaiting } from '../../src/ui/later';
import type { Attendance } from '../../src/core/types';
import { json, refusal, serve, settle } from '../dom';
import { holdTime } from '../time';
import { onDevice } from './vault';

const ada = { id: 1, name: 'Ada', role: 'professor', locale: 'en', family_name: null, email: 'ada@example.org', email_proven: true };
type Asked = Parameters<Parameters<typeof serve>[0]>[0];
type Answer = (asked: Asked) => Response | undefined;

/** A server that answers as the test says, and to who asks who they are. */
function server(answer: Answer) {
  const asked = serve((one) => {
    if (one.path === '/api/user/session') return one.method === 'DELETE' ? new Response(null, { status: 204 }) : json({ signed_in: true, user: ada, csrf: 'c' });
    const found = answer(one);
    if (!found) throw new TypeError('no network');
    return found;
  });
  return () => asked.filter(({ path }) => !path.startsWith('/api/user') && !path.startsWith('/api/health'));
}
const nothing: Answer = () => undefined;
const marked = (version: number, status = 'P'): Answer => ({ method, path }) =>
  path.startsWith('/api/health') ? json({}) : json(method === 'DELETE' ? { change: null } : { student: { id: 5, name: 'Eve' }, status, version });

const mark = (student: number, status: string | null, based: Record<string, string> = { 'If-None-Match': '*' }): Act => ({
  kind: 'mark',
  method: status ? 'PUT' : 'DELETE',
  path: `/api/attendance/9/marks/${student}`,
  ...(status && { json: { status } }),
  based,
  about: { student: { id: student, name: `Student ${student}` }, subject: 'Algebra' },
});

/** Without a network from now on. */
async function goAway(): Promise<void> {
  serve(() => {
    throw new TypeError('no network');
  });
  await assert.rejects(get('/api/health/live'));
}

/** With one again; what waits is sent by whoever says so. */
async function comeBack(answer: Answer) {
  const asked = server((one) => (one.path === '/api/health/live' ? json({}) : answer(one)));
  await get('/api/health/live');
  await settle();
  return asked;
}

beforeEach(async () => {
  await comeBack(nothing);
  await loadSession();
  for (const { name } of waiting()) await discard(name);
  await empty();
  await loadSession();
});

test('what is done without a network waits in order, sealed, and is sent in order with its key and what it is based on', async () => {
  await goAway();
  assert.equal(await sendOrKeep(mark(5, 'P')), null);
  assert.equal(await sendOrKeep(mark(6, 'A', { 'If-Match': '"3"' })), null);
  assert.equal(await sendOrKeep({ kind: 'request', method: 'POST', path: '/api/student/requests', json: { text: 'Why?' }, about: {} }), null);
  assert.equal(waiting().length, 3);
  assert.doesNotMatch(JSON.stringify([...(await onDevice())]), /Student 5|Algebra|Why/);
  const asked = await comeBack(marked(1));
  await sendWaiting();
  assert.deepEqual(asked().map(({ path }) => path), ['/api/attendance/9/marks/5', '/api/attendance/9/marks/6', '/api/student/requests']);
  assert.deepEqual(asked().map(({ headers }) => headers['If-Match'] ?? headers['If-None-Match']), ['*', '"3"', undefined]);
  assert.equal(new Set(asked().map(({ headers }) => headers['Idempotency-Key'])).size, 3);
  assert.ok(asked().every(({ headers }) => headers['Idempotency-Key']));
  assert.equal(waiting().length, 0);
  assert.ok(![...(await onDevice()).keys()].some((name) => name.startsWith('out ')));
});

test('a later wish takes the place of one that was not sent, based on what the first was; back to nothing, nothing is left', async () => {
  await goAway();
  await sendOrKeep(mark(5, 'P', { 'If-Match': '"3"' }));
  await sendOrKeep(mark(5, 'L', {}));
  assert.deepEqual(waiting().map(({ json: body, based }) => [body, based]), [[{ status: 'L' }, { 'If-Match': '"3"' }]]);
  await sendOrKeep(mark(6, 'P'));
  await sendOrKeep(mark(6, null, {}));
  assert.equal(waiting().length, 1);
});

test('what may have arrived is sent again with its key, and what follows is based on its answer', async () => {
  const asked = server(nothing);
  await sendOrKeep(mark(5, 'P'));
  const key = asked()[0]?.headers['Idempotency-Key'];
  await sendOrKeep(mark(5, 'A', {}));
  assert.equal(waiting().length, 2);
  const then = await comeBack(marked(7));
  await sendWaiting();
  assert.deepEqual(then().map(({ headers }) => [headers['Idempotency-Key'] === key, headers['If-Match'] ?? headers['If-None-Match']]), [[true, '*'], [false, '"7"']]);
});

const somebodyElse = (status: string, version: number): Answer => ({ method, path }) => {
  if (method === 'GET') return json({ mark: { student: { id: 5, name: 'Eve' }, status, version, note: null, minutes_late: null, marked_by: { id: 2, name: 'Grace' } } });
  return path.endsWith('/5') ? refusal(412, 'changed_meanwhile') : json({ version: 1 });
};

test('somebody else was faster: it holds up nothing, is shown with what is there now, and is decided by its owner', async () => {
  await goAway();
  await sendOrKeep(mark(5, 'P'));
  await sendOrKeep(mark(6, 'P'));
  await comeBack(somebodyElse('L', 4));
  await sendWaiting();
  const [stuck, ...rest] = waiting();
  assert.deepEqual(rest, []);
  assert.equal(stuck?.stuck?.now?.status, 'L');
  assert.equal(stuck?.stuck?.code, 'changed_meanwhile');
  await sendWaiting();
  assert.equal(waiting().length, 1);

  const asked = server(marked(5));
  await insist(stuck?.name ?? '');
  assert.deepEqual(asked().map(({ headers, body }) => [headers['If-Match'], body]), [['"4"', { status: 'P' }]]);
  assert.equal(waiting().length, 0);

  await goAway();
  await sendOrKeep(mark(5, 'P'));
  await comeBack(somebodyElse('L', 4));
  await sendWaiting();
  await discard(waiting()[0]?.name ?? '');
  assert.equal(waiting().length, 0);
});

test('where somebody else did the same, or only the answer was lost, there is nothing to decide', async () => {
  await goAway();
  await sendOrKeep(mark(5, 'P'));
  await comeBack(somebodyElse('P', 4));
  await sendWaiting();
  assert.equal(waiting().length, 0);
  const now = { status: 'L', note: null, minutes_late: 5 } as Parameters<typeof isWanted>[1];
  assert.ok(isWanted({ ...mark(5, 'L'), json: { status: 'L', minutes_late: 5 } }, now));
  assert.ok(!isWanted({ ...mark(5, 'L'), json: { status: 'L', minutes_late: 9 } }, now));
  assert.ok(!isWanted({ ...mark(5, 'L'), json: { status: 'L', note: 'bus' } }, now));
  assert.ok(isWanted(mark(5, null), { ...now, status: null }));
});

test('a note that is needed is asked for in the list', async () => {
  await goAway();
  await sendOrKeep(mark(5, 'P'));
  await sendOrKeep(mark(6, 'P'));
  const asked = await comeBack(({ body }) => ((body as { note?: string }).note ? json({ version: 1 }) : refusal(422, 'note_needed', { field: 'note' })));
  await sendWaiting();
  assert.deepEqual(waiting().map(({ stuck }) => stuck?.code), ['note_needed', 'note_needed']);
  await insist(waiting()[0]?.name ?? '', 'By the paper list');
  assert.equal(waiting().length, 1);
  assert.deepEqual(asked().at(-1)?.body, { status: 'P', note: 'By the paper list' });
});

test('fresh proof is asked for when its owner says so, once for all', async () => {
  let proofs = 0;
  whenStepUpNeeded(() => Promise.resolve(++proofs > 0));
  await goAway();
  await sendOrKeep(mark(5, 'P'));
  await sendOrKeep(mark(6, 'P'));
  await comeBack(() => (proofs > 0 ? json({ version: 1 }) : refusal(403, 'step_up_needed')));
  await sendWaiting();
  assert.equal(proofs, 0);
  assert.deepEqual(waiting().map(({ stuck }) => stuck?.code), ['step_up_needed', 'step_up_needed']);
  await insist(waiting()[0]?.name ?? '');
  assert.equal(proofs, 1);
  assert.equal(waiting().length, 0);
});

test('a busy server is waited for as long as it says, a fault is tried again a few times', async () => {
  const of = (status: number, seconds = 0) => new Problem(status, { code: 'x' }, seconds);
  const random = Math.random;
  Math.random = () => 0;
  assert.equal(delayOf(of(503, 7), 0), 7000);
  assert.equal(delayOf(of(429), 3), 1000);
  assert.equal(delayOf(of(429), 12), null);
  assert.deepEqual([0, 1, 2, 3].map((tries) => delayOf(of(500), tries)), [1000, 2000, 4000, null]);
  assert.equal(delayOf(of(409), 0), null);
  Math.random = random;

  await goAway();
  await sendOrKeep(mark(5, 'P'));
  await sendOrKeep(mark(6, 'P'));
  let busy = true;
  const asked = await comeBack(() => (busy ? refusal(429, 'too_many_requests', {}, { 'Retry-After': '9' }) : json({ version: 1 })));
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };
  const time = holdTime();
  const sending = sendWaiting();
  await until(() => time.waits.length > 0);
  assert.ok((time.waits[0] ?? 0) >= 9_000);
  assert.equal(asked().length, 1);
  busy = false;
  time.pass(8_000);
  assert.equal(asked().length, 1);
  time.pass(3_000);
  time.release();
  await sending;
  assert.deepEqual(asked().map(({ path }) => path.slice(-1)), ['5', '5', '6']);
});

test('a refusal stays in the list with its words; two hundred wait at most', async () => {
  await goAway();
  await sendOrKeep({ kind: 'leave', method: 'POST', path: '/api/student/leaves', json: { text: 'ill' }, about: {} });
  await comeBack(() => refusal(409, 'too_many_things', { detail: 'Too many.', next: 'Wait.' }));
  await sendWaiting();
  assert.deepEqual(waiting().map(({ stuck }) => [stuck?.code, stuck?.detail, stuck?.next]), [['too_many_things', 'Too many.', 'Wait.']]);
  await goAway();
  for (let n = 1; n < 200; n++) await later(mark(n, 'P'));
  await assert.rejects(later(mark(777, 'P')), (error) => error instanceof Problem && error.code === 'outbox_full');
});

test('a session that has ended leaves what waits to its owner; a sign-out leaves nothing', async () => {
  await goAway();
  await sendOrKeep(mark(5, 'P'));
  serve(() => refusal(401, 'session_expired'));
  await assert.rejects(get('/api/health/live'));
  await settle();
  assert.equal(waiting().length, 0);
  assert.deepEqual([...(await onDevice()).keys()].map((name) => name.slice(0, 5)), ['key', 'out 0', 'owner']);
  server(nothing);
  await loadSession();
  assert.equal(waiting().length, 1);
  await signOut();
  assert.equal(waiting().length, 0);
  assert.equal((await onDevice()).size, 0);
});

test('the list of a lecture shows what waits, and where somebody else was faster what is on the server', async () => {
  const state = {
    lecture: { id: 9 },
    classroom: { statuses: undefined },
    marks: [5, 6].map((id) => ({ student: { id, name: `Student ${id}` }, status: null, version: null, flags: [] })),
  } as unknown as Attendance;
  assert.equal(withWaiting(state, waiting()), state);
  await goAway();
  await sendOrKeep(mark(5, 'P'));
  const [first, second] = withWaiting(state, waiting()).marks as { status: string | null; waits?: true }[];
  assert.deepEqual([first?.status, first?.waits, second?.status, second?.waits], ['P', true, null, undefined]);
  assert.equal(withWaiting(state, waiting()).counts.attended, 1);
  await comeBack(somebodyElse('L', 4));
  await sendWaiting();
  assert.equal(withWaiting(state, waiting()), state);
});
