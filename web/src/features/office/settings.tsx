// SPDX-License-Identifier: MIT
// What an administrator may set: each value with its range, its default, and who changed it when.

import { useState } from 'preact/hooks';
import { put } from '../../core/api';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { Button, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Choices, Field, fieldError, otherThan } from '../../ui/field';
import { MoreButton } from '../../ui/more';
import { toast } from '../../ui/toast';
import { text } from './words';
import { dayAndTime, facts, number } from '../../core/text/format';
import type { Setting, SettingChange } from '../../core/types';

/** A value as people read it. */
function shown(setting: Setting, value: string): string {
  const t = text().office.settings;
  if (value === '') return t.nothing;
  return setting.kind === 'int' ? number(Number(value)) : (t.values[value] ?? value);
}

function Control({ setting, value, error, onChange }: { setting: Setting; value: string; error: string | undefined; onChange: (value: string) => void }) {
  const t = text().office.settings;
  const label = t.names[setting.name] ?? setting.name.replaceAll('_', ' ');
  if (setting.kind === 'bool' || setting.kind === 'choice') {
    const choices = setting.kind === 'bool' ? ['off', 'on'] : (setting.choices ?? []);
    return (
      <Choices
        legend={label}
        hideLegend
        name={setting.name}
        value={value}
        onChange={onChange}
        choices={choices.map((one) => ({ value: one, label: t.values[one] ?? one }))}
      />
    );
  }
  const { lowest, highest } = setting;
  const range = setting.kind === 'int' && lowest !== null && highest !== null ? t.range(number(lowest), number(highest)) : undefined;
  return (
    <Field
      label={t.value}
      name={setting.name}
      type={setting.kind === 'int' ? 'number' : 'text'}
      value={value}
      onInput={onChange}
      hint={range}
      error={error}
      optional={setting.kind === 'text'}
      {...(setting.kind === 'int' && lowest !== null && { min: lowest })}
      {...(setting.kind === 'int' && highest !== null && { max: highest })}
      {...(setting.kind === 'text' && highest !== null && { maxLength: highest })}
    />
  );
}

function History({ setting, onClose }: { setting: Setting; onClose: () => void }) {
  const t = text();
  const list = useList<SettingChange, { history: SettingChange[]; next: number | null }>(
    `/api/admin/settings/${setting.name}/history`,
    (answer) => answer.history,
  );
  return (
    <Dialog title={t.office.settings.history} onClose={onClose}>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton rows={1} />}
      {list.items?.length === 0 && <p class="muted">{t.office.settings.neverChanged}</p>}
      {list.items && list.items.length > 0 && (
        <ul class="card rows">
          {list.items.map((change) => (
            <li key={change.id} class="row">
              <div>
                <p class="row-lead">
                  {t.office.settings.fromTo(shown(setting, change.old_value ?? setting.default), shown(setting, change.new_value))}
                </p>
                <p class="muted">{facts([dayAndTime(change.changed_at), change.changed_by?.name])}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </Dialog>
  );
}

function Card({ setting, onSaved }: { setting: Setting; onSaved: (setting: Setting) => void }) {
  const t = text().office.settings;
  const [value, setValue] = useState(setting.value);
  const [history, setHistory] = useState(false);
  const { busy, problem, run } = useAction();
  const save = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      onSaved(await put<Setting>(`/api/admin/settings/${setting.name}`, { value: value.trim() }));
      toast(t.saved);
    });
  };
  const changed = setting.changed_at && setting.changed_by ? t.changed(dayAndTime(setting.changed_at), setting.changed_by.name) : null;
  return (
    <form class="card form setting" onSubmit={save} noValidate data-setting={setting.name} aria-labelledby={`setting-${setting.name}`}>
      <div>
        <h2 id={`setting-${setting.name}`}>{t.names[setting.name] ?? setting.name.replaceAll('_', ' ')}</h2>
        <p class="muted">{t.about[setting.name] ?? setting.about}</p>
      </div>
      <Control setting={setting} value={value} error={fieldError(problem, 'value')} onChange={setValue} />
      <ProblemNotice problem={otherThan(problem, setting.kind === 'int' || setting.kind === 'text' ? ['value'] : [])} />
      <p class="muted small">{facts([t.default(shown(setting, setting.default)), changed])}</p>
      <div class="actions">
        <Button type="submit" kind="primary" busy={busy} disabled={value.trim() === setting.value}>
          {text().office.person.save}
        </Button>
        <Button kind="quiet" onClick={() => setHistory(true)}>
          {t.history}
        </Button>
      </div>
      {history && <History setting={setting} onClose={() => setHistory(false)} />}
    </form>
  );
}

export function SettingsPage() {
  const t = text();
  usePageTitle(t.office.settings.title);
  const loaded = useLoad<{ settings: Setting[] }>('/api/admin/settings');
  const saved = (next: Setting) =>
    loaded.set((old) => ({ settings: old.settings.map((one) => (one.name === next.name ? next : one)) }));
  return (
    <div class="narrow">
      <PageHead title={t.office.settings.title} back="/" sub={t.office.settings.hint} />
      {!loaded.data && (loaded.problem ? <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} /> : <Skeleton />)}
      {loaded.data?.settings.map((setting) => <Card key={setting.name} setting={setting} onSaved={saved} />)}
    </div>
  );
}
