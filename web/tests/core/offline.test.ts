// SPDX-License-Identifier: MIT
import './vault';
import '../dom';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { get, Problem } from '../../src/core/api';
import { farewellWaits } from '../../src/core/farewell';
import { beyondBounds, isKept, keepAnswer, keptAnswer, withoutSecrets } from '../../src/core/offline';
import { forget, read, recall } from '../../src/core/query';
import { asOf, isAway, onReturn, showing } from '../../src/core/reach';
import { currentUser, loadSession, signIn, signOut } from '../../src/core/session';
import { claim, empty, lapse } from '../../src/core/vault';
import { json, refusal, serve, settle } from '../dom';
import { onDevice } from './vault';

const ada = { id: 1, name: 'Ada Byron', role: 'student', locale: 'en', family_name: null, email: 'ada@example.org', email_proven: true };
const bob = { ...ada, id: 2, name: 'Bob' };
const here = (user: typeof ada) => ({ signed_in: true, user, csrf: 'csrf-secret' });

/** `null`: there is no way to the server. */
function server(answers: Record<string, unknown> | null) {
  return serve(({ path }) => {
    if (!answers) throw new TypeError('no network');
    return path in answers ? json(answers[path]) : refusal(404, 'not_found');
  });
}

const otherTab = new BroadcastChannel('ams-session');
(otherTab as unknown as { unref: () => void }).unref();

/** As after a reload: nothing is in memory. */
async function pageBeginsAnew(): Promise<void> {
  otherTab.postMessage({ user: null });
  while (currentUser()) await new Promise((resolve) => setImmediate(resolve));
  forget();
  await loadSession();
}

const asText = (all: Map<string, unknown>) => JSON.stringify([...all]);

beforeEach(async () => {
  server({ '/api/user/session': { signed_in: false } });
  await loadSession();
  await empty();
});

test('what is kept is named, and nothing else is', () => {
  for (const path of ['/api/student/home', '/api/student/record/7', '/api/user/days?from=a&before=b', '/api/classroom/3', '/api/classroom/3/students',
    '/api/classroom/3/board', '/api/classroom/3/board?limit=20', '/api/classroom/3/board/9', '/api/attendance/4', '/api/user/teaching'])
    assert.ok(isKept(path), path);
  for (const path of ['/api/user/sessions', '/api/user/totp', '/api/user/calendar', '/api/user/me', '/api/user/session', '/api/attendance/4/code', '/api/office/leaves?limit=9',
    '/api/attendance/4/marks/5', '/api/classroom/3/students/9', '/api/admin/users', '/api/student/face', '/api/user/push', '/api/classroom/3/register?month=1', '/api/attendance/4/challenge'])
    assert.ok(!isKept(path), path);
});

test('what opens something is taken out before it is kept', () => {
  const answer = { classroom: { id: 3, join_code: 'ABC-DEF', statuses: [{ status: 'P' }] }, list: [{ token: 't', secret: { a: 1 } }], code: 'late' };
  assert.deepEqual(withoutSecrets(answer), { classroom: { id: 3, join_code: '', statuses: [{ status: 'P' }] }, list: [{ token: '', secret: null }], code: 'late' });
});

test('a hundred answers are kept, and five megabytes', () => {
  const many = Object.fromEntries(Array.from({ length: 102 }, (_, at) => [`/${at}`, { at, size: 1 }]));
  assert.deepEqual(beyondBounds(many), ['/0', '/1']);
  const large = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`/${at}`, { at, size: 1 << 20 }]));
  assert.deepEqual(beyondBounds(large), ['/0', '/1']);
  assert.deepEqual(beyondBounds({ '/a': { at: 1, size: 10 } }), []);
});

/** What is on the device as soon as it is as wanted. */
async function onDeviceOnce(wanted: (found: Awaited<ReturnType<typeof onDevice>>) => boolean): ReturnType<typeof onDevice> {
  for (;;) {
    const found = await onDevice();
    if (wanted(found)) return found;
    await settle();
  }
}

