// SPDX-License-Identifier: MIT
// What one is told, in the app, by e-mail and by push, and when neither of these comes.

import { useId, useRef, useState } from 'preact/hooks';
import { put } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { account as accountWords, device as deviceWords, mailOff as mailOffWords } from '../../core/text/books';
import { Button, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import { EMAIL_CHOICES, type EmailChoice, type NotificationChoice, type NotificationChoices, type PushState } from '../../core/types';
import { isZone } from '../../core/zone';
import { DeviceCard } from './device';

const text = words(accountWords, deviceWords, mailOffWords);

const FIELDS = ['timezone', 'quiet_from', 'quiet_to', 'digest_at'];
const QUIET = { quiet_from: '22:00', quiet_to: '07:00' };

function zones(): readonly string[] {
  const list = (Intl as { supportedValuesOf?: (key: 'timeZone') => string[] }).supportedValuesOf;
  return list ? list('timeZone') : ['UTC', Intl.DateTimeFormat().resolvedOptions().timeZone];
}

interface KindRowProps {
  choice: NotificationChoice;
  /** The institution sends pushes. */
  pushes: boolean;
  onChange: (next: NotificationChoice) => void;
}

function KindRow({ choice, pushes, onChange }: KindRowProps) {
  const t = text();
  const id = useId();
  const tick = (way: 'app' | 'push', word: string) => (
    <td>
      <label class="tick-box">
        <input
          type="checkbox"
          checked={choice[way]}
          aria-describedby={id}
          onChange={(event) => onChange({ ...choice, [way]: event.currentTarget.checked })}
        />
        <span class="way-name">{word}</span>
      </label>
    </td>
  );
  return (
    <tr data-kind={choice.kind}>
      <th scope="row" id={id}>
        {t.told.kinds[choice.kind]}
      </th>
      {tick('app', t.device.app)}
      {pushes && tick('push', t.device.push)}
      <td class="ways-email">
        <label>
          <span class="visually-hidden">{t.told.email}</span>
          <select
            value={choice.email}
            aria-describedby={id}
            onChange={(event) => onChange({ ...choice, email: event.currentTarget.value as EmailChoice })}
          >
            {EMAIL_CHOICES.map((email) => (
              <option key={email} value={email}>
                {t.device.emails[email]}
              </option>
            ))}
          </select>
        </label>
      </td>
    </tr>
  );
}

interface HoursProps {
  choices: NotificationChoices;
  onChange: (next: NotificationChoices) => void;
  error: (field: string) => string | undefined;
}

function Hours({ choices, onChange, error }: HoursProps) {
  const t = text();
  const quiet = choices.quiet_from !== null;
  return (
    <section class="card form" aria-labelledby="hours">
      <h2 id="hours">{t.told.hours}</h2>
      <label class="tick-box">
        <input
          type="checkbox"
          checked={quiet}
          onChange={(event) =>
            onChange({ ...choices, ...(event.currentTarget.checked ? QUIET : { quiet_from: null, quiet_to: null }) })
          }
        />
        <span>{t.told.quiet}</span>
      </label>
      {quiet && <p class="muted">{t.told.quietHint}</p>}
      {quiet && (
        <div class="field-pair">
          <Field
            label={t.told.quietFrom}
            type="time"
            name="quiet_from"
            value={choices.quiet_from ?? ''}
            onInput={(quiet_from) => onChange({ ...choices, quiet_from })}
            error={error('quiet_from')}
          />
          <Field
            label={t.told.quietTo}
            type="time"
            name="quiet_to"
            value={choices.quiet_to ?? ''}
            onInput={(quiet_to) => onChange({ ...choices, quiet_to })}
            error={error('quiet_to')}
          />
        </div>
      )}
      <Field
        label={t.told.digestAt}
        type="time"
        name="digest_at"
        value={choices.digest_at}
        onInput={(digest_at) => onChange({ ...choices, digest_at })}
        hint={t.told.digestHint}
        error={error('digest_at')}
      />
      <Field
        label={t.told.zone}
        name="timezone"
        value={choices.timezone}
        onInput={(timezone) => onChange({ ...choices, timezone })}
        list={zones()}
        error={error('timezone')}
      />
    </section>
  );
}

/** What is wrong with the times as they stand, by field. */
function missing(choices: NotificationChoices): Record<string, string> {
  const t = text();
  const wrong: Record<string, string> = {};
  if (choices.quiet_from === '') wrong['quiet_from'] = t.told.needTime;
  if (choices.quiet_to === '') wrong['quiet_to'] = t.told.needTime;
  if (!choices.digest_at) wrong['digest_at'] = t.told.needTime;
  if (!isZone(choices.timezone)) wrong['timezone'] = t.told.needZone;
  return wrong;
}

function ChoicesForm({ given, pushes }: { given: NotificationChoices; pushes: boolean }) {
  const t = text();
  const [choices, setChoices] = useState(given);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const saved = useUnsaved(choices);
  const wrong = missing(choices);
  const change = (next: NotificationChoice) =>
    setChoices({ ...choices, kinds: choices.kinds.map((one) => (one.kind === next.kind ? next : one)) });
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const body = { ...choices, quiet_from: choices.quiet_from ?? '', quiet_to: choices.quiet_to ?? '' };
    const done =
      Object.keys(wrong).length === 0 &&
      (await run(async () => {
        setChoices(await put<NotificationChoices>('/api/user/notification-choices', body));
        saved();
        toast(t.told.saved);
      }));
    if (!done) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="told-form" onSubmit={(event) => void submit(event)} noValidate>
      <section class="card" aria-labelledby="kinds">
        <h2 id="kinds">{t.told.what}</h2>
        {pushes && <p class="muted">{t.device.columns}</p>}
        <table class="ways">
          <thead>
            <tr>
              <th scope="col">{t.device.kind}</th>
              <th scope="col">{t.device.app}</th>
              {pushes && <th scope="col">{t.device.push}</th>}
              <th scope="col">{t.device.email}</th>
            </tr>
          </thead>
          <tbody>
            {choices.kinds
              .filter(({ kind }) => kind in t.told.kinds)
              .map((choice) => (
                <KindRow key={choice.kind} choice={choice} pushes={pushes} onChange={change} />
              ))}
          </tbody>
        </table>
      </section>
      {choices.kinds.some(({ kind }) => kind === 'graded') && (
        <section class="card form" aria-labelledby="grades">
          <h2 id="grades">{t.mailOff.grades}</h2>
          <label class="tick-box">
            <input
              type="checkbox"
              checked={choices.points}
              aria-describedby="points-hint"
              onChange={(event) => setChoices({ ...choices, points: event.currentTarget.checked })}
            />
            <span>{t.mailOff.points}</span>
          </label>
          <p class="muted" id="points-hint">
            {t.mailOff.pointsHint}
          </p>
        </section>
      )}
      <Hours
        choices={choices}
        onChange={setChoices}
        error={(field) => (tried ? wrong[field] : undefined) ?? fieldError(problem, field)}
      />
      <ProblemNotice problem={otherThan(problem, FIELDS)} />
      <Button type="submit" kind="primary" wide busy={busy}>
        {t.me.save}
      </Button>
    </form>
  );
}

export function NotificationChoicesPage() {
  const t = text();
  usePageTitle(t.told.choices);
  const { data, problem, reload } = useLoad<NotificationChoices>('/api/user/notification-choices');
  const push = useLoad<PushState>('/api/user/push');
  // Both at once: nothing jumps when the second comes. Without word of pushes the rest can be chosen all the same.
  const ready = data && (push.data ?? push.problem);
  return (
    <div class="narrow">
      <PageHead title={t.told.choices} back="/notifications" />
      <ProblemNotice problem={problem ?? push.problem} onRetry={() => void Promise.all([reload(), push.reload()])} />
      {!ready && !problem && <Skeleton rows={4} />}
      {ready && (
        <div class="told-form">
          <DeviceCard push={push} />
          <ChoicesForm given={data} pushes={push.data?.public_key != null} />
        </div>
      )}
    </div>
  );
}
