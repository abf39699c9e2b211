// SPDX-License-Identifier: MIT
import { app, draw, json, refusal, serve, settle, undraw } from './dom';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Attendance, Mark, Status } from '../src/core/types';
import type { Running } from '../src/features/lecture/attendance';
import { useMarking, type Asked } from '../src/features/lecture/marking';

const student = { id: 4, name: 'Emma Lund' };
const line = (status: Status, name: string) => ({ status, name, letter: status, colour: 'green', counts: 'attended', in_room: true });
const statuses = [line('P', 'Present'), line('L', 'Late'), line('A', 'Absent')];

let marks: Mark[] = [];
let doing: boolean[] = [];
let asked: Asked[] = [];
let reloads = 0;
let marking: ReturnType<typeof useMarking>;

function Rows({ note }: { note: boolean }) {
  const data = { lecture: { id: 9, subject: 'Optics', starts_at: '2026-12-01T09:00:00Z' }, classroom: { timezone: 'UTC', statuses }, marks, note_needed: note };
  const running = {
    page: { data: data as unknown as Attendance, reload: () => Promise.resolve(void reloads++) },
    putMarks: (changed: Mark[]) => void (marks = changed),
    doing: (_: number, under: boolean) => void doing.push(under),
  };
  marking = useMarking(running as unknown as Running, (one) => void asked.push(one));
  const wish = marking.wishes.get(student.id);
  return <output>{wish === undefined ? 'as it is' : (wish ?? 'none')}</output>;
}

/** A row with this mark, and a server whose answers the test gives one by one. */
async function row(status: Status | null, note = false) {
  marks = [{ student, status, version: status && 1, flags: [] } as unknown as Mark];
  [doing, asked, reloads] = [[], [], 0];
  const waiting: ((response: Response) => void)[] = [];
  const sent = serve(() => new Promise((resolve) => waiting.push(resolve)));
  await draw(<Rows note={note} />);
  const answer = async (response: Response) => (waiting.shift()?.(response), settle());
  return { sent, answer, marked: (given: Status, version: number) => answer(json({ student, status: given, version, flags: [], change: version })) };
}

const tap = async (status: Status) => (marking.tap(student.id, status), settle());
const give = async (status: Status | null) => (marking.give(student.id, status), settle());
const told = (sent: ReturnType<typeof serve>) => sent.map(({ method, body, headers }) => [method, (body as { status?: Status } | undefined)?.status, headers['If-Match']]);

afterEach(undraw);

test('what is tapped while the first is on its way is shown at once and sent next, upon what the server made of the first', async () => {
  const { sent, marked } = await row(null);
  await tap('P');
  await tap('A');
  await tap('L');
  assert.equal(app.textContent, 'L');
  assert.equal(sent.length, 1);
  await marked('P', 2);
  assert.equal(app.textContent, 'L');
  assert.deepEqual(told(sent), [['PUT', 'P', undefined], ['PUT', 'L', '"2"']]);
  await marked('L', 3);
  assert.equal(sent.length, 2);
  assert.equal(app.textContent, 'as it is');
  assert.equal(marks[0]?.status, 'L');
  assert.deepEqual(doing, [true, true, false]);
});

test('two taps before anything is drawn are one after the other, too', async () => {
  const { sent, marked } = await row(null);
  marking.tap(student.id, 'P');
  marking.tap(student.id, 'L');
  await settle();
  assert.equal(sent.length, 1);
  await marked('P', 2);
  await marked('L', 3);
  assert.deepEqual(told(sent).map(([, status]) => status), ['P', 'L']);
});

test('the status that is on its way, tapped again, is taken away; and who comes back to it sends nothing more', async () => {
  const first = await row(null);
  await tap('P');
  await tap('P');
  assert.equal(app.textContent, 'none');
  await first.marked('P', 2);
  assert.deepEqual(told(first.sent), [['PUT', 'P', undefined], ['DELETE', undefined, '"2"']]);
  await first.answer(json({ change: 7 }));
  assert.equal(app.textContent, 'as it is');
  assert.equal(marks[0]?.status, null);

  const second = await row(null);
  await tap('P');
  await tap('L');
  await tap('P');
  await second.marked('P', 2);
  assert.equal(second.sent.length, 1);
});

test('what is said whatever was there: the same changes nothing, none takes it away while it is on its way, too', async () => {
  const { sent, marked } = await row('P');
  await give('P');
  assert.equal(sent.length, 0);
  await give('A');
  await give(null);
  await marked('A', 2);
  assert.deepEqual(told(sent), [['PUT', 'A', '"1"'], ['DELETE', undefined, '"2"']]);
});

test('a refusal takes back what is shown; a note that is needed is asked for with what was tapped last', async () => {
  const first = await row('P');
  await tap('A');
  await tap('L');
  await first.answer(refusal(412, 'changed_meanwhile'));
  assert.deepEqual([app.textContent, first.sent.length, reloads], ['as it is', 1, 1]);

  const second = await row('P');
  await tap('A');
  await tap('L');
  await second.answer(refusal(422, 'note_needed'));
  assert.deepEqual(asked.map(({ wish, mark }) => [wish, mark.status]), [['L', 'P']]);

  const third = await row('P', true);
  await give(null);
  assert.deepEqual([third.sent.length, asked.map(({ wish }) => wish)], [0, ['P']]);
});
