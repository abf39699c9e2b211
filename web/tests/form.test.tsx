// SPDX-License-Identifier: MIT
import { app, draw, find, press, settle, type, undraw } from './dom';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { useState } from 'preact/hooks';
import { Problem } from '../src/core/api';
import { useForm, useUnsaved, type Form } from '../src/core/form';
import { isHeld } from '../src/core/leaving';
import { ProblemNotice } from '../src/ui/basics';
import { Choices, Field } from '../src/ui/field';
import { FormSheet } from '../src/ui/form/form-dialog';
import { Leaving } from '../src/ui/leaving';

interface Work {
  name: string;
  email: string;
  kind: 'a' | 'b';
}

let form: Form<Work>;
const sent: Work[] = [];
let send: (work: Work) => Promise<void>;

function Page({ guarded = false }: { guarded?: boolean }) {
  form = useForm<Work>({
    initial: { name: '', email: '', kind: 'a' },
    rules: { name: (name) => !name && 'Say a name.', email: (email, { kind }) => kind === 'b' && !email && 'Kind b needs an address.' },
    send: (work) => send(work),
    guarded,
  });
  return (
    <form {...form.props}>
      <ProblemNotice problem={form.problem} />
      <Field label="Name" {...form.field('name')} />
      <Field label="E-mail" {...form.field('email')} />
      <Choices
        legend="Kind"
        name="kind"
        value={form.values.kind}
        onChange={(kind) => form.set({ kind })}
        choices={[
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ]}
      />
      <button type="submit">Send</button>
    </form>
  );
}

const take = () => {
  sent.length = 0;
  send = (work) => Promise.resolve(void sent.push(work));
};
const refuse = (problem: Problem) => (send = () => Promise.reject(problem));
const errors = () => [...app.querySelectorAll('.field-error')].map((one) => one.textContent);

afterEach(undraw);

test('nothing is said before somebody tried; then each rule speaks, and the first fault has the cursor', async () => {
  take();
  await draw(<Page />);
  assert.deepEqual(errors(), []);
  await press('input[value=b]');
  await press('button[type=submit]');
  assert.deepEqual(errors(), ['Say a name.', 'Kind b needs an address.']);
  assert.equal(document.activeElement, find('[name=name]'));
  assert.equal(find('[name=name]').getAttribute('aria-invalid'), 'true');
  await type('[name=name]', 'Ada');
  await press('button[type=submit]');
  assert.deepEqual(errors(), ['Kind b needs an address.']);
  assert.equal(document.activeElement, find('[name=email]'));
  assert.deepEqual(sent, []);
  await type('[name=email]', 'ada@example.org');
  await press('button[type=submit]');
  assert.deepEqual(sent, [{ name: 'Ada', email: 'ada@example.org', kind: 'b' }]);
  assert.equal(form.dirty, false);
});

test('what the server says of a field stands there until it is changed', async () => {
  await draw(<Page />);
  await type('[name=name]', 'Ada');
  await type('[name=email]', 'taken@example.org');
  refuse(new Problem(409, { code: 'unheard_of', detail: 'That address has an account.', field: 'email' }));
  await press('button[type=submit]');
  assert.deepEqual(errors(), ['That address has an account.']);
  assert.equal(document.activeElement, find('[name=email]'));
  assert.equal(app.querySelector('[role=alert]'), null);
  await type('[name=name]', 'Ada L');
  assert.equal(errors().length, 1);
  await type('[name=email]', 'other@example.org');
  assert.deepEqual(errors(), []);
});

test('what belongs to no field stands above, and what was typed stays', async () => {
  await draw(<Page />);
  await type('[name=name]', 'Ada');
  refuse(new Problem(409, { code: 'unheard_of', detail: 'Not now.', field: 'lecture' }));
  await press('button[type=submit]');
  assert.equal(find('[role=alert] .notice-lead').textContent, 'Not now.');
  assert.equal(form.values.name, 'Ada');
});

test('one sending at a time', async () => {
  await draw(<Page />);
  await type('[name=name]', 'Ada');
  let sendings = 0;
  let end: () => void = () => undefined;
  send = () => new Promise((resolve) => ((sendings += 1), (end = resolve)));
  await press('button[type=submit]');
  await press('button[type=submit]');
  assert.equal(form.busy, true);
  end();
  await settle();
  assert.deepEqual([sendings, form.busy], [1, false]);
});

