// SPDX-License-Identifier: MIT
// How a class checks faces, its minutes, and what opens and closes by itself. Every choice says what it stops, what it does not,
// and the other way.

import { useRef, useState } from 'preact/hooks';
import { words } from '../../core/text';
import { settings as settingsWords, spot as spotWords, taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { Switch } from '../../ui/area';
import { Button, ProblemNotice } from '../../ui/basics';
import { lateMinutes, MinuteFields, windowMinutes } from '../../ui/form/classroom-fields';
import { Choices, Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { POLICIES, type Policy } from '../../core/types';
import { type SettingsProps, useClassroomEdit } from './edit';

const text = words(settingsWords, spotWords, taughtWords, teachingWords);

const FIELDS = ['policy', 'late_after_minutes', 'window_minutes', 'absent_at_close', 'auto_open', 'auto_open_minutes', 'spot_names'];
const AUTO = [-120, 240] as const;
const SPOT = [0, 10] as const;

function autoMinutes(typed: string): number | null {
  const minutes = /^-?\d{1,3}$/.test(typed.trim()) ? Number(typed) : NaN;
  return minutes >= AUTO[0] && minutes <= AUTO[1] ? minutes : null;
}

function spotNames(typed: string): number | null {
  const names = /^\d{1,2}$/.test(typed.trim()) ? Number(typed) : NaN;
  return names >= SPOT[0] && names <= SPOT[1] ? names : null;
}

export function CheckInForm(props: SettingsProps) {
  const t = text();
  const { classroom } = props;
  const [policy, setPolicy] = useState<Policy>(classroom.policy);
  const [minutes, setMinutes] = useState(String(classroom.window_minutes));
  const [late, setLate] = useState(String(classroom.late_after_minutes));
  const [absent, setAbsent] = useState(classroom.absent_at_close);
  const [auto, setAuto] = useState(classroom.auto_open === 'on');
  const [before, setBefore] = useState(String(classroom.auto_open_minutes));
  const [spot, setSpot] = useState(String(classroom.spot_names ?? 0));
  const [tried, setTried] = useState(false);
  const { busy, problem, save } = useClassroomEdit(props, [policy, minutes, late, absent, auto, before, spot]);
  const form = useRef<HTMLFormElement>(null);
  const open = windowMinutes(minutes);
  const lateAfter = lateMinutes(late);
  const opens = autoMinutes(before);
  const names = spotNames(spot);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const fields = {
      policy,
      late_after_minutes: lateAfter,
      window_minutes: open,
      absent_at_close: absent,
      auto_open: auto ? 'on' : 'off',
      spot_names: names,
      ...(auto && { auto_open_minutes: opens }),
    };
    if (open === null || lateAfter === null || names === null || (auto && opens === null) || !(await save(fields))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate aria-label={t.taught.settings.group['check-in']}>
      <ProblemNotice problem={otherThan(problem, FIELDS)} />
      <Choices
        legend={t.policy.title}
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
      <Switch name="absent_at_close" checked={absent} onChange={setAbsent} hint={t.settings.absentHint}>
        {t.settings.absent}
      </Switch>
      <Switch name="auto_open" checked={auto} onChange={setAuto} hint={t.settings.autoHint}>
        {t.settings.auto}
      </Switch>
      {auto && (
        <Field
          label={t.settings.autoMinutes}
          name="auto_open_minutes"
          hint={t.settings.autoMinutesHint}
          value={before}
          onInput={setBefore}
          error={tried && opens === null ? t.professor.needMinutes(...AUTO) : fieldError(problem, 'auto_open_minutes')}
        />
      )}
      <Field
        label={t.spot.setting}
        name="spot_names"
        hint={t.spot.settingHint}
        value={spot}
        onInput={setSpot}
        inputMode="numeric"
        error={tried && names === null ? t.professor.needMinutes(...SPOT) : fieldError(problem, 'spot_names')}
      />
      <Button type="submit" kind="primary" busy={busy}>
        {t.taught.settings.save}
      </Button>
    </form>
  );
}
