// SPDX-License-Identifier: MIT
import { app, draw, find, json, press, refusal, serve, settle, type, undraw } from './dom';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { useState } from 'preact/hooks';
import { useAction, useLoad, type Loaded } from '../src/core/hooks';
import { useList } from '../src/core/hooks-list';
import { forget } from '../src/core/query';
import { keepTrail, navigate } from '../src/core/router';
import { Together } from '../src/ui/together';

interface Thing {
  n: number;
  version?: number;
}

let loaded: Loaded<Thing>;
const seen: string[] = [];
function Page({ path, atOnce = false }: { path: string; atOnce?: boolean }) {
  loaded = useLoad<Thing>(path, { atOnce });
  seen.push(loaded.problem ? loaded.problem.code : loaded.data ? `n${loaded.data.n}` : '-');
  return loaded.data && <Form key="form" thing={loaded.data} />;
}

const shown = () => loaded.data?.n;

/** As a form does: begins with what is there when it is first drawn. */
function Form({ thing }: { thing: Thing }) {
  const [typed] = useState(thing.n);
  return <output>{`${typed} of ${thing.version ?? 0}`}</output>;
}

/** Answers that the test gives one by one. */
function byHand() {
  const waiting: ((response: Response) => void)[] = [];
  const asked = serve(() => new Promise((resolve) => waiting.push(resolve)));
  return { asked, answer: async (body: unknown, nth = 0) => (waiting.splice(nth, 1)[0]?.(json(body)), settle()) };
}

const scrolled = Object.assign(window, { scrollTo: () => undefined });
assert.ok(scrolled);
keepTrail();

async function goBack(): Promise<void> {
  navigate('/elsewhere');
  const gone = new Promise((resolve) => window.addEventListener('popstate', resolve, { once: true }));
  history.back();
  await gone;
}

beforeEach(() => {
  forget();
  seen.length = 0;
  navigate('/here');
});
afterEach(undraw);

test('a path is read, and read anew when it is another', async () => {
  const server = byHand();
  await draw(<Page path="/api/1" />);
  assert.equal(app.innerHTML, '');
  await server.answer({ n: 1 });
  await draw(<Page path="/api/2" />);
  assert.equal(shown(), undefined);
  await server.answer({ n: 2 });
  assert.equal(shown(), 2);
  assert.deepEqual(server.asked.map((one) => one.path), ['/api/1', '/api/2']);
  // What belongs to the former path was never shown at the new one.
  assert.deepEqual(seen.filter((one, i) => one !== seen[i - 1]), ['-', 'n1', '-', 'n2']);
});

test('an answer to a former path comes too late', async () => {
  const server = byHand();
  await draw(<Page path="/api/1" />);
  await draw(<Page path="/api/2" />);
  await server.answer({ n: 2 }, 1);
  await server.answer({ n: 1 });
  assert.equal(shown(), 2);
});

test('a read that fails keeps what is there and says so', async () => {
  serve(() => json({ n: 1 }));
  await draw(<Page path="/api/1" />);
  await settle();
  serve(() => refusal(503, 'busy'));
  await loaded.reload();
  await settle();
  assert.equal(shown(), 1);
  assert.equal(loaded.problem?.code, 'busy');
  serve(() => json({ n: 2 }));
  await loaded.reload();
  await settle();
  assert.deepEqual([shown(), loaded.problem], [2, null]);
});

test('what an event put in place during a read is not overwritten by an older answer', async () => {
  const server = byHand();
  await draw(<Page path="/api/1" />);
  await server.answer({ n: 1 });
  void loaded.reload();
  await settle();
  loaded.set((old) => ({ n: old.n + 10 }));
  await settle();
  assert.equal(shown(), 11);
  await server.answer({ n: 1 });
  assert.equal(shown(), 11);
  await server.answer({ n: 12 });
  assert.equal(shown(), 12);
  assert.equal(server.asked.length, 3);
});

test('a page that is opened again is read first; one that is gone back to is shown at once', async () => {
  serve(() => json({ n: 1 }));
  await draw(<Page path="/api/1" />);
  await settle();
  await undraw();
  const server = byHand();
  await draw(<Page path="/api/1" />);
  assert.equal(shown(), undefined);
  await server.answer({ n: 2 });
  await undraw();
  await draw(<Page path="/api/1" atOnce />);
  assert.equal(shown(), 2);
  await server.answer({ n: 3 });
  await undraw();

  await goBack();
  await draw(<Page path="/api/1" />);
  assert.equal(shown(), 3);
  await server.answer({ n: 4 });
  assert.equal(shown(), 4);
});

test('a form does not begin with a remembered state and end with the version of another', async () => {
  serve(() => json({ n: 1, version: 1 }));
  await draw(<Page path="/api/1" />);
  await settle();
  await undraw();
  await goBack();
  const server = byHand();
  await draw(<Page path="/api/1" />);
  assert.equal(find('output').textContent, '1 of 1');
  await server.answer({ n: 2, version: 2 });
  assert.equal(find('output').textContent, '2 of 2');
});

function List() {
  const [query, setQuery] = useState('');
  const list = useList<number, { all: number[]; next: number | null; total: number }>(`/api/list?q=${query}`, (answer) => answer.all);
  return (
    <>
      <input value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
      <p>{list.items?.join(' ') ?? 'nothing'}</p>
      {list.more && <button onClick={list.more}>more</button>}
    </>
  );
}

