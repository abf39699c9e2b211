// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../src/core/api';
import { currentUser, signIn } from '../src/core/session';

const session = { user: { id: 1, name: 'Ada' }, csrf: 'token' };

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