test('without a network the page is whose it was, with what was read; with it, all is read anew', async () => {
  const day = { classrooms: [], word: 'as it was' };
  server({ '/api/user/session': here(ada), '/api/student/home': day });
  await loadSession();
  await read('/api/student/home');
  // What is kept is sealed and written behind the page's back: on a busy machine it takes longer than a turn.
  const kept = await onDeviceOnce((found) => found.has('answer /api/student/home') && found.has('who'));
  assert.doesNotMatch(asText(kept), /csrf-secret|Ada|as it was|example\.org/);

  server(null);
  await pageBeginsAnew();
  assert.equal(currentUser()?.name, 'Ada Byron');
  const leave = showing('/api/student/home');
  assert.deepEqual(await read('/api/student/home'), day);
  assert.ok(isAway() && asOf() !== null && (asOf() ?? 0) <= Date.now());
  await assert.rejects(read('/api/student/record/7'), (error) => error instanceof Problem && error.code === 'network');

  let again = 0;
  const stop = onReturn(() => (again += 1));
  server({ '/api/user/session': here(ada), '/api/student/home': { ...day, word: 'new' }, '/api/health/live': {} });
  await get('/api/health/live');
  await settle();
  assert.equal(again, 1);
  assert.ok(!isAway());
  assert.deepEqual(await read('/api/student/home'), { ...day, word: 'new' });
  leave();
  stop();
});

test('signing out leaves nothing on the device, a session that has ended neither', async () => {
  const answers = { '/api/user/session': here(ada), '/api/student/home': { a: 1 } };
  for (const end of [signOut, async () => (serve(() => json({ signed_in: false })), await loadSession())]) {
    server(answers);
    await loadSession();
    await read('/api/student/home');
    await settle();
    assert.ok((await onDevice()).size > 0);
    await end();
    await settle();
    assert.deepEqual([...(await onDevice()).keys()], []);
    server(null);
    assert.equal(await keptAnswer('/api/student/home'), null);
    await loadSession();
    assert.equal(currentUser(), null);
  }
});

/** Signed out with no way to the server. */
async function signOutAway(): Promise<void> {
  server({ '/api/user/session': here(ada), '/api/student/home': { a: 1 } });
  await loadSession();
  await read('/api/student/home');
  await settle();
  server(null);
  await signOut();
  await settle();
}

/** A server where Ada's session lives until it is ended. */
function withSession(refused: Response | null = null) {
  let alive = true;
  return serve(({ path, method }) => {
    if (path !== '/api/user/session') return json({});
    if (method === 'POST') return json({ user: bob, csrf: 'other' });
    if (method === 'GET') return json(alive ? here(ada) : { signed_in: false });
    if (refused) return refused;
    alive = false;
    return new Response(null, { status: 204 });
  });
}

const ways = (asked: ReturnType<typeof serve>) => asked.filter(({ path }) => path === '/api/user/session').map(({ method }) => method);

test('signing out without a network empties the device at once; the server hears of it before anything else is asked', async () => {
  await signOutAway();
  assert.equal(currentUser(), null);
  assert.deepEqual([...(await onDevice()).keys()], []);
  await loadSession();
  assert.equal(currentUser(), null);
  assert.ok(farewellWaits());

  const asked = withSession();
  await loadSession();
  assert.deepEqual(ways(asked), ['DELETE', 'GET']);
  assert.equal(currentUser(), null);
  assert.ok(!farewellWaits());
});

test('who signs in before the server has heard that somebody has signed out waits until it has', async () => {
  await signOutAway();
  await assert.rejects(signIn('bob@example.org', 'secret'), (error) => error instanceof Problem && error.code === 'network');
  assert.ok(farewellWaits());
  const asked = withSession();
  await signIn('bob@example.org', 'secret');
  assert.deepEqual(ways(asked), ['DELETE', 'POST']);
  assert.equal(currentUser()?.name, 'Bob');
  assert.ok(!farewellWaits());
});

test('a session that has ended by itself needs no farewell; a server that cannot end it lets nobody in', async () => {
  await signOutAway();
  withSession(refusal(500, 'internal'));
  await loadSession();
  assert.equal(currentUser(), null);
  assert.ok(farewellWaits());
  withSession(refusal(401, 'not_signed_in'));
  await loadSession();
  assert.ok(!farewellWaits());
});

