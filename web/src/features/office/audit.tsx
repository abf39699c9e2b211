// SPDX-License-Identifier: MIT
// The audit log: who did what to whom, searched by people, class, kind and time, and whether its chain is whole.

import { useEffect, useState } from 'preact/hooks';
import { get } from '../../core/api';
import { useAction, useNarrow, usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { log as logWords } from '../../core/text/books';
import { Select } from '../../ui/area';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Field } from '../../ui/field';
import { MoreButton } from '../../ui/more';
import { number } from '../../core/text/format';
import type { AuditChain, AuditEntry, Classroom, PersonDetail } from '../../core/types';
import { LogEntry } from './audit-entry';
import { PickClass, PickPerson, type Picked } from './pick';

const text = words(logWords);

const GROUPS = ['marks', 'signing_in', 'accounts', 'faces', 'classes', 'lectures', 'requests', 'board', 'privacy', 'system'] as const;
const RELATIONS = ['person', 'actor', 'about'] as const;
type Relation = (typeof RELATIONS)[number];

function Chain() {
  const t = text().log;
  const [chain, setChain] = useState<AuditChain | null>(null);
  const { busy, problem, run } = useAction();
  const check = () => void run(async () => setChain(await get<AuditChain>('/api/admin/audit/chain')));
  return (
    <details class="card chain" data-chain={chain?.state}>
      <summary>
        <h2 id="chain">{t.chain}</h2>
        {chain && <span class={`chip chip-plain chip-${chain.state === 'broken' ? 'A' : chain.state === 'cut' ? 'L' : 'P'}`}>{t.states[chain.state]}</span>}
      </summary>
      <p class="muted">{chain ? t.stateWords[chain.state](number(chain.entries), String(chain.broken_id ?? '')) : t.chainHint}</p>
      {chain?.head && (
        <p class="link-box small" dir="ltr">
          {chain.head}
        </p>
      )}
      <ProblemNotice problem={problem} />
      <Button busy={busy} onClick={check}>
        {t.check}
      </Button>
    </details>
  );
}

/** A day as the moment it begins here; '' when it is none. */
export function startOf(day: string, daysLater = 0): string {
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return '';
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
}

interface Filter {
  person: Picked | null;
  relation: Relation;
  classroom: Picked | null;
  group: string;
  text: string;
  from: string;
  to: string;
}

const NONE: Filter = { person: null, relation: 'person', classroom: null, group: '', text: '', from: '', to: '' };

/** What the server is asked by. Pure. */
export function paramsOf(filter: Filter): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.person) params.set(filter.relation, String(filter.person.id));
  if (filter.classroom) params.set('classroom', String(filter.classroom.id));
  if (filter.group) params.set('group', filter.group);
  if (filter.text.trim()) params.set('text', filter.text.trim());
  if (startOf(filter.from)) params.set('from', startOf(filter.from));
  if (startOf(filter.to, 1)) params.set('to', startOf(filter.to, 1));
  return params;
}

/** What is asked stays in the address; the names of who and what is asked for are read once. */
function useFilter(): [Filter, (change: Partial<Filter>) => void] {
  const asked = new URLSearchParams(location.search);
  const relation = RELATIONS.find((one) => asked.has(one)) ?? 'person';
  const idOf = (name: string) => Number(asked.get(name)) || 0;
  const [filter, setFilter] = useState<Filter>(() => ({
    ...NONE,
    relation,
    person: idOf(relation) ? { id: idOf(relation), name: '…' } : null,
    classroom: idOf('classroom') ? { id: idOf('classroom'), name: '…' } : null,
    group: GROUPS.find((one) => one === asked.get('group')) ?? '',
    text: asked.get('text') ?? '',
    from: asked.get('since') ?? '',
    to: asked.get('until') ?? '',
  }));
  useEffect(() => {
    if (filter.person?.name === '…')
      void get<PersonDetail>(`/api/admin/users/${filter.person.id}`)
        .then(({ user }) => setFilter((old) => ({ ...old, person: { id: user.id, name: user.name } })))
        .catch(() => setFilter((old) => ({ ...old, person: null })));
    if (filter.classroom?.name === '…')
      void get<{ classroom: Classroom }>(`/api/classroom/${filter.classroom.id}`)
        .then(({ classroom }) => setFilter((old) => ({ ...old, classroom: { id: classroom.id, name: classroom.subject } })))
        .catch(() => setFilter((old) => ({ ...old, classroom: null })));
  }, []);
  useEffect(() => {
    const params = paramsOf({ ...filter, from: '', to: '' });
    if (filter.from) params.set('since', filter.from);
    if (filter.to) params.set('until', filter.to);
    const search = params.toString();
    history.replaceState(history.state, '', search ? `/audit?${search}` : '/audit');
  }, [filter]);
  return [filter, (change) => setFilter((old) => ({ ...old, ...change }))];
}

