// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOff, listen, type StreamState } from '../src/core/stream';
import { holdTime } from './time';

class FakeSource {
  static readonly CLOSED = 2;
  static opened: FakeSource[] = [];
  readyState = 0;
  onopen: () => void = () => undefined;
  onerror: () => void = () => undefined;
  private readonly heard = new Map<string, (event: { data: string }) => void>();
  constructor(readonly url: string) {
    FakeSource.opened.push(this);
  }
  addEventListener(name: string, listener: (event: { data: string }) => void) {
    this.heard.set(name, listener);
  }
  close() {
    this.readyState = FakeSource.CLOSED;
  }
  tell(name: string, data = '{}') {
    this.heard.get(name)?.({ data });
  }
}

const page = { visibilityState: 'visible', seen: () => undefined as void };
Object.assign(globalThis, {
  EventSource: FakeSource,
  window: { addEventListener: () => undefined, removeEventListener: () => undefined },
  document: {
    get visibilityState() {
      return page.visibilityState;
    },
    addEventListener: (_: string, listener: () => void) => (page.seen = listener),
    removeEventListener: () => (page.seen = () => undefined),
  },
});

const newest = () => FakeSource.opened[FakeSource.opened.length - 1]!;

test('one connection for the person and the lecture that is looked at', () => {
  const told: string[] = [];
  const states: StreamState[] = [];
  let gaps = 0;
  const bell = listen({ onEvent: (name, data) => told.push(`bell ${name} ${data}`), onGap: () => gaps++ });
  assert.equal(newest().url, '/api/user/events');
  const first = newest();
  first.onopen();
  assert.equal(gaps, 1);
  const leave = listen({
    lecture: 7,
    onEvent: (name) => told.push(`lecture ${name}`),
    onGap: () => undefined,
    onState: (state) => states.push(state),
  });
  assert.equal(newest().url, '/api/user/events?lecture=7');
  assert.equal(first.readyState, FakeSource.CLOSED);
  newest().onopen();
  newest().tell('notification', '{"id":1}');
  assert.deepEqual(told, ['bell notification {"id":1}', 'lecture notification']);
  assert.equal(states[states.length - 1], 'live');

  // The browser comes back by itself: the server sends what was missed, or says that it cannot.
  gaps = 0;
  newest().onerror();
  newest().onopen();
  assert.equal(gaps, 0);
  newest().tell('missed');
  assert.equal(gaps, 1);

  leave();
  assert.equal(newest().url, '/api/user/events');
  bell();
  assert.equal(newest().readyState, FakeSource.CLOSED);
});

test('a page out of sight has no connection', () => {
  const leave = listen({ onEvent: () => undefined, onGap: () => undefined });
  const before = FakeSource.opened.length;
  page.visibilityState = 'hidden';
  page.seen();
  assert.equal(newest().readyState, FakeSource.CLOSED);
  page.visibilityState = 'visible';
  page.seen();
  assert.equal(FakeSource.opened.length, before + 1);
  leave();
});

test('a stream that was taken away is read after', () => {
  const waiting: (() => void)[] = [];
  const real = globalThis.setTimeout;
  Object.assign(globalThis, { setTimeout: (run: () => void) => waiting.push(run) });
  let gaps = 0;
  const leave = listen({ onEvent: () => undefined, onGap: () => gaps++ });
  const before = FakeSource.opened.length;
  newest().tell('closed', '{"code":"too_many_streams"}');
  assert.equal(waiting.length, 0);
  page.seen();
  newest().tell('closed', '{"code":"right_lost"}');
  assert.ok(gaps >= 2);
  waiting.forEach((run) => run());
  assert.equal(FakeSource.opened.length, before + 2);
  leave();
  globalThis.setTimeout = real;
});

test('the wait doubles up to a minute, and is never the same for all', () => {
  const longest = [1, 2, 3, 4, 5, 6, 50].map((losses) => backOff(losses, 1));
  assert.deepEqual(longest, [4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  assert.deepEqual([0, 0.5, 1].map((chance) => backOff(2, chance)), [4_000, 6_000, 8_000]);
});

test('the browser may come back once by itself; a server that stays away is asked less and less often', () => {
  const time = holdTime();
  const leave = listen({ onEvent: () => undefined, onGap: () => undefined });
  const first = newest();
  first.onopen();
  first.onerror();
  assert.deepEqual(time.waits, []);
  assert.notEqual(first.readyState, FakeSource.CLOSED);
  first.onerror();
  assert.equal(first.readyState, FakeSource.CLOSED);
  for (let tries = 0; tries < 4; tries++) {
    time.pass(60_000);
    newest().onerror();
  }
  assert.deepEqual(time.waits, [8_000, 16_000, 32_000, 60_000, 60_000]);

  // Once it has held, a loss is the first one again; one that breaks at once goes on counting.
  time.pass(60_000);
  newest().onopen();
  time.pass(1_000);
  newest().onerror();
  assert.equal(time.waits.pop(), 60_000);
  time.pass(60_000);
  newest().onopen();
  time.pass(30_000);
  const held = newest();
  held.onerror();
  assert.notEqual(held.readyState, FakeSource.CLOSED);
  leave();
  time.release();
});

test('who opens a lecture while the server is away is not kept waiting', () => {
  const time = holdTime();
  const leave = listen({ onEvent: () => undefined, onGap: () => undefined });
  newest().onerror();
  newest().onerror();
  const before = FakeSource.opened.length;
  const close = listen({ lecture: 9, onEvent: () => undefined, onGap: () => undefined });
  assert.equal(FakeSource.opened.length, before + 1);
  assert.equal(newest().url, '/api/user/events?lecture=9');
  close();
  leave();
  time.release();
});
