// SPDX-License-Identifier: MIT
// How a classroom checks faces, and its minutes. Every choice says what it stops, what it does not, and the other way.

import { useRef, useState } from 'preact/hooks';
import { patch } from '../../core/api';
import { useAction } from '../../core/hooks';
import { Button, ProblemNotice } from '../../ui/basics';
import { lateMinutes, MinuteFields, windowMinutes } from '../../ui/form/classroom-fields';
import { Choices, focusFirstError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import { text } from './words';
import { type Classroom, POLICIES, type Policy } from '../../core/types';

const FIELDS = ['policy', 'late_after_minutes', 'window_minutes'];

function PolicyForm({ classroom, onChanged }: { classroom: Classroom; onChanged: (next: Classroom) => void }) {
  const t = text();
  const [policy, setPolicy] = useState<Policy>(classroom.policy);
  const [minutes, setMinutes] = useState(String(classroom.window_minutes));
  const [late, setLate] = useState(String(classroom.late_after_minutes));
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const window = windowMinutes(minutes);
  const lateAfter = lateMinutes(late);
  const save = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const change = async () => {
      const body = { policy, late_after_minutes: lateAfter, window_minutes: window };
      onChanged(await patch<Classroom>(`/api/classroom/${classroom.id}`, body));
      toast(t.policy.saved);
    };
    if (window === null || lateAfter === null || !(await run(change))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="form" onSubmit={(event) => void save(event)} noValidate>
      <ProblemNotice problem={otherThan(problem, FIELDS)} />
      <Choices
        legend={t.policy.kind}
        name="policy"
        value={policy}
        onChange={setPolicy}
        choices={POLICIES.map((value) => ({ value, label: t.policy.name[value] }))}
      />
      <p class="policy-stops" aria-live="polite">
        {t.policy.stops[policy]}
      </p>
      {(policy === 'active' || policy === 'active_colour') && <p class="muted">{t.policy.trial}</p>}
      <p class="muted">{t.policy.equal}</p>
      <MinuteFields minutes={minutes} onMinutes={setMinutes} late={late} onLate={setLate} tried={tried} problem={problem} />
      <Button type="submit" kind="primary" busy={busy}>
        {t.policy.save}
      </Button>
    </form>
  );
}

/** Closed, it shows the choice in one line. */
export function PolicyCard(props: { classroom: Classroom; onChanged: (next: Classroom) => void }) {
  const t = text();
  return (
    <details class="card policy-card">
      <summary>
        <span class="policy-title">{t.policy.title}</span>
        <span class="muted" data-policy={props.classroom.policy}>
          {t.policy.name[props.classroom.policy]}
        </span>
      </summary>
      <PolicyForm {...props} />
    </details>
  );
}
