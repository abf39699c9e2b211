// SPDX-License-Identifier: MIT
// What an administrator may set: groups that can be searched, one Save each, what differs from its default shown with it.

import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useHold } from '../../core/form';
import { asProblem } from '../../core/hooks';
import { put, type Problem } from '../../core/api';
import { finds } from '../../core/fold';
import { useLoad, useNarrow, usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { readInstitution } from '../../core/institution';
import { words } from '../../core/text';
import { admin as adminWords, desk as deskWords, office as officeWords } from '../../core/text/books';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm, Dialog } from '../../ui/dialog';
import { Choices, Field, fieldError, otherThan } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { MoreButton } from '../../ui/more';
import { toast } from '../../ui/toast';
import { LogoCard } from './logo';
import { dayAndTime, facts, number } from '../../core/text/format';
import type { Setting, SettingChange } from '../../core/types';

const text = words(adminWords, deskWords, officeWords);

/** Which setting stands in which group, in the order of the page; what a newer server knows besides stands in the last. */
const GROUPS: readonly { id: string; names: readonly string[] }[] = [
  { id: 'institution', names: ['institution_name', 'language', 'names_by', 'first_steps', 'mail_reply_to'] },
  { id: 'joining', names: ['registration', 'registration_domain'] },
  { id: 'signing', names: ['factor_required', 'second_factor', 'step_up_marks', 'password_sign_in', 'programs'] },
  { id: 'attendance', names: ['correction_minutes', 'remind_minutes'] },
  { id: 'faces', names: ['identification', 'guardian_age'] },
  { id: 'storage', names: ['quota_institution_gb', 'quota_class_mb', 'quota_staff_mb', 'quota_student_mb'] },
  {
    id: 'kept',
    names: ['keep_templates_days', 'keep_refusals_days', 'keep_sessions_days', 'keep_disabled_days', 'keep_evidence_days', 'keep_audit_days'],
  },
];

interface Group {
  id: string;
  title: string;
  hint: string;
  settings: Setting[];
}

const nameOf = ({ name }: Setting) => text().office.settings.names[name] ?? text().desk.settings.names[name] ?? name.replaceAll('_', ' ');
const aboutOf = ({ name, about }: Setting) => text().office.settings.about[name] ?? text().desk.settings.about[name] ?? about;
const wordOf = (value: string) => text().office.settings.values[value] ?? text().desk.settings.values[value] ?? value;

/** A value as people read it. */
function shown(setting: Setting, value: string): string {
  if (value === '') return text().office.settings.nothing;
  return setting.kind === 'int' ? number(Number(value)) : setting.kind === 'text' ? value : wordOf(value);
}

function groupsOf(settings: readonly Setting[]): Group[] {
  const t = text().desk.settings.groups;
  const known = new Set(GROUPS.flatMap((group) => group.names));
  const further = settings.filter((one) => !known.has(one.name)).map((one) => one.name);
  return [...GROUPS, { id: 'further', names: further }]
    .map(({ id, names }) => ({
      id,
      title: t[id]?.title ?? id,
      hint: t[id]?.hint ?? '',
      settings: names.flatMap((name) => settings.filter((one) => one.name === name)),
    }))
    .filter((group) => group.settings.length > 0);
}

/** Whether a word of the query is in the name, what it does, its value, or its name in the API. */
const fits = (setting: Setting, query: string) =>
  finds([nameOf(setting), aboutOf(setting), setting.name, setting.name.replaceAll('_', ' '), shown(setting, setting.value)].join(' '), query);

