// SPDX-License-Identifier: MIT
// Making a token for a program, and showing it this once.

import { post } from '../../core/api';
import { now } from '../../core/clock';
import { useForm } from '../../core/form';
import { words } from '../../core/text';
import { programs as programWords } from '../../core/text/books';
import { longDay } from '../../core/text/format';
import type { TokenMade } from '../../core/types';
import { Select } from '../area';
import { Button, CopyButton } from '../basics';
import { Dialog } from '../dialog';
import { Field } from '../field';
import { FormSheet } from '../form/form-dialog';
import { areasOf, chosenWith, type Area } from './scopes';

const text = words(programWords);

const DAYS = ['30', '90', '180', '365'] as const;
const DAY_MS = 86_400_000;

interface RowProps {
  area: Area;
  chosen: readonly string[];
  bad: boolean;
  onChange: (scope: string, on: boolean) => void;
}

function AreaRow({ area, chosen, bad, onChange }: RowProps) {
  const t = text().programs;
  const said = t.areas[area.name] ?? { name: area.name, about: '' };
  const box = (scope: string | undefined, act: string) =>
    scope && (
      <label class="programs-box">
        <input
          type="checkbox"
          name={scope}
          checked={chosen.includes(scope)}
          aria-label={t.both(said.name, act)}
          aria-invalid={bad || undefined}
          onChange={(event) => onChange(scope, event.currentTarget.checked)}
        />
        <span aria-hidden="true">{act}</span>
      </label>
    );
  return (
    <li class="programs-area" data-area={area.name}>
      <div class="programs-words">
        <p class="row-lead">{said.name}</p>
        <p class="muted small">{said.about}</p>
      </div>
      <div class="programs-boxes">
        {box(area.read, t.read)}
        {box(area.write, t.write)}
      </div>
    </li>
  );
}

interface SheetProps {
  path: string;
  /** What one may give. */
  scopes: readonly string[];
  onMade: (made: TokenMade) => void;
  onClose: () => void;
}

export function TokenSheet({ path, scopes, onMade, onClose }: SheetProps) {
  const t = text().programs;
  const form = useForm({
    initial: { name: '', days: '90' as (typeof DAYS)[number], scopes: [] as readonly string[] },
    rules: {
      name: (name) => !name.trim() && t.needName,
      scopes: (chosen) => chosen.length === 0 && t.needScopes,
    },
    send: async (typed) => onMade(await post<TokenMade>(path, { name: typed.name.trim(), days: Number(typed.days), scopes: typed.scopes })),
  });
  const { values } = form;
  const error = form.error('scopes');
  return (
    <FormSheet title={t.add} action={t.make} form={form} onClose={onClose}>
      <Field label={t.name} maxLength={100} hint={t.nameHint} {...form.field('name')} />
      <Select
        label={t.until}
        name="days"
        value={values.days}
        onChange={(days) => form.set({ days })}
        choices={DAYS.map((value) => ({ value, label: t.days(Number(value)) }))}
        hint={t.endsOn(longDay(new Date(now() + Number(values.days) * DAY_MS).toISOString()))}
      />
      <fieldset class="programs-scopes">
        <legend>{t.scopes}</legend>
        <p class="muted small">{t.scopesHint}</p>
        <ul class="rows">
          {areasOf(scopes).map((area) => (
            <AreaRow
              key={area.name}
              area={area}
              chosen={values.scopes}
              bad={Boolean(error)}
              onChange={(scope, on) => form.set((before) => ({ scopes: chosenWith(scopes, before.scopes, scope, on) }))}
            />
          ))}
        </ul>
        {error && <p class="field-error">{error}</p>}
      </fieldset>
    </FormSheet>
  );
}

/** Its characters are told this once. */
export function MadeSheet({ made, onClose }: { made: TokenMade; onClose: () => void }) {
  const t = text().programs;
  return (
    <Dialog title={t.madeTitle(made.program.name)} onClose={onClose}>
      <p>{t.once}</p>
      <p class="link-box" dir="ltr" data-testid="token">
        {made.secret}
      </p>
      <p class="muted small">{t.use}</p>
      <p class="link-box programs-use" dir="ltr">
        {t.header(`${made.program.shown}…`)}
      </p>
      <div class="dialog-actions">
        <CopyButton value={made.secret}>{text().app.copy}</CopyButton>
        <Button kind="primary" onClick={onClose}>
          {text().app.close}
        </Button>
      </div>
    </Dialog>
  );
}