const pages = ({ path }: { path: string }) => {
  const after = Number(new URL(path, 'https://a.example').searchParams.get('after') ?? 0);
  return json({ all: [after + 1, after + 2], next: after < 4 ? after + 2 : null, total: 6 });
};

test('a list grows by its pages, and all of them are there when one goes back', async () => {
  serve(pages);
  await draw(<List />);
  await settle();
  assert.equal(find('p').textContent, '1 2');
  await press('button');
  assert.equal(find('p').textContent, '1 2 3 4');
  await undraw();
  await goBack();
  const asked = serve(pages);
  await draw(<List />);
  assert.equal(find('p').textContent, '1 2 3 4');
  await settle();
  assert.equal(find('p').textContent, '1 2 3 4');
  assert.deepEqual(asked.map((one) => one.path), ['/api/list?q=', '/api/list?q=&after=2']);
  await press('button');
  assert.equal(find('p').textContent, '1 2 3 4 5 6');
  assert.equal(app.querySelector('button'), null);
});

test('what is typed is looked for once it rests', async () => {
  const real = globalThis.setTimeout;
  const asked = serve(pages);
  await draw(<List />);
  await settle();
  const waiting: (() => void)[] = [];
  globalThis.setTimeout = ((run: () => void, ms: number) => (ms === 250 ? waiting.push(run) : real(run, ms))) as typeof setTimeout;
  await type('input', 'a');
  await type('input', 'ab');
  globalThis.setTimeout = real;
  waiting.pop()?.();
  await settle();
  assert.deepEqual(asked.map((one) => one.path), ['/api/list?q=', '/api/list?q=ab']);
});

let act: ReturnType<typeof useAction>;
function Act() {
  act = useAction();
  return <p>{act.busy ? 'busy' : (act.problem?.code ?? 'ready')}</p>;
}

test('a second tap does nothing while the first is under way', async () => {
  await draw(<Act />);
  let runs = 0;
  let end: () => void = () => undefined;
  const first = act.run(() => new Promise((resolve) => ((runs += 1), (end = resolve))));
  await settle();
  assert.equal(find('p').textContent, 'busy');
  assert.equal(await act.run(() => Promise.resolve(void (runs += 1))), false);
  end();
  assert.equal(await first, true);
  assert.equal(runs, 1);
  assert.equal(await act.run(() => Promise.reject(new Error('broken'))), false);
  await settle();
  assert.equal(find('p').textContent, 'internal');
});

function Part({ n, within }: { n: number; within?: number }) {
  const one = useLoad<Thing>(`/api/${n}`);
  return (
    <>
      <output>{one.data ? String(one.data.n) : '-'}</output>
      {one.data && within && <Part n={within} />}
    </>
  );
}

const Both = () => (
  <Together>
    <Part n={1} />
    <Part n={2} />
  </Together>
);

/** What is seen of the parts; null: nothing yet. */
const seenParts = () => (find('.together').hidden ? null : (find('.together').textContent ?? ''));

/** What is waited for long comes when the test says so. */
function holdLongWaits() {
  const real = globalThis.setTimeout;
  const held: (() => void)[] = [];
  const wait = (run: () => void, ms = 0) => (ms < 100 ? real(run, ms) : held.push(run));
  Object.assign(globalThis, { setTimeout: wait });
  return {
    pass: () => (held.splice(0).forEach((run) => run()), settle()),
    release: () => void Object.assign(globalThis, { setTimeout: real }),
  };
}

test('parts are shown together, and an error is one', async () => {
  const waits = holdLongWaits();
  const server = byHand();
  await draw(<Both />);
  assert.equal(app.querySelectorAll('.skeleton').length, 1);
  await server.answer({ n: 20 }, 1);
  assert.equal(seenParts(), null);
  await server.answer({ n: 10 });
  assert.equal(seenParts(), '1020');
  assert.equal(app.querySelectorAll('.skeleton').length, 0);
  await undraw();
  serve((asked) => (asked.path === '/api/2' ? refusal(503, 'busy') : json({ n: 1 })));
  forget();
  await draw(<Both />);
  await settle();
  assert.equal(seenParts(), '1-');
  waits.release();
});

test('what an answer brings in is waited for, too; what comes later hides nothing again', async () => {
  const waits = holdLongWaits();
  const server = byHand();
  await draw(
    <Together>
      <Part n={1} within={2} />
    </Together>,
  );
  await server.answer({ n: 10 });
  assert.equal(seenParts(), null);
  await server.answer({ n: 20 });
  assert.equal(seenParts(), '1020');
  await draw(
    <Together>
      <Part n={3} />
    </Together>,
  );
  assert.equal(seenParts(), '-');
  waits.release();
});

test('the slowest part is not waited for without end, and where nothing is read nothing is waited for', async () => {
  const waits = holdLongWaits();
  const server = byHand();
  await draw(<Both />);
  await server.answer({ n: 10 });
  assert.equal(seenParts(), null);
  await waits.pass();
  assert.equal(seenParts(), '10-');
  await server.answer({ n: 20 });
  assert.equal(seenParts(), '1020');
  await undraw();
  await draw(<Together>as it is</Together>);
  assert.equal(seenParts(), 'as it is');
  waits.release();
});