function Control({ setting, value, error, onChange }: { setting: Setting; value: string; error: string | undefined; onChange: (value: string) => void }) {
  const t = text().office.settings;
  if (setting.kind === 'bool' || setting.kind === 'choice') {
    const choices = setting.kind === 'bool' ? ['off', 'on'] : (setting.choices ?? []);
    return (
      <Choices
        legend={nameOf(setting)}
        name={setting.name}
        value={value}
        onChange={onChange}
        choices={choices.map((one) => ({ value: one, label: wordOf(one) }))}
      />
    );
  }
  const { lowest, highest } = setting;
  const range = setting.kind === 'int' && lowest !== null && highest !== null ? t.range(number(lowest), number(highest)) : undefined;
  return (
    <Field
      label={nameOf(setting)}
      name={setting.name}
      type={setting.kind === 'int' ? 'number' : 'text'}
      value={value}
      onInput={onChange}
      hint={range}
      error={error}
      {...(setting.kind === 'text' && { optional: 'unsaid' as const })}
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
    <Dialog title={`${t.office.settings.history}: ${nameOf(setting)}`} onClose={onClose}>
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

/** One setting: its control, what it does, and how it stands to its default. */
function Line({ setting, value, problem, onChange, onHistory }: { setting: Setting; value: string; problem: Problem | null; onChange: (value: string) => void; onHistory: () => void }) {
  const t = text();
  const words = t.office.settings;
  const inField = setting.kind === 'int' || setting.kind === 'text';
  const changed = setting.changed_at && setting.changed_by ? words.changed(dayAndTime(setting.changed_at), setting.changed_by.name) : null;
  const dirty = value.trim() !== setting.value;
  return (
    <div class={`setting-line${dirty ? ' setting-dirty' : ''}`} data-setting={setting.name} data-dirty={dirty}>
      <Control setting={setting} value={value} error={fieldError(problem, 'value')} onChange={onChange} />
      <p class="setting-about muted small">{aboutOf(setting)}</p>
      {setting.name === 'identification' && value === 'on' && <p class="setting-law small">{t.identification.law}</p>}
      <ProblemNotice problem={otherThan(problem, inField ? ['value'] : [])} />
      <p class="setting-foot muted small">
        <span>{facts([value.trim() !== setting.default ? words.default(shown(setting, setting.default)) : null, changed])}</span>
        {value.trim() !== setting.default && (
          <button type="button" class="setting-button" onClick={() => onChange(setting.default)}>
            {t.desk.settings.reset}
          </button>
        )}
        {setting.changed_at && (
          <button type="button" class="setting-button" onClick={onHistory} aria-label={`${words.history}: ${nameOf(setting)}`}>
            {words.history}
          </button>
        )}
      </p>
    </div>
  );
}

interface GroupProps {
  group: Group;
  query: string;
  /** The page is named after it already. */
  alone: boolean;
  onSaved: (settings: Setting[]) => void;
}

function GroupCard({ group, query, alone, onSaved }: GroupProps) {
  const t = text();
  const words = t.desk.settings;
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [problems, setProblems] = useState<Record<string, Problem>>({});
  const [busy, setBusy] = useState(false);
  const [history, setHistory] = useState<Setting | null>(null);
  const [sure, setSure] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const valueOf = (setting: Setting) => typed[setting.name] ?? setting.value;
  const dirty = group.settings.filter((setting) => valueOf(setting).trim() !== setting.value);
  useHold(dirty.length > 0);
  const undo = () => {
    setTyped({});
    setProblems({});
  };
  const write = async (values: readonly { setting: Setting; value: string }[]) => {
    const saved: Setting[] = [];
    const failed: Record<string, Problem> = {};
    for (const { setting, value } of values) {
      try {
        saved.push(await put<Setting>(`/api/admin/settings/${setting.name}`, { value: value.trim() }));
      } catch (error) {
        failed[setting.name] = asProblem(error);
      }
    }
    onSaved(saved);
    setTyped((old) => Object.fromEntries(Object.entries(old).filter(([name]) => name in failed)));
    setProblems(failed);
    if (saved.some((one) => one.name === 'institution_name')) void readInstitution();
    return saved;
  };
  const save = async () => {
    setSure(false);
    setBusy(true);
    const before = dirty.map((setting) => ({ setting, value: setting.value }));
    const saved = await write(dirty.map((setting) => ({ setting, value: valueOf(setting) })));
    setBusy(false);
    if (saved.length < dirty.length) requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    if (saved.length === 0) return;
    const back = before.filter(({ setting }) => saved.some((one) => one.name === setting.name));
    toast(words.saved(saved.length), { label: words.undo, run: () => void write(back).then(() => toast(words.taken)) });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (dirty.length === 0 || busy) return;
    // Finding people in pictures is what the law asks most about: it is never turned on in passing.
    if (dirty.some((setting) => setting.name === 'identification' && valueOf(setting) === 'on')) setSure(true);
    else void save();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && dirty.length > 0 && !history && !sure) {
      event.preventDefault();
      undo();
    }
  };
  const seen = group.settings.filter((setting) => fits(setting, query) || valueOf(setting).trim() !== setting.value);
  if (seen.length === 0) return null;
  return (
    <form ref={form} id={group.id} class="card setting-group" onSubmit={submit} onKeyDown={keys} noValidate aria-labelledby={`title-${group.id}`} data-group={group.id}>
      <div class={alone ? 'visually-hidden' : undefined}>
        <h2 id={`title-${group.id}`}>{group.title}</h2>
        {group.hint && <p class="muted">{group.hint}</p>}
      </div>
      {seen.map((setting) => (
        <Line
          key={setting.name}
          setting={setting}
          value={valueOf(setting)}
          problem={problems[setting.name] ?? null}
          onChange={(value) => {
            setTyped((old) => ({ ...old, [setting.name]: value }));
            setProblems(({ [setting.name]: _, ...rest }) => rest);
          }}
          onHistory={() => setHistory(setting)}
        />
      ))}
      <div class={`setting-save${dirty.length > 0 ? ' setting-save-on' : ''}`}>
        <p class="muted small" role="status">
          {dirty.length > 0 && facts([words.changes(dirty.length), words.keys])}
        </p>
        <Button kind="quiet" disabled={dirty.length === 0} onClick={undo}>
          {words.undo}
        </Button>
        <Button type="submit" kind="primary" busy={busy} disabled={dirty.length === 0} label={`${words.save}: ${group.title}`}>
          {words.save}
        </Button>
      </div>
      {history && <History setting={history} onClose={() => setHistory(null)} />}
      {sure && (
        <Confirm title={t.identification.sureTitle} hint={t.identification.law} action={t.identification.turnOn} busy={busy} harmless onConfirm={() => void save()} onClose={() => setSure(false)}>
          <p>{t.identification.logged}</p>
        </Confirm>
      )}
    </form>
  );
}

/** What a door of a phone says of the settings behind it: those that are not as delivered. */
function Doors({ groups }: { groups: readonly Group[] }) {
  const words = text().desk.settings;
  return (
    <nav aria-label={words.index}>
      <ul class="card rows">
        {groups.map((group) => {
          const differ = group.settings.filter((one) => one.value !== one.default);
          return (
            <li key={group.id}>
              <a class="row row-link door" href={`/settings/${group.id}`}>
                <div>
                  <p class="row-lead">{group.title}</p>
                  <p class="muted small">{differ.length > 0 ? differ.map((one) => `${nameOf(one)}: ${shown(one, one.value)}`).join(' · ') : group.hint}</p>
                </div>
                <Icon name="forward" turns />
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Index({ groups, here }: { groups: readonly Group[]; here: string | undefined }) {
  const words = text().desk.settings;
  return (
    <nav class="setting-index" aria-label={words.index}>
      {groups.map((group) => (
        <a key={group.id} href={`/settings/${group.id}`} aria-current={here === group.id ? 'true' : undefined}>
          {group.title}
        </a>
      ))}
    </nav>
  );
}

export function SettingsPage({ group }: { group?: string }) {
  const t = text();
  const words = t.desk.settings;
  usePageTitle(t.office.settings.title);
  const narrow = useNarrow();
  const [query, setQuery] = useState(() => new URLSearchParams(location.search).get('find') ?? '');
  const loaded = useLoad<{ settings: Setting[] }>('/api/admin/settings');
  const groups = loaded.data ? groupsOf(loaded.data.settings) : [];
  const asked = groups.find((one) => one.id === group);
  const saved = (next: Setting[]) =>
    loaded.set((old) => ({ settings: old.settings.map((one) => next.find((other) => other.name === one.name) ?? one) }));
  const search = query.trim();
  useEffect(() => {
    if (!narrow && group) document.getElementById(group)?.scrollIntoView({ block: 'start' });
  }, [group, narrow, loaded.data !== null]);
  const alone = narrow && !search;
  const cards = alone ? (asked ? [asked] : []) : groups;
  const count = groups.flatMap((one) => one.settings).filter((one) => fits(one, search)).length + (finds(words.logo.title, search) ? 1 : 0);
  return (
    <div class="settings-page">
      <PageHead title={alone && asked ? asked.title : t.office.settings.title} back={alone && asked ? '/settings' : '/system'} sub={alone && asked ? asked.hint : t.office.settings.hint} />
      {!(alone && asked) && <Field label={words.search} name="find" type="search" optional="unsaid" value={query} onInput={setQuery} maxLength={60} />}
      <p class="visually-hidden" role="status">
        {search && loaded.data ? words.found(count) : ''}
      </p>
      {!loaded.data && (loaded.problem ? <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} /> : <Skeleton />)}
      {loaded.data && (
        <div class="settings-body">
          {!narrow && <Index groups={groups.filter((one) => one.settings.some((setting) => fits(setting, search)))} here={group} />}
          <div class="settings-groups">
            {alone && !asked && <Doors groups={groups} />}
            {cards.map((one) => (
              <Fragment key={one.id}>
                <GroupCard group={one} query={search} alone={alone} onSaved={saved} />
                {one.id === 'institution' && (!search || finds(words.logo.title, search)) && <LogoCard />}
              </Fragment>
            ))}
            {search && count === 0 && <Empty icon="search" title={words.none} hint={words.noneHint} />}
          </div>
        </div>
      )}
    </div>
  );
}
