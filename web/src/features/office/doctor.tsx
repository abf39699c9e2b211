// SPDX-License-Identifier: MIT
// What `ams doctor` finds on the server, what stands in the way first; and the age of the backups.

import { useLoad, usePageTitle } from '../../core/hooks';
import { Button, LinkButton, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Icon, type IconName } from '../../ui/icons';
import { currentLanguage, words } from '../../core/text';
import { desk as deskWords } from '../../core/text/books';
import { dayAndTimeInside } from '../../core/text/format';
import type { Check, DoctorLook, SystemState } from '../../core/types';
import { said } from './said';

const text = words(deskWords);

const LOOKS: Record<Check['state'], { icon: IconName; chip: string }> = {
  failure: { icon: 'cross', chip: 'A' },
  warning: { icon: 'alert', chip: 'L' },
  good: { icon: 'check', chip: 'P' },
};

/** But for the name of a setting, which is as it is. */
const capital = (sentence: string) => (/^[a-z]+_/.test(sentence) ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1));

/** The server's own sentence is English: elsewhere the words of its code stand before it. */
function CheckRow({ check }: { check: Check }) {
  const t = text().desk;
  const look = LOOKS[check.state];
  const own = t.doctor.reasons[check.code];
  const english = currentLanguage() === 'en';
  const sentence = capital(check.sentence);
  return (
    <li class="row check-row" data-check={check.check} data-state={check.state}>
      <span class={`check-mark chip-${look.chip}`}>
        <Icon name={look.icon} />
        <span class="visually-hidden">{t.hub.state[check.state]}</span>
      </span>
      <div>
        <p class="row-lead">{t.doctor.checks[check.check] ?? check.check}</p>
        {!english && own && <p>{own}</p>}
        <p class={english || !own ? 'check-said' : 'check-said muted small'} lang="en" dir="ltr">
          {said(sentence)}
        </p>
      </div>
    </li>
  );
}

export function DoctorPage() {
  const t = text();
  const words = t.desk.doctor;
  usePageTitle(words.title);
  const look = useLoad<DoctorLook>('/api/admin/doctor');
  const checks = look.data?.checks ?? [];
  const of = (state: Check['state']) => checks.filter((check) => check.state === state);
  const groups = [
    { state: 'failure' as const, title: words.toMend },
    { state: 'warning' as const, title: words.toLook },
    { state: 'good' as const, title: words.good },
  ].filter(({ state }) => of(state).length > 0);
  const [failures, warnings, good] = [of('failure').length, of('warning').length, of('good').length];
  return (
    <div class="reading">
      <PageHead title={words.title} back="/system" sub={words.hint}>
        <Button onClick={() => void look.reload()}>{words.again}</Button>
      </PageHead>
      <ProblemNotice problem={look.problem} onRetry={() => void look.reload()} />
      {!look.data && !look.problem && (
        <>
          <p class="muted" role="status">
            {words.looking}
          </p>
          <Skeleton rows={5} />
        </>
      )}
      {look.data && (
        <div class={`doctor-sum ${failures > 0 ? 'doctor-failure' : warnings > 0 ? 'doctor-warning' : 'doctor-good'}`} role="status" data-failures={failures} data-warnings={warnings}>
          <Icon name={failures > 0 ? 'cross' : warnings > 0 ? 'alert' : 'check'} />
          <div>
            <p class="row-lead">{failures + warnings === 0 ? words.all(good) : words.some(failures, warnings, good)}</p>
            <p class="small">{words.at(dayAndTimeInside(look.data.at))}</p>
          </div>
        </div>
      )}
      {groups.map(({ state, title }) => (
        <section key={state} aria-labelledby={`checks-${state}`}>
          <h2 id={`checks-${state}`}>{title}</h2>
          <ul class="card rows">
            {of(state).map((check, i) => (
              <CheckRow key={`${check.check}${i}`} check={check} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

export function BackupPage() {
  const t = text();
  const words = t.desk.backup;
  usePageTitle(words.title);
  const state = useLoad<SystemState>('/api/admin/system');
  const backups = state.data?.backups;
  return (
    <div class="reading">
      <PageHead title={words.title} back="/system" sub={words.hint} />
      <ProblemNotice problem={state.problem} onRetry={() => void state.reload()} />
      {!backups && !state.problem && <Skeleton />}
      {backups?.scheduled && (
        <>
          <dl class="card facts">
            <div>
              <dt>{words.newest}</dt>
              <dd>{backups.newest_at ? dayAndTimeInside(backups.newest_at) : words.none}</dd>
            </div>
            <div>
              <dt>{words.schedule}</dt>
              <dd>{words.every(backups.hours)}</dd>
            </div>
          </dl>
          {backups.late ? (
            <div class="notice notice-bad" role="alert">
              <Icon name="alert" />
              <p class="notice-text">{words.late}</p>
              <LinkButton href="/system/doctor">{words.toDoctor}</LinkButton>
            </div>
          ) : (
            <Notice kind="good">{said(words.good)}</Notice>
          )}
        </>
      )}
      {backups && !backups.scheduled && (
        <section class="card" aria-labelledby="off">
          <h2 id="off">{words.off}</h2>
          <p>{words.offHint}</p>
          <ol class="how">
            {words.steps.map((step) => (
              <li key={step}>{said(step)}</li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}
