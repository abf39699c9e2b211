// SPDX-License-Identifier: MIT
import { app, draw, find, press, settle, type, undraw } from './dom';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Problem } from '../src/core/api';
import { useForm, type Form } from '../src/core/form';
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
