// SPDX-License-Identifier: MIT
// The audit log: who did what to whom, searched, and whether its chain is whole.

import { useState } from 'preact/hooks';
import { get } from '../../core/api';
import { useAction, usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Select } from '../../ui/area';
import { Field } from '../../ui/field';
import { MoreButton } from '../../ui/more';
import { text } from './words';
import { isolate } from '../../core/text';
import { dayAndTime, number } from '../../core/text/format';
import type { AuditChain, AuditEntry } from '../../core/types';

function Chain() {
  const t = text().office.audit;
  const [chain, setChain] = useState<AuditChain | null>(null);
  const { busy, problem, run } = useAction();
  const check = () => void run(async () => setChain(await get<AuditChain>('/api/admin/audit/chain')));
  return (
    <section class="card" aria-labelledby="chain" data-chain={chain?.state}>
      <div class="section-head">
        <h2 id="chain">{t.chain}</h2>
        {chain && <span class={`chip chip-plain chip-${chain.state === 'broken' ? 'A' : chain.state === 'cut' ? 'L' : 'P'}`}>{t.states[chain.state]}</span>}
      </div>
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
    </section>
  );
}

/** A day as the moment it begins here; '' when it is none. */
function startOf(day: string, daysLater = 0): string {
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return '';
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
}

function Entry({ entry }: { entry: AuditEntry }) {
  const t = text().office.audit;
  const about = [t.subjects[entry.subject_type] ?? entry.subject_type.replaceAll('_', ' '), entry.subject_name ?? entry.subject_id].filter((part) => part !== null && part !== '').map((part) => isolate(String(part))).join(' ');
  return (
    <li class="row audit-row">
      <div>
        <p class="row-lead">{t.actions[entry.action] ?? entry.action.replaceAll('_', ' ')}</p>
        <p>{text().office.settings.fromTo(entry.actor?.name ?? t.program, about)}</p>
        {entry.detail && (
          <p class="muted" dir="auto">
            {entry.detail}
          </p>
        )}
      </div>
      <p class="row-time muted">{dayAndTime(entry.at)}</p>
    </li>
  );
}

export function AuditPage() {
  const t = text();
  const words = t.office.audit;
  usePageTitle(words.title);
  const asked = new URLSearchParams(location.search);
  const [action, setAction] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const person = asked.get('person');
  const params = new URLSearchParams();
  if (action) params.set('action', action);
  if (startOf(from)) params.set('from', startOf(from));
  if (startOf(to)) params.set('to', startOf(to, 1));
  if (person) {
    params.set('subject_type', 'user');
    params.set('subject_id', person);
  }
  const list = useList<AuditEntry, { entries: AuditEntry[]; next: number | null }>(
    `/api/admin/audit?${params}`,
    (answer) => answer.entries,
  );
  // In the order of their words within AMS, which stands what belongs together beside one another.
  const known = Object.entries(words.actions).map(([value, label]) => ({ value, label }));
  const choices = [{ value: '', label: words.anything }, ...known];
  return (
    <div class="narrow">
      <PageHead title={words.title} back={person ? `/people/${person}` : '/'} sub={person ? words.aboutOne : words.hint} />
      <Chain />
      <div class="filters">
        <Select label={words.action} name="action" value={action} onChange={setAction} choices={choices} />
        <div class="field-pair">
          <Field label={words.from} name="from" type="date" value={from} onInput={setFrom} />
          <Field label={words.to} name="to" type="date" value={to} onInput={setTo} />
        </div>
      </div>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 && <Empty icon="search" title={words.none} />}
      {list.items && list.items.length > 0 && (
        <ul class="card rows" data-testid="audit">
          {list.items.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </div>
  );
}
