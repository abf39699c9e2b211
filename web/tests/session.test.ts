// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get, post, Problem } from '../src/core/api';
import { read, recall } from '../src/core/query';
import { currentUser, loadSession, setFactorDue, signIn, signOut, signUp } from '../src/core/session';

const session = { user: { id: 1, name: 'Ada' }, csrf: 'token' };
const here = { signed_in: true, ...session };
const nobody = { signed_in: false };

/** A server whose cookie the browser keeps, or not. */
function open(protocol: string, kept: boolean): string[] {
  const asked: string[] = [];
  const answer = (path: string) => {
    asked.push(path);
    const good = path === '/api/user/session' || kept;
    return Promise.resolve(new Response(JSON.stringify(good ? session : { code: 'not_signed_in' }), { status: good ? 200 : 401 }));
  };
  Object.assign(globalThis, { location: { protocol }, fetch: answer });
  return asked;
}

test('over plain HTTP, a browser that throws the cookie away is told so', async () => {
  open('http:', false);
  await assert.rejects(signIn('ada@example.org', 'secret'), (error) => error instanceof Problem && error.code === 'no_https');
  assert.ok(!currentUser());
});

test('where the cookie is kept, and over HTTPS without asking, one is signed in', async () => {
  open('http:', true);
  await signIn('ada@example.org', 'secret');
  assert.equal(currentUser()?.name, 'Ada');
  const asked = open('https:', false);
  await signIn('ada@example.org', 'secret');
  assert.deepEqual(asked, ['/api/user/session']);
});

/** A server that answers each path as the test says; without a word it is out of reach. */
function answering(answers: Record<string, [status: number, body: unknown] | undefined>): { path: string; headers: Record<string, string> }[] {
  const asked: { path: string; headers: Record<string, string> }[] = [];
  Object.assign(globalThis, {
    location: { protocol: 'https:' },
    fetch: (path: string, init: { headers: Record<string, string> }) => {
      asked.push({ path, headers: init.headers });
      const found = answers[path];
      if (!found) return Promise.reject(new TypeError('out of reach'));
      return Promise.resolve(new Response(found[0] === 204 ? null : JSON.stringify(found[1]), { status: found[0] }));
    },
  });
  return asked;
}

test('who is out of reach is not signed out; who is nobody is', async () => {
  answering({ '/api/user/session': [200, here] });
  await loadSession();
  assert.equal(currentUser()?.name, 'Ada');
  answering({});
  await loadSession();
  assert.equal(currentUser()?.name, 'Ada');
  const asked = answering({ '/api/user/session': [200, nobody] });
  await loadSession();
  assert.equal(currentUser(), null);
  assert.deepEqual(asked.map(({ path }) => path), ['/api/user/session']);
});

test('a new account does its first step with its own token, before the page shows it', async () => {
  const asked = answering({ '/api/user/sign-up': [201, session], '/api/student/join': [200, {}] });
  let seen: unknown = 'not asked';
  await signUp({ name: 'Ada', email: 'ada@example.org', password: 'secret', locale: 'en' }, async () => {
    seen = currentUser();
    await post('/api/student/join', { code: 'ABC' });
  });
  assert.equal(seen, null);
  assert.equal(asked[1]?.headers['X-CSRF-Token'], 'token');
  assert.equal(currentUser()?.name, 'Ada');
});

test('signing out, and a session that ends, leave nothing of what was read', async () => {
  const answers = {
    '/api/user/session': [200, here],
    '/api/thing': [200, { n: 1 }],
    '/api/gone': [401, { code: 'session_expired' }],
  } satisfies Parameters<typeof answering>[0];
  answering(answers);
  await read('/api/thing');
  assert.deepEqual(recall('/api/thing'), { n: 1 });
  await signOut();
  assert.equal(currentUser(), null);
  assert.equal(recall('/api/thing'), null);

  await loadSession();
  await read('/api/thing');
  await assert.rejects(get('/api/gone'));
  assert.equal(currentUser(), null);
  assert.equal(recall('/api/thing'), null);
});

test('a second factor that is due is over with the next sign-in', async () => {
  answering({ '/api/user/session': [200, session], '/api/user/me': [200, session] });
  await signIn('ada@example.org', 'secret');
  setFactorDue(true);
  await signIn('ada@example.org', 'secret');
  assert.equal(currentUser()?.name, 'Ada');
});
