// SPDX-License-Identifier: MIT
// Who has agreed to what, how long data is kept and what was deleted, and who asks to be forgotten.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { forgotten as forgottenWords, office as officeWords } from '../../core/text/books';
import { Area } from '../../ui/area';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Choices, fieldError } from '../../ui/field';
import { FormDialog } from '../../ui/form/form-dialog';
import { MoreButton } from '../../ui/more';
import { toast } from '../../ui/toast';
import { Together } from '../../ui/together';
import { dayAndTime, facts, longDay, number } from '../../core/text/format';
import type { ConsentLine, Deletion, ErasureRequest, Person, RetentionRule } from '../../core/types';

const text = words(forgottenWords, officeWords);

const STATES = ['given', 'outdated', 'withdrawn'] as const;
const CHIPS = { given: 'P', outdated: 'L', withdrawn: 'none' } as const;

export function ConsentsPage() {
  const t = text();
  const words = t.office.consents;
  usePageTitle(words.title);
  const [state, setState] = useState<ConsentLine['state'] | ''>('');
  const list = useList<ConsentLine, { consents: ConsentLine[]; next: number | null }>(
    `/api/admin/consents${state ? `?state=${state}` : ''}`,
    (answer) => answer.consents,
  );
  return (
    <div class="reading">
      <PageHead title={words.title} back="/system" sub={words.hint} />
      <Choices
        legend={words.title}
        hideLegend
        name="state"
        value={state}
        onChange={setState}
        choices={[{ value: '', label: t.office.job.all }, ...STATES.map((value) => ({ value, label: words.states[value] }))]}
      />
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 && <Empty icon="face" title={state ? words.noneSuch : words.none} {...(!state && { hint: words.noneHint })} />}
      {list.items && list.items.length > 0 && (
        <ul class="card rows">
          {list.items.map((line) => (
            <li key={line.id}>
              <a class="row row-link" href={`/people/${line.person.id}`}>
                <div>
                  <p class="row-lead">{line.person.name}</p>
                  <p class="muted">
                    {facts([words.version(String(line.version)), words.scopes[line.scope], longDay(line.given_at)])}
                  </p>
                  {line.withdrawn_at && <p class="muted">{words.ended(longDay(line.withdrawn_at))}</p>}
                  {line.guardian && <p class="muted">{words.guardian(line.guardian)}</p>}
                </div>
                <span class={`chip chip-plain chip-${CHIPS[line.state]}`}>{words.states[line.state]}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </div>
  );
}

function RefuseDialog({ person, onDone, onClose }: { person: Person; onDone: () => void; onClose: () => void }) {
  const t = text().forgotten;
  const [reason, setReason] = useState('');
  const submit = async () => {
    await post(`/api/admin/erasure-requests/${person.id}/refuse`, { reason: reason.trim() });
    toast(t.done);
    onDone();
    onClose();
  };
  return (
    <FormDialog title={t.refuseTitle(person.name)} action={t.send} fields={['reason']} ready={reason.trim() !== ''} onSubmit={submit} onClose={onClose}>
      {(problem, tried) => (
        <Area
          label={t.reason}
          name="reason"
          rows={3}
          maxLength={500}
          hint={t.reasonHint}
          value={reason}
          onInput={setReason}
          error={tried && !reason.trim() ? t.needReason : fieldError(problem, 'reason')}
        />
      )}
    </FormDialog>
  );
}

function Requests() {
  const words = text().office.retention;
  const list = useList<ErasureRequest, { requests: ErasureRequest[]; next: number | null }>(
    '/api/admin/erasure-requests',
    (answer) => answer.requests,
  );
  const [refusing, setRefusing] = useState<Person | null>(null);
  return (
    <section aria-labelledby="erasures">
      <h2 id="erasures">{words.requests}</h2>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {list.items?.length === 0 && <p class="muted">{words.noRequests}</p>}
      {list.items && list.items.length > 0 && (
        <ul class="card rows">
          {list.items.map((request) => (
            <li key={request.person.id} class="row row-wrap">
              <div>
                <p class="row-lead">{request.person.name}</p>
                <p class="muted row-email">{request.email}</p>
                <p class="muted">{words.asked(longDay(request.asked_at))}</p>
              </div>
              <div class="actions">
                <LinkButton href={`/people/${request.person.id}/erase`}>{text().office.erase.look}</LinkButton>
                <Button onClick={() => setRefusing(request.person)}>{text().forgotten.refuse}</Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <MoreButton list={list} />
      {refusing && <RefuseDialog person={refusing} onDone={list.reload} onClose={() => setRefusing(null)} />}
    </section>
  );
}

function RetentionParts() {
  const t = text();
  const words = t.office.retention;
  const [rules, setRules] = useState<RetentionRule[]>([]);
  const list = useList<Deletion, { rules: RetentionRule[]; deletions: Deletion[]; next: number | null }>(
    '/api/admin/retention',
    (answer) => {
      setRules(answer.rules);
      return answer.deletions;
    },
  );
  return (
    <>
      <Requests />
      <section aria-labelledby="rules">
        <h2 id="rules">{words.rules}</h2>
        <ProblemNotice problem={list.problem} onRetry={list.reload} />
        {!list.items && !list.problem && <Skeleton />}
        <ul class="card rows">
          {rules.map((rule) => (
            <li key={rule.kind} class="row">
              <p class="row-lead">{words.kinds[rule.kind] ?? rule.kind.replaceAll('_', ' ')}</p>
              <p>{rule.days === 0 ? words.forEver : words.days(number(rule.days))}</p>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="deletions">
        <h2 id="deletions">{words.deletions}</h2>
        {list.items?.length === 0 && <p class="muted">{words.noDeletions}</p>}
        {list.items && list.items.length > 0 && (
          <ul class="card rows">
            {list.items.map((deletion) => (
              <li key={deletion.id} class="row">
                <div>
                  <p class="row-lead">{words.kinds[deletion.kind] ?? t.office.erase.kinds[deletion.kind] ?? deletion.kind.replaceAll('_', ' ')}</p>
                  <p class="muted">
                    {facts([dayAndTime(deletion.at), deletion.person?.name, deletion.by?.name ?? words.program, deletion.rule.replaceAll('_', ' ')])}
                  </p>
                </div>
                <p>{number(deletion.deleted)}</p>
              </li>
            ))}
          </ul>
        )}
        <MoreButton list={list} />
      </section>
    </>
  );
}

export function RetentionPage() {
  const words = text().office.retention;
  usePageTitle(words.title);
  return (
    <div class="reading">
      <PageHead title={words.title} back="/system" sub={words.hint}>
        <LinkButton href="/settings/kept">{words.change}</LinkButton>
      </PageHead>
      <Together>
        <RetentionParts />
      </Together>
    </div>
  );
}
