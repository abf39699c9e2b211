// SPDX-License-Identifier: MIT
import './dom';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get, getIfChanged, patiently, post, Problem, request, setCsrf, whenFactorRequired, whenSignedOut, whenStepUpNeeded } from '../src/core/api';
import { now } from '../src/core/clock';
import { isAway } from '../src/core/reach';
import { json, refusal, serve } from './dom';

const problemOf = async (work: Promise<unknown>): Promise<Problem> => {
  const error: unknown = await work.then(
    () => assert.fail('it was answered'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Problem);
  return error;
};

test('what changes something carries the session\'s token, what reads does not', async () => {
  setCsrf('token');
  const asked = serve(() => json({}));
  await get('/api/a');
  await post('/api/a', { n: 1 });
  assert.equal(asked[0]?.headers['X-CSRF-Token'], undefined);
  assert.equal(asked[1]?.headers['X-CSRF-Token'], 'token');
  assert.equal(asked[1]?.headers['Content-Type'], 'application/json');
  assert.deepEqual(asked[1]?.body, { n: 1 });
});

test('an empty answer is nothing, and the server\'s time is learnt', async () => {
  serve(() => new Response(null, { status: 204 }));
  assert.equal(await post('/api/a'), undefined);
  serve(() => json({ server_time: new Date(Date.now() + 3_600_000).toISOString() }));
  await get('/api/a');
  assert.ok(now() - Date.now() > 3_590_000);
  serve(() => json({ server_time: new Date().toISOString() }));
  await get('/api/a');
});

test('a refusal is a problem with all that the server said', async () => {
  serve(() => refusal(422, 'invalid_field', { field: 'name', request_id: '7-1' }, { 'Retry-After': '3' }));
  const problem = await problemOf(get('/api/a'));
  assert.deepEqual([problem.status, problem.code, problem.field, problem.requestId, problem.retryAfterSeconds], [422, 'invalid_field', 'name', '7-1', 3]);
  serve(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  assert.equal((await problemOf(get('/api/a'))).code, 'internal');
  serve(() => Promise.reject(new TypeError('no network')));
  assert.equal((await problemOf(get('/api/a'))).code, 'network');
});

test('the server is there when it says that another is not; what stands before it says that it is not', async () => {
  serve(() => refusal(502, 'sso_down', {}, { 'Content-Type': 'application/problem+json' }));
  assert.equal((await problemOf(get('/api/a'))).code, 'sso_down');
  assert.equal(isAway(), false);
  serve(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  await problemOf(get('/api/a'));
  assert.equal(isAway(), true);
  serve(() => json({}));
  await get('/api/a');
  assert.equal(isAway(), false);
});

test('a session that is gone is told of once, by its code', async () => {
  let gone = 0;
  whenSignedOut(() => gone++);
  serve(() => refusal(401, 'wrong_credentials'));
  await problemOf(post('/api/user/session'));
  assert.equal(gone, 0);
  serve(() => refusal(401, 'session_expired'));
  await problemOf(get('/api/a'));
  assert.equal(gone, 1);
});

test('a token that is too old is learnt anew, once', async () => {
  setCsrf('old');
  const asked = serve(({ method, headers }) => {
    if (method === 'GET') return json({ csrf: 'new' });
    return headers['X-CSRF-Token'] === 'new' ? json({ done: true }) : refusal(403, 'csrf_failed');
  });
  assert.deepEqual(await post('/api/a'), { done: true });
  assert.deepEqual(asked.map((one) => one.path), ['/api/a', '/api/user/me', '/api/a']);
  serve(({ method }) => (method === 'GET' ? json({ csrf: 'never right' }) : refusal(403, 'csrf_failed')));
  assert.equal((await problemOf(post('/api/a'))).code, 'csrf_failed');
});

test('fresh proof repeats the request under a new key; without it the refusal stands', async () => {
  let proofs = 0;
  whenStepUpNeeded(() => Promise.resolve(++proofs === 1));
  const answers = [refusal(403, 'step_up_needed'), json({ done: true }), refusal(403, 'step_up_needed')];
  const asked = serve(() => answers.shift() ?? json({}));
  assert.deepEqual(await request('POST', '/api/a', { headers: { 'Idempotency-Key': 'first' } }), { done: true });
  assert.equal(asked.length, 2);
  assert.equal(asked[0]?.headers['Idempotency-Key'], 'first');
  assert.notEqual(asked[1]?.headers['Idempotency-Key'], 'first');
  assert.equal((await problemOf(post('/api/a'))).code, 'step_up_needed');
  whenStepUpNeeded(() => Promise.resolve(false));
});

test('that a second factor comes first is told', async () => {
  let due = 0;
  whenFactorRequired(() => due++);
  serve(() => refusal(403, 'second_factor_required'));
  await problemOf(get('/api/a'));
  assert.equal(due, 1);
});

test('an answer is asked for by its tag', async () => {
  serve(() => json({ n: 1 }, { ETag: 'W/"1"' }));
  assert.deepEqual(await getIfChanged('/api/a', null), { value: { n: 1 }, text: '{"n":1}', tag: 'W/"1"' });
  const asked = serve(() => new Response(null, { status: 304 }));
  assert.equal(await getIfChanged('/api/a', 'W/"1"'), null);
  assert.equal(asked[0]?.headers['If-None-Match'], 'W/"1"');
});

test('lost connections and a full server are asked again, and no more than so often', async () => {
  const real = globalThis.setTimeout;
  const waits: number[] = [];
  Object.assign(globalThis, { setTimeout: (run: () => void, ms: number) => (waits.push(ms), queueMicrotask(run)) });
  let tries = 0;
  await patiently(() => (++tries < 4 ? Promise.reject(new Problem(0, {})) : Promise.resolve()), () => undefined);
  assert.deepEqual(waits, [500, 1000, 2000]);
  waits.length = 0;
  await problemOf(patiently(() => Promise.reject(new Problem(503, { code: 'busy' }, 2)), () => undefined));
  assert.equal(waits.length, 12);
  assert.ok(waits.every((ms) => ms >= 2000 && ms <= 3000));
  await problemOf(patiently(() => Promise.reject(new Problem(409, {})), () => undefined));
  globalThis.setTimeout = real;
});
