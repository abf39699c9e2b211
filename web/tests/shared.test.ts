// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../src/core/api';
import { Shared } from '../src/core/shared';
import { sectionOf } from '../src/ui/class/class-frame';

const asProblem = (error: unknown) => (error instanceof Problem ? error : new Problem(500, {}));
const rest = () => new Promise((resolve) => setImmediate(resolve));

/** A server whose answers are given when the test says so. */
function server() {
  const waiting: { path: string; answer: (value: number) => void; refuse: (status: number) => void }[] = [];
  const read = (path: string) =>
    new Promise<number>((resolve, reject) => {
      waiting.push({ path, answer: resolve, refuse: (status) => reject(new Problem(status, {})) });
    });
  return { waiting, shared: new Shared<number>(read, asProblem) };
}

test('all who ask for one path share one reading, and are told when it is there', async () => {
  const { waiting, shared } = server();
  let told = 0;
  const stop = shared.listen('/a', () => (told += 1));
  shared.listen('/a', () => (told += 1));
  assert.equal(waiting.length, 1);
  waiting[0]?.answer(7);
  await rest();
  assert.equal(told, 2);
  assert.deepEqual(shared.state('/a'), { ...shared.state('/a'), data: 7, problem: null });
  stop();
  shared.set('/a', (old) => old + 1);
  assert.equal(told, 3);
  assert.equal(shared.state('/a').data, 8);
});

test('who comes back sees what was there while it is read anew; the answer of a later reading counts', async () => {
  const { waiting, shared } = server();
  const stop = shared.listen('/a', () => undefined);
  waiting[0]?.answer(1);
  await rest();
  stop();
  shared.listen('/a', () => undefined);
  assert.equal(shared.state('/a').data, 1);
  void shared.reload('/a');
  assert.equal(waiting.length, 3);
  waiting[2]?.answer(3);
  await rest();
  waiting[1]?.answer(2);
  await rest();
  assert.equal(shared.state('/a').data, 3);
});

test('a state that was set during a reading is not lost: it is read once more', async () => {
  const { waiting, shared } = server();
  shared.listen('/a', () => undefined);
  shared.set('/a', 5);
  waiting[0]?.answer(4);
  await rest();
  assert.equal(shared.state('/a').data, 5);
  assert.equal(waiting.length, 2);
  waiting[1]?.answer(6);
  await rest();
  assert.equal(shared.state('/a').data, 6);
});

test('a refusal is told beside what was there, and nothing is left after a change of the person', async () => {
  const { waiting, shared } = server();
  shared.listen('/a', () => undefined);
  waiting[0]?.answer(1);
  await rest();
  void shared.reload('/a');
  waiting[1]?.refuse(503);
  await rest();
  assert.equal(shared.state('/a').data, 1);
  assert.equal(shared.state('/a').problem?.status, 503);
  shared.clear();
  assert.equal(shared.state('/a').data, null);
});

test('only the last few paths are kept', async () => {
  const { waiting, shared } = server();
  for (let i = 0; i < 9; i++) {
    const stop = shared.listen(`/${i}`, () => undefined);
    waiting[i]?.answer(i);
    await rest();
    stop();
  }
  assert.equal(shared.state('/0').data, null);
  assert.equal(shared.state('/8').data, 8);
});

test('the tab of a page is told from its path', () => {
  assert.equal(sectionOf('/classroom/7'), '');
  assert.equal(sectionOf('/classroom/7/board/3/edit'), 'board');
});
