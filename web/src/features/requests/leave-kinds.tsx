// SPDX-License-Identifier: MIT
// The kinds of leave that the institution names.

import { useState } from 'preact/hooks';
import { get, post } from '../../core/api';
import { useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { leave as leaveWords, leaveKinds as leaveKindsWords } from '../../core/text/books';
import { Switch } from '../../ui/area';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Choices, Field, fieldError } from '../../ui/field';
import { FormDialog } from '../../ui/form/form-dialog';
import { toast } from '../../ui/toast';
import { edit } from '../../ui/version';
import { facts } from '../../core/text/format';
import type { AdminUser, LeaveKind, Person } from '../../core/types';
import { StatusWord } from '../../ui/class/status';

const text = words(leaveWords, leaveKindsWords);

const NAME_MAX = 60;
const DAYS_MAX = 60;
const OFFICERS_MAX = 20;
const FIELDS = ['name', 'days_after', 'officers'];

function Officers({ people, onChange, error }: { people: readonly Person[]; onChange: (people: Person[]) => void; error: string | undefined }) {
  const t = text().leaveKinds;
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<AdminUser[]>([]);
  const find = (words: string) => {
    setQuery(words);
    if (words.trim().length < 2) return setFound([]);
    void get<{ users: AdminUser[] }>(`/api/admin/users?limit=8&query=${encodeURIComponent(words.trim())}`)
      .then((answer) => setFound(answer.users.filter((one) => one.role !== 'student' && !one.disabled)))
      .catch(() => setFound([]));
  };
  const left = found.filter((one) => !people.some((person) => person.id === one.id)).slice(0, 5);
  return (
    <fieldset class="choices">
      <legend>{t.officers}</legend>
      <ul class="leave-officers">
        {people.map((person) => (
          <li key={person.id}>
            <Button icon="cross" label={t.takeOfficer(person.name)} onClick={() => onChange(people.filter((one) => one.id !== person.id))}>
              {person.name}
            </Button>
          </li>
        ))}
        {people.length === 0 && <li class="muted">{t.everyAdministrator}</li>}
      </ul>
      {people.length < OFFICERS_MAX && (
        <Field label={t.find} name="officer" type="search" optional value={query} onInput={find} hint={t.officersHint} error={error} />
      )}
      {left.length > 0 && (
        <ul class="leave-officers">
          {left.map((person) => (
            <li key={person.id}>
              <Button
                icon="plus"
                label={t.addOfficer(person.name)}
                onClick={() => {
                  onChange([...people, { id: person.id, name: person.name }]);
                  setQuery('');
                  setFound([]);
                }}
              >
                {person.name}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}

const NEW: LeaveKind = {
  id: 0,
  name: '',
  decider: 'staff',
  evidence: 'optional',
  evidence_for: 'staff',
  status: 'E',
  days_after: 7,
  retired: false,
  version: 0,
  officers: [],
};

function KindDialog({ kind: before, onSaved, onClose }: { kind: LeaveKind; onSaved: () => void; onClose: () => void }) {
  const t = text().leaveKinds;
  const [kind, setKind] = useState(before);
  const [days, setDays] = useState(String(before.days_after));
  const set = (change: Partial<LeaveKind>) => setKind((old) => ({ ...old, ...change }));
  const office = kind.decider === 'office' || (kind.evidence !== 'none' && kind.evidence_for === 'office');
  const submit = async () => {
    const { id, version, officers, ...rest } = kind;
    const body = { ...rest, name: kind.name.trim(), days_after: Number(days), officers: office ? officers.map((one) => one.id) : [] };
    if (id === 0) await post<LeaveKind>('/api/admin/leave-kinds', body);
    else await edit<LeaveKind>('PUT', `/api/admin/leave-kinds/${id}`, version, body);
    toast(t.saved);
    onSaved();
    onClose();
  };
  const title = before.id === 0 ? t.add : t.editOf(before.name);
  return (
    <FormDialog title={title} action={t.save} fields={FIELDS} ready={kind.name.trim() !== ''} onSubmit={submit} onClose={onClose}>
      {(problem, tried) => (
        <>
          <Field
            label={t.name}
            name="name"
            maxLength={NAME_MAX}
            value={kind.name}
            onInput={(name) => set({ name })}
            error={tried && !kind.name.trim() ? t.needName : fieldError(problem, 'name')}
          />
          <Choices
            legend={t.decider}
            name="decider"
            value={kind.decider}
            onChange={(decider) => set({ decider })}
            choices={(['staff', 'office'] as const).map((value) => ({ value, label: t.deciders[value] }))}
          />
          <Choices
            legend={t.evidence}
            name="evidence"
            value={kind.evidence}
            onChange={(evidence) => set({ evidence })}
            choices={(['none', 'optional', 'required'] as const).map((value) => ({ value, label: t.evidences[value] }))}
          />
          {kind.evidence !== 'none' && (
            <Choices
              legend={t.evidenceFor}
              name="evidence_for"
              value={kind.evidence_for}
              onChange={(evidence_for) => set({ evidence_for })}
              choices={(['staff', 'office'] as const).map((value) => ({ value, label: t.evidenceFors[value] }))}
            />
          )}
          {office && <Officers people={kind.officers} onChange={(officers) => set({ officers })} error={fieldError(problem, 'officers')} />}
          <Choices
            legend={t.gives}
            name="gives"
            value={kind.status as 'E' | 'P'}
            onChange={(status) => set({ status })}
            choices={(['E', 'P'] as const).map((value) => ({ value, label: <StatusWord set={undefined} status={value} /> }))}
          />
          <p class="field-hint">{t.givesHint}</p>
          <Field
            label={t.daysAfter}
            name="days_after"
            type="number"
            min={0}
            max={DAYS_MAX}
            value={days}
            onInput={setDays}
            error={fieldError(problem, 'days_after')}
          />
          {before.id !== 0 && (
            <Switch name="retired" checked={kind.retired} onChange={(retired) => set({ retired })}>
              {t.retire}
            </Switch>
          )}
        </>
      )}
    </FormDialog>
  );
}

export function LeaveKindsPage() {
  const t = text().leaveKinds;
  usePageTitle(t.title);
  const list = useLoad<{ kinds: LeaveKind[] }>('/api/leave-kinds');
  const [editing, setEditing] = useState<LeaveKind | null>(null);
  const kinds = list.data?.kinds;
  const about = (kind: LeaveKind) => [
    t.deciders[kind.decider],
    `${t.evidence}: ${t.evidences[kind.evidence]}`,
    kind.evidence === 'none' ? null : t.evidenceFors[kind.evidence_for],
    kind.decider === 'office' || kind.evidence_for === 'office' ? kind.officers.map((one) => one.name).join(', ') || t.everyAdministrator : null,
    kind.days_after > 0 ? t.until(kind.days_after) : null,
  ];
  return (
    <div class="reading">
      <PageHead title={t.title} back="/system" sub={t.hint}>
        <Button kind="primary" icon="plus" onClick={() => setEditing(NEW)}>
          {t.add}
        </Button>
        <LinkButton href="/leaves">{text().leave.queue}</LinkButton>
      </PageHead>
      <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} />
      {!kinds && !list.problem && <Skeleton />}
      {kinds?.length === 0 && <Empty icon="calendar" title={t.none} hint={t.noneHint} />}
      {kinds && kinds.length > 0 && (
        <ul class="card rows">
          {kinds.map((kind) => (
            <li key={kind.id} class="row row-wrap" data-kind={kind.id}>
              <div>
                <p class="row-lead" dir="auto">
                  {kind.name}
                  {kind.retired && <span class="muted"> · {t.retired}</span>}
                </p>
                <p class="muted">{facts(about(kind))}</p>
              </div>
              <Button onClick={() => setEditing(kind)} label={t.editOf(kind.name)}>
                {t.edit}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {editing && <KindDialog kind={editing} onSaved={() => void list.reload()} onClose={() => setEditing(null)} />}
    </div>
  );
}
