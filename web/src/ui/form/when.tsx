// SPDX-License-Identifier: MIT
// Two times of a day, and two days, in a form.

import { words } from '../../core/text';
import { plan as planWords, teaching as teachingWords } from '../../core/text/books';
import { overnight } from '../../core/zone';
import { Field } from '../field';

const text = words(planWords, teachingWords);

interface PairProps {
  value: readonly [string, string];
  onInput: readonly [(value: string) => void, (value: string) => void];
  errors: readonly [string | undefined, string | undefined];
}

/** From and to; the second one on the next day says so. */
export function TimePair({ value, onInput, errors }: PairProps) {
  const t = text().classroom;
  return (
    <div class="field-pair">
      <Field label={t.from} name="from" type="time" value={value[0]} onInput={onInput[0]} error={errors[0]} />
      <Field
        label={t.to}
        name="to"
        type="time"
        value={value[1]}
        onInput={onInput[1]}
        hint={overnight(value[0], value[1]) ? t.nextDay : undefined}
        error={errors[1]}
      />
    </div>
  );
}

export function DatePair({ value, onInput, errors }: PairProps) {
  const t = text().plan;
  return (
    <div class="field-pair">
      <Field label={t.firstDate} name="first_date" type="date" value={value[0]} onInput={onInput[0]} error={errors[0]} />
      <Field label={t.lastDate} name="last_date" type="date" value={value[1]} onInput={onInput[1]} error={errors[1]} />
    </div>
  );
}
