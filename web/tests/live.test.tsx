// SPDX-License-Identifier: MIT
import { draw, find, settle, undraw } from './dom';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { follow, useLive, type Connection, type LiveEvents } from '../src/core/live';
import { holdTime } from './time';

class FakeSource {
  static readonly CLOSED = 2;
  static newest: FakeSource;
  readyState = 0;
  onopen: () => void = () => undefined;
  onerror: () => void = () => undefined;
  private readonly heard = new Map<string, (event: { data: string }) => void>();
  constructor(readonly url: string) {
    FakeSource.newest = this;
  }
  addEventListener(name: string, listener: (event: { data: string }) => void) {
    this.heard.set(name, listener);
  }
  close() {
    this.readyState = FakeSource.CLOSED;
  }
  tell(name: string, data: unknown) {
    this.heard.get(name)?.({ data: JSON.stringify(data) });
  }
}

let visible = true;
Object.assign(globalThis, { EventSource: FakeSource });
Object.defineProperty(document, 'visibilityState', { get: () => (visible ? 'visible' : 'hidden') });
const see = (now: boolean) => {
  visible = now;
  document.dispatchEvent(new window.Event('visibilitychange'));
};

const told: string[] = [];
const states: Connection[] = [];
const events: LiveEvents = {
  onMark: (mark, counts) => told.push(`mark ${mark.status} ${counts.present}`),
  onWindow: (window) => told.push(`window ${window?.state ?? 'none'}`),
  onRefusal: (refusal) => told.push(`refusal ${refusal.code}`),
  onGap: () => told.push('gap'),
};
const source = () => FakeSource.newest;

let time: ReturnType<typeof holdTime>;
beforeEach(() => {
  told.length = 0;
  states.length = 0;
  time = holdTime();
});
afterEach(() => time.release());

test('each event of the lecture is told', () => {
  const leave = follow(7, events, (state) => states.push(state));
  assert.equal(source().url, '/api/user/events?lecture=7');
  source().onopen();
  source().tell('mark', { mark: { status: 'P' }, counts: { present: 3 } });
  source().tell('window', { window: { state: 'closed' } });
  source().tell('refusal', { code: 'no_face' });
  // The page has just been read: the first opening is no gap.
  assert.deepEqual(told, ['mark P 3', 'window closed', 'refusal no_face']);
  assert.deepEqual(states, ['connecting', 'live']);
  leave();
  assert.equal(source().readyState, FakeSource.CLOSED);
});

test('while the stream is away the state is read every few seconds, and once more when it is back', () => {
  const leave = follow(7, events, (state) => states.push(state));
  source().onopen();
  source().onerror();
  assert.equal(states[states.length - 1], 'polling');
  time.pass(10_000);
  assert.deepEqual(told, ['gap', 'gap']);
  source().onerror();
  time.pass(8_000);
  // A new connection is tried: nothing has come of it yet, and the page goes on asking.
  assert.equal(states[states.length - 1], 'polling');
  told.length = 0;
  source().onopen();
  assert.deepEqual(told, ['gap']);
  assert.equal(states[states.length - 1], 'live');
  told.length = 0;
  time.pass(10_000);
  assert.deepEqual(told, []);
  leave();
});

test('a stream that died without a word shows within half a minute', () => {
  const leave = follow(7, events, () => undefined);
  source().onopen();
  time.pass(30_000);
  assert.deepEqual(told, ['gap']);
  leave();
  time.pass(60_000);
  assert.deepEqual(told, ['gap']);
});

test('a page out of sight asks for nothing, and reads when it is seen again', () => {
  const leave = follow(7, events, () => undefined);
  source().onopen();
  see(false);
  time.pass(120_000);
  assert.deepEqual(told, []);
  see(true);
  source().onopen();
  assert.deepEqual(told, ['gap']);
  leave();
});

function Page({ lecture }: { lecture: number }) {
  return <p>{useLive(lecture, events)}</p>;
}

test('a page of another lecture follows that one', async () => {
  time.release();
  await draw(<Page lecture={7} />);
  source().onopen();
  await settle();
  assert.equal(find('p').textContent, 'live');
  await draw(<Page lecture={8} />);
  assert.equal(source().url, '/api/user/events?lecture=8');
  await undraw();
  assert.equal(source().readyState, FakeSource.CLOSED);
});