test('with a network the session ends with its own token, in one request', async () => {
  server({ '/api/user/session': here(ada) });
  await loadSession();
  const asked = withSession();
  await signOut();
  await settle();
  assert.deepEqual(asked.map(({ method, path }) => `${method} ${path}`), ['DELETE /api/user/session']);
  assert.equal(asked[0]?.headers['X-CSRF-Token'], 'csrf-secret');
  assert.ok(!farewellWaits());
});

test('a refusal that says that the session is over ends what is kept, too', async () => {
  server({ '/api/user/session': here(ada), '/api/student/home': { a: 1 } });
  await loadSession();
  await read('/api/student/home');
  await settle();
  serve(() => refusal(401, 'session_expired'));
  await assert.rejects(get('/api/student/home'));
  await settle();
  assert.equal(currentUser(), null);
  assert.equal((await onDevice()).size, 0);
});

test('who signs in next finds nothing of who was here', async () => {
  server({ '/api/user/session': here(ada), '/api/student/home': { whose: 'Ada' } });
  await loadSession();
  await read('/api/student/home');
  const before = (await onDeviceOnce((found) => found.has('answer /api/student/home'))).get('key');
  server({ '/api/user/session': here(bob) });
  await signIn('bob@example.org', 'secret');
  await settle();
  assert.equal(await keptAnswer('/api/student/home'), null);
  const after = await onDevice();
  assert.equal(after.get('owner'), 2);
  assert.notEqual(after.get('key'), before);
  assert.ok(!after.has('answer /api/student/home'));
});

test('an answer that comes after the sign-out is kept nowhere', async () => {
  await claim(1);
  const writing = keepAnswer('/api/student/home', { a: 1 }, 7);
  await empty();
  await writing;
  assert.equal((await onDevice()).size, 0);
});

test('an answer that one person has read is not kept of the next, nor of the same who has come again', async () => {
  for (const begin of [() => claim(2), () => empty().then(() => claim(1))]) {
    await empty();
    await claim(1);
    const writing = keepAnswer('/api/student/home', { whose: 'Ada' }, 7);
    await begin();
    await writing;
    const found = await onDevice();
    assert.ok(!found.has('answer /api/student/home'));
    assert.equal(await keptAnswer('/api/student/home'), null);
  }
});

test('what is kept cannot be put in the place of something else, nor be read without its key', async () => {
  await claim(1);
  await keepAnswer('/api/student/home', { a: 1 }, 7);
  await keepAnswer('/api/student/record/1', { a: 2 }, 7);
  assert.deepEqual((await keptAnswer('/api/student/home'))?.value, { a: 1 });
  const { createStore, get: find, set, del } = await import('idb-keyval');
  const store = createStore('ams-kept', 'kept');
  const key = await find<CryptoKey>('key', store);
  assert.equal(key?.extractable, false);
  await set('answer /api/student/home', await find('answer /api/student/record/1', store), store);
  assert.equal(await keptAnswer('/api/student/home'), null);
  await del('key', store);
  assert.equal(await keptAnswer('/api/student/record/1'), null);
});

test('what is kept is shown for as long as a session may rest: staff half a day, students a week', async () => {
  const real = Date.now;
  const hours = (n: number) => (Date.now = () => real() + n * 3_600_000);
  try {
    for (const [role, within, beyond] of [['professor', 11, 13], ['student', 160, 170]] as const)
      for (const [after, name] of [[within, 'Ada Byron'], [beyond, undefined]] as const) {
        server({ '/api/user/session': here({ ...ada, role }), '/api/student/home': { a: 1 } });
        await loadSession();
        await read('/api/student/home');
        await settle();
        serve(() => json({}, {}, 502));
        hours(after);
        await pageBeginsAnew();
        assert.equal(currentUser()?.name, name, `${role} after ${after} hours`);
        if (!name) assert.equal((await onDevice()).size, 0);
        Date.now = real;
      }
  } finally {
    Date.now = real;
  }
});

test('another tab that ends late takes nothing of who came after', async () => {
  await claim(1);
  const late = lapse(() => false);
  await claim(2);
  await keepAnswer('/api/student/home', { a: 1 }, 7);
  await late;
  assert.equal((await onDevice()).get('owner'), 2);
  assert.ok(recall('/api/student/home') === null);
});
