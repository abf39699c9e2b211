// SPDX-License-Identifier: MIT
// What every page is made of, as a screen reader and a keyboard have it.

import { app, draw, find, page, press, settle, type, undraw } from './dom';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { useState } from 'preact/hooks';
import { Problem } from '../src/core/api';
import { Button, ProblemNotice } from '../src/ui/basics';
import { Confirm, Dialog } from '../src/ui/dialog';
import { Choices, Field } from '../src/ui/field';
import { StripPicture } from '../src/ui/class/strip';

afterEach(undraw);

test('a button is no submit unless it says so, and says that it is busy', async () => {
  let taps = 0;
  await draw(<Button onClick={() => (taps += 1)}>Save</Button>);
  const button = find<HTMLButtonElement>('button');
  assert.equal(button.type, 'button');
  assert.equal(button.textContent, 'Save');
  await press('button');
  assert.equal(taps, 1);
  await draw(
    <Button busy type="submit" kind="danger" icon="trash" label="Delete the file">
      Delete
    </Button>,
  );
  assert.equal(button.type, 'submit');
  assert.equal(button.getAttribute('aria-busy'), 'true');
  assert.equal(button.getAttribute('aria-label'), 'Delete the file');
  assert.ok(find('.spinner'));
  assert.equal(app.querySelector('svg'), null);
});

function Typed({ error }: { error?: string }) {
  const [value, setValue] = useState('');
  return <Field label="Name" name="name" hint="As on your card" error={error} value={value} onInput={setValue} optional />;
}

test('a field is tied to its label, its hint and its error', async () => {
  await draw(<Typed />);
  const input = find<HTMLInputElement>('input');
  assert.equal(find<HTMLLabelElement>('label').htmlFor, input.id);
  assert.match(find('label').textContent ?? '', /optional/);
  assert.equal(document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent, 'As on your card');
  assert.equal(input.hasAttribute('aria-invalid'), false);
  assert.equal(input.required, false);
  await type('input', 'Ada');
  assert.equal(input.value, 'Ada');
  await draw(<Typed error="Too short" />);
  assert.equal(input.getAttribute('aria-invalid'), 'true');
  const described = (input.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);
  assert.deepEqual(described, ['As on your card', 'Too short']);
});

function Secret() {
  const [value, setValue] = useState('secret');
  return <Field label="Password" name="password" type="password" autocomplete="current-password" value={value} onInput={setValue} />;
}

test('a password is shown when one asks for it', async () => {
  await draw(<Secret />);
  const input = find<HTMLInputElement>('input');
  assert.deepEqual([input.type, input.autocomplete], ['password', 'current-password']);
  await press('.field-reveal');
  assert.equal(input.type, 'text');
  assert.equal(find('.field-reveal').getAttribute('aria-pressed'), 'true');
  await press('.field-reveal');
  assert.equal(input.type, 'password');
});

test('choices are radio buttons under one name', async () => {
  const chosen: string[] = [];
  await draw(<Choices legend="Answer" name="answer" value="yes" onChange={(value) => chosen.push(value)} choices={[{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }]} />);
  assert.equal(find('legend').textContent, 'Answer');
  assert.equal(find<HTMLInputElement>('input:checked').value, 'yes');
  await press('input[value=no]');
  assert.deepEqual(chosen, ['no']);
});

function Opened() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button id="opener" onClick={() => setOpen(true)}>
        Open
      </button>
      {open && (
        <Dialog title="A question" onClose={() => setOpen(false)}>
          <input name="within" />
        </Dialog>
      )}
    </>
  );
}

const cancel = async () => {
  // What a browser makes of Escape in a modal dialog.
  const event = new page.Event('cancel', { cancelable: true });
  find('dialog').dispatchEvent(event);
  await settle();
  return event.defaultPrevented;
};

test('a dialog has a name, takes the focus, closes by Escape, and gives the focus back', async () => {
  await draw(<Opened />);
  find('#opener').focus();
  await press('#opener');
  const dialog = find<HTMLDialogElement>('dialog');
  assert.equal(dialog.open, true);
  assert.equal(document.getElementById(dialog.getAttribute('aria-labelledby') ?? '')?.textContent, 'A question');
  assert.ok(dialog.contains(document.activeElement));
  assert.equal(await cancel(), true);
  assert.equal(app.querySelector('dialog'), null);
  assert.equal(document.activeElement, find('#opener'));
});

test('a dialog closes by a tap beside it, not by one within', async () => {
  await draw(<Opened />);
  await press('#opener');
  await press('[name=within]');
  assert.ok(app.querySelector('dialog'));
  await press('dialog');
  assert.equal(app.querySelector('dialog'), null);
});

test('what cannot be undone is a red button beside a way out', async () => {
  const done: string[] = [];
  await draw(<Confirm title="Delete?" hint="For good." action="Delete" busy={false} onConfirm={() => done.push('deleted')} onClose={() => done.push('closed')} />);
  await press('.button-danger');
  await press('.dialog-actions .button-plain');
  assert.deepEqual(done, ['deleted', 'closed']);
});

test('a problem says what happened and what to do, and offers to try again', async () => {
  let tries = 0;
  await draw(<ProblemNotice problem={new Problem(500, { code: 'unheard_of', detail: 'It broke.', next: 'Try later.', request_id: '7-1' })} onRetry={() => (tries += 1)} />);
  assert.equal(find('[role=alert]').dataset.code, 'unheard_of');
  assert.deepEqual([...app.querySelectorAll('p')].map((one) => one.textContent?.trim()).slice(0, 2), ['It broke.', 'Try later.']);
  assert.match(app.textContent ?? '', /7-1/);
  await press('button');
  assert.equal(tries, 1);
  await draw(<ProblemNotice problem={null} />);
  assert.equal(app.innerHTML, '');
});

test('a line of squares has the newest first in it, for those are the ones that there is room for', async () => {
  const cells = (['A', 'L', 'P'] as const).map((status, id) => ({ id, status, day: `day ${id}`, when: 'held' as const }));
  const shown = () => [...app.querySelectorAll<HTMLElement>('.strip-cell')].map((cell) => cell.dataset['status']).join('');
  await draw(<StripPicture cells={cells} set={undefined} label="Last 3 lectures" />);
  assert.equal(shown(), 'ALP');
  await draw(<StripPicture newest cells={cells} set={undefined} label="Last 3 lectures" />);
  assert.equal(shown(), 'PLA');
  assert.equal(find('[role=img]').getAttribute('aria-label'), 'Last 3 lectures');
});