function Filters({ filter, change }: { filter: Filter; change: (change: Partial<Filter>) => void }) {
  const t = text();
  const words = t.log;
  return (
    <div class="audit-filters">
      <PickPerson label={words.person} hint={words.anybody} value={filter.person} onChange={(person) => change({ person })} />
      {filter.person && (
        <Select
          label={words.relation}
          name="relation"
          value={filter.relation}
          onChange={(relation) => change({ relation })}
          choices={RELATIONS.map((value) => ({ value, label: words.relations[value] }))}
        />
      )}
      <PickClass label={words.class} hint={words.anyClass} value={filter.classroom} onChange={(classroom) => change({ classroom })} />
      <Select
        label={words.kind}
        name="group"
        value={filter.group}
        onChange={(group) => change({ group })}
        choices={[{ value: '', label: words.anything }, ...GROUPS.map((value) => ({ value: value as string, label: words.groups[value] ?? value }))]}
      />
      <Field label={words.text} name="text" type="search" optional="unsaid" maxLength={100} value={filter.text} onInput={(value) => change({ text: value })} />
      <div class="field-pair">
        <Field label={t.log.from} name="from" type="date" optional="unsaid" value={filter.from} onInput={(from) => change({ from })} />
        <Field label={t.log.to} name="to" type="date" optional="unsaid" value={filter.to} onInput={(to) => change({ to })} />
      </div>
    </div>
  );
}

export function AuditPage() {
  const t = text();
  const words = t.log;
  const narrow = useNarrow();
  usePageTitle(words.title);
  const [filter, change] = useFilter();
  const params = paramsOf(filter);
  const on = [filter.person, filter.classroom, filter.group, filter.text.trim(), filter.from, filter.to].filter(Boolean).length;
  const list = useList<AuditEntry, { entries: AuditEntry[]; next: number | null }>(`/api/admin/audit?${params}`, (answer) => answer.entries);
  const file = new URLSearchParams([...params, ['form', 'csv'], ['bom', '1']]);
  const filters = <Filters filter={filter} change={change} />;
  return (
    <>
      <PageHead title={words.title} back="/system" sub={t.log.hint}>
        {on > 0 && (
          <Button kind="quiet" onClick={() => change(NONE)}>
            {t.log.clear}
          </Button>
        )}
        <a class="button button-plain" href={`/api/admin/audit?${file}`} download>
          {t.log.export}
        </a>
      </PageHead>
      <div class="audit-page">
        {narrow ? (
          <details class="card audit-side">
            <summary>
              <span class="row-lead">{t.log.filters}</span>
              {on > 0 && <span class="tag">{t.log.filtersOn(on)}</span>}
            </summary>
            {filters}
          </details>
        ) : (
          <aside class="card audit-side" aria-label={t.log.filters}>
            {filters}
          </aside>
        )}
        <div>
          <ProblemNotice problem={list.problem} onRetry={list.reload} />
          {!list.items && !list.problem && <Skeleton />}
          {list.items?.length === 0 && <Empty icon="search" title={words.none} hint={t.log.noneHint} />}
          {list.items && list.items.length > 0 && (
            <ul class="card rows" data-testid="audit">
              {list.items.map((entry) => (
                <LogEntry key={entry.id} entry={entry} />
              ))}
            </ul>
          )}
          <MoreButton list={list} />
          <Chain />
        </div>
      </div>
    </>
  );
}
