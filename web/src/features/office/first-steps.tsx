// SPDX-License-Identifier: MIT
// What a new college needs, in the order in which it is easiest done: the list ticks itself, and goes away.

import { put } from '../../core/api';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { overview as overviewWords } from '../../core/text/books';
import { Button, LinkButton, ProblemNotice } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { number } from '../../core/text/format';
import type { FirstStep, FirstSteps } from '../../core/types';

const text = words(overviewWords);

const PLACES: Record<FirstStep, string> = {
  name: '/settings/institution',
  mail: '/mails',
  registration: '/settings/joining',
  professors: '/invite',
  backup: '/system/backup',
  address: '/system/doctor',
};

export function FirstStepsCard({ steps, onHidden }: { steps: FirstSteps; onHidden: () => void }) {
  const t = text().firstSteps;
  const { busy, problem, run } = useAction();
  const done = steps.steps.filter((one) => one.done).length;
  const next = steps.steps.find((one) => !one.done);
  if (!steps.shown || !next) return null;
  const show = async (value: 'shown' | 'hidden') => {
    await put('/api/admin/settings/first_steps', { value });
    onHidden();
  };
  const hide = () =>
    void run(async () => {
      await show('hidden');
      toast(t.hidden, { label: t.undo, run: () => void show('shown') });
    });
  // On a college that is at work only what is left is worth a line.
  const list = steps.empty ? steps.steps : steps.steps.filter((one) => !one.done);
  return (
    <section class="card first-card" aria-labelledby="steps" data-steps={done}>
      <div class="section-head">
        <h2 id="steps">{t.title}</h2>
        <Button kind="quiet" busy={busy} onClick={hide}>
          {t.hide}
        </Button>
      </div>
      {steps.empty && <p class="muted">{t.lead}</p>}
      <div class="steps-done">
        <meter class="meter" min={0} max={steps.steps.length} value={done} aria-labelledby="steps" />
        <span class="muted small">{t.done(number(done), number(steps.steps.length))}</span>
      </div>
      <ProblemNotice problem={problem} />
      <ol class="steps-list">
        {list.map((one) => {
          const words = t.of[one.step];
          return (
            <li key={one.step} class={`step${one.done ? ' step-done' : ''}`} data-step={one.step} data-done={one.done}>
              <span class="step-tick">{one.done && <Icon name="check" />}</span>
              <div>
                <p class="row-lead">
                  {words.title}
                  {one.done && <span class="visually-hidden"> ({t.ticked})</span>}
                </p>
                {!one.done && <p class="muted">{words.hint}</p>}
              </div>
              {!one.done && (
                <LinkButton href={PLACES[one.step]} kind={steps.empty && one === next ? 'primary' : 'plain'} label={`${words.go}: ${words.title}`}>
                  {words.go}
                </LinkButton>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
