// SPDX-License-Identifier: MIT
import './dom';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { amend, forget, read, recall, versionsOf } from '../src/core/query';
import { chooseLanguage } from '../src/core/text';
import { json, serve } from './dom';

/** A server whose answers have tags. */
function tagged(answers: Record<string, unknown>) {
  return serve(({ path, headers }) => {
    const body = answers[path];
    const tag = `W/"${JSON.stringify(body)}"`;
    return headers['If-None-Match'] === tag ? new Response(null, { status: 304 }) : json(body, { ETag: tag });
  });
}

beforeEach(forget);

test('what has not changed is asked for by its tag, and is the very same object', async () => {
  const answers: Record<string, unknown> = { '/api/a': { n: 1 } };
  const asked = tagged(answers);
  assert.equal(recall('/api/a'), null);
  const first = await read('/api/a');
  assert.equal(recall('/api/a'), first);
  assert.equal(await read('/api/a'), first);
  assert.deepEqual(asked.map((one) => one.headers['If-None-Match']), [undefined, 'W/"{"n":1}"']);
  answers['/api/a'] = { n: 2 };
  assert.deepEqual(await read('/api/a'), { n: 2 });
  assert.deepEqual(recall('/api/a'), { n: 2 });
});

test('an answer without a tag is read whole each time', async () => {
  const asked = serve(() => json({ n: 1 }));
  await read('/api/a');
  await read('/api/a');
  assert.deepEqual(asked.map((one) => one.headers['If-None-Match']), [undefined, undefined]);
});

test('what an event told is shown, and gives way to what is read', async () => {
  tagged({ '/api/a': { n: 1 } });
  await read('/api/a');
  amend('/api/a', { n: 5 });
  assert.deepEqual(recall('/api/a'), { n: 5 });
  assert.deepEqual(await read('/api/a'), { n: 1 });
  assert.deepEqual(recall('/api/a'), { n: 1 });
  amend('/api/unknown', { n: 1 });
  assert.equal(recall('/api/unknown'), null);
});

test('sixty answers are remembered, those used last', async () => {
  serve(({ path }) => json({ path }));
  for (let n = 0; n < 60; n++) await read(`/api/${n}`);
  await read('/api/0');
  await read('/api/60');
  assert.ok(recall('/api/0') && recall('/api/2') && recall('/api/60'));
  assert.equal(recall('/api/1'), null);
});

test('a very long answer is not remembered, and many long ones are not all', async () => {
  serve(({ path }) => json({ text: 'x'.repeat(path === '/api/huge' ? 2 << 20 : 900_000) }));
  await read('/api/huge');
  assert.equal(recall('/api/huge'), null);
  for (let n = 0; n < 10; n++) await read(`/api/${n}`);
  assert.equal(recall('/api/0'), null);
  assert.ok(recall('/api/9'));
});

test('nothing is remembered over a sign-out or a language, not even what was asked for before', async () => {
  let answer: (response: Response) => void = () => undefined;
  serve(() => new Promise((resolve) => (answer = resolve)));
  const reading = read('/api/a');
  forget();
  await Promise.resolve();
  answer(json({ whose: 'the one before' }));
  await reading;
  assert.equal(recall('/api/a'), null);

  tagged({ '/api/b': { n: 1 } });
  await read('/api/b');
  await chooseLanguage('ar');
  assert.equal(recall('/api/b'), null);
  await chooseLanguage('en');
});

test('the versions of what is in an answer are known, and words that look so are none', async () => {
  tagged({ '/api/a': { version: 3, list: [{ version: 12, text: '"version":9' }] } });
  await read('/api/a');
  assert.equal(versionsOf('/api/a'), '"version":3,"version":12');
  assert.equal(versionsOf('/api/b'), '');
});