test('unsaved work holds the page until it is sent, put back, or gone', async () => {
  take();
  await draw(<Page guarded />);
  assert.equal(isHeld(), false);
  await type('[name=name]', 'Ada');
  assert.equal(isHeld(), true);
  await type('[name=name]', '');
  assert.equal(isHeld(), false);
  await type('[name=name]', 'Ada');
  await press('button[type=submit]');
  assert.equal(isHeld(), false);
  await type('[name=name]', 'Ada L');
  const closing = new window.Event('beforeunload', { cancelable: true });
  window.dispatchEvent(closing);
  assert.equal(closing.defaultPrevented, true);
  await undraw();
  assert.equal(isHeld(), false);
});

let closed = 0;
function Sheet() {
  const sheet = useForm({ initial: { name: '' }, send: () => Promise.resolve(), guarded: true });
  return (
    <>
      <FormSheet title="A sheet" action="Save" form={sheet} onClose={() => (closed += 1)}>
        <Field label="Name" {...sheet.field('name')} />
      </FormSheet>
      <Leaving />
    </>
  );
}

test('a sheet with something typed asks before it closes', async () => {
  closed = 0;
  await draw(<Sheet />);
  await press('.dialog .icon-button');
  assert.equal(closed, 1);
  await type('[name=name]', 'Ada');
  await press('.dialog .icon-button');
  assert.equal(closed, 1);
  const question = () => [...app.querySelectorAll('dialog')].find((one) => one.textContent?.includes('Discard your changes?'));
  assert.ok(question());
  const [stay, leave] = question()?.querySelectorAll<HTMLElement>('.dialog-actions button') ?? [];
  assert.ok(stay && leave);
  stay.click();
  await settle();
  assert.equal(question(), undefined);
  assert.equal(closed, 1);
  await press('.dialog .icon-button');
  question()?.querySelectorAll<HTMLElement>('.dialog-actions button')[1]?.click();
  await settle();
  assert.equal(closed, 2);
});

test('a form with state of its own holds the page until it is as it was, saved or gone', async () => {
  let saved: () => void = () => undefined;
  function Own() {
    const [words, setWords] = useState('before');
    saved = useUnsaved(words, [1, 2]);
    return <Field label="Words" name="words" value={words} onInput={setWords} />;
  }
  await draw(<Own />);
  assert.equal(isHeld(), false);
  await type('[name=words]', 'after');
  assert.equal(isHeld(), true);
  await type('[name=words]', 'before');
  assert.equal(isHeld(), false);
  await type('[name=words]', 'after');
  saved();
  await settle();
  assert.equal(isHeld(), false);
  await type('[name=words]', 'before');
  assert.equal(isHeld(), true);
  await undraw();
  assert.equal(isHeld(), false);
});

test('a dialog that closes asks about itself alone', async () => {
  let closed = 0;
  function Over({ guarded }: { guarded: boolean }) {
    const [words, setWords] = useState('');
    useUnsaved(words);
    const form = useForm({ initial: { name: '' }, send: () => Promise.resolve(), guarded });
    return (
      <>
        <Field label="Words" name="words" value={words} onInput={setWords} />
        <FormSheet title="Sheet" action="Send" form={form} onClose={() => (closed += 1)}>
          <Field label="Name" {...form.field('name')} />
        </FormSheet>
        <Leaving />
      </>
    );
  }
  await draw(<Over guarded />);
  await type('[name=words]', 'on the page');
  await press('.dialog-actions button:not([type=submit])');
  assert.equal(closed, 1);
  assert.equal(isHeld(), true);
  await type('[name=name]', 'in the dialog');
  await press('.dialog-actions button:not([type=submit])');
  assert.equal(closed, 1);
});

// Nothing is lost with them: what was looked for, a code of some letters, a password, what is done at once.
const NOT_HELD = [
  'ui/step-up-ask.tsx',
  'features/check-in/mark-code.tsx',
  'features/check-in/room-code-sheet.tsx',
  'features/check-in/room-show.tsx',
  'features/kiosk/asks.tsx',
  'features/lecture/joint.tsx',
  'features/office/hand-over.tsx',
  'features/office/import/columns.tsx', // choices, and none that takes long
  'features/office/imports.tsx',
  'features/receipt/receipt.tsx',
  'features/sign/first.tsx',
  'features/sign/link-form.tsx',
  'features/sign/mail-links.tsx',
  'features/sign/sign.tsx',
  'features/account/pin.tsx',
  'features/subject/join.tsx',
];

test('each form that holds words holds the page', () => {
  const root = 'src';
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
  const lacking = files.filter((name) => {
    const source = readFileSync(join(root, name), 'utf8');
    return /<form\b/.test(source) && !/useUnsaved\(|useHold\(|useClassroomEdit\(|guarded/.test(source);
  });
  assert.deepEqual(lacking.sort(), [...NOT_HELD].sort());
});
