// SPDX-License-Identifier: MIT
// Two accounts of one person become one: choose the account that stays, see what would move, then merge.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { admin as adminWords, office as officeWords } from '../../core/text/books';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Field } from '../../ui/field';
import { MoreButton } from '../../ui/more';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import { number } from '../../core/text/format';
import type { AdminUser, MergeReport, PersonDetail, User } from '../../core/types';
import { usePeople } from './people';

const text = words(adminWords, officeWords);

function Chooser({ from, busy, onChosen }: { from: AdminUser; busy: boolean; onChosen: (user: AdminUser) => void }) {
  const t = text();
  const [query, setQuery] = useState('');
  const list = usePeople(query, from.role);
  const users = list.items?.filter((user) => user.id !== from.id && !user.disabled);
  return (
    <section class="merge-into" aria-labelledby="into">
      <h2 id="into">{t.office.merge.choose}</h2>
      <Field label={t.office.people.search} name="query" type="search" value={query} onInput={setQuery} maxLength={100} />
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!users && !list.problem && <Skeleton />}
      {users?.length === 0 && <Empty icon="search" title={t.admin.nobody} />}
      {users && users.length > 0 && (
        <ul class="card rows">
          {users.map((user) => (
            <li key={user.id}>
              <button type="button" class="row row-link row-button" disabled={busy} onClick={() => onChosen(user)}>
                <div>
                  <p class="row-lead">{user.name}</p>
                  <p class="muted row-email">{user.email}</p>
                </div>
                <span class="muted">{user.external_id}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </section>
  );
}

function Account({ title, user }: { title: string; user: User }) {
  return (
    <div class="card">
      <p class="muted small">{title}</p>
      <p class="row-lead">{user.name}</p>
      <p class="muted row-email">{user.email}</p>
    </div>
  );
}

function Changes({ report }: { report: MergeReport }) {
  const t = text();
  const changes = report.changes.filter((change) => change.moved > 0 || change.dropped > 0);
  if (changes.length === 0) return <p class="muted">{t.office.merge.nothing}</p>;
  return (
    <table class="card plain-table" data-testid="merge-report">
      <thead>
        <tr>
          <th scope="col">{t.office.merge.what}</th>
          <th scope="col">{t.office.merge.moved}</th>
          <th scope="col">{t.office.merge.dropped}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.what}>
            <th scope="row">{t.office.merge.things[change.what] ?? change.what.replaceAll('_', ' ')}</th>
            <td>{number(change.moved)}</td>
            <td>{number(change.dropped)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function MergePage({ id }: { id: string }) {
  const t = text();
  usePageTitle(t.office.merge.title);
  const person = useLoad<PersonDetail>(`/api/admin/users/${encodeURIComponent(id)}`);
  const [report, setReport] = useState<MergeReport | null>(null);
  const [asking, setAsking] = useState(false);
  const { busy, problem, run, clear } = useAction();
  const from = person.data?.user;
  const merge = (into: number, apply: boolean) =>
    void run(async () => {
      const answer = await post<MergeReport>(`/api/admin/users/${id}/merge`, { into, ...(apply && { apply }) });
      if (!apply) return setReport(answer);
      toast(t.office.merge.done);
      navigate(`/people/${into}`, 'replace');
    });
  return (
    <div class="reading">
      <PageHead title={t.office.merge.title} back={`/people/${id}`} sub={t.office.merge.hint} />
      {!from && (person.problem ? <ProblemNotice problem={person.problem} onRetry={() => void person.reload()} /> : <Skeleton />)}
      {!asking && <ProblemNotice problem={problem} />}
      {from && !report && (
        <>
          <Account title={t.office.merge.from} user={from} />
          <Chooser from={from} busy={busy} onChosen={(user) => merge(user.id, false)} />
        </>
      )}
      {report && (
        <section class="form" aria-labelledby="dry-run">
          <Account title={t.office.merge.from} user={report.from} />
          <Account title={t.office.merge.into} user={report.into} />
          <h2 id="dry-run">{t.office.merge.would}</h2>
          <Changes report={report} />
          <p class="muted">{t.office.merge.ends}</p>
          <div class="actions">
            <Button onClick={() => (clear(), setReport(null))}>{t.office.merge.another}</Button>
            <Button kind="danger" onClick={() => setAsking(true)}>
              {t.office.merge.button}
            </Button>
          </div>
        </section>
      )}
      {report && asking && (
        <Confirm
          title={t.office.merge.title}
          hint={t.office.merge.sure(report.from.name, report.into.name)}
          action={t.office.merge.button}
          busy={busy}
          onConfirm={() => merge(report.into.id, true)}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}
