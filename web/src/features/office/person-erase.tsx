// SPDX-License-Identifier: MIT
// Forgetting a person: what would be deleted, made nameless and kept comes first; then it is done, for good.

import { useEffect, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { office as officeWords } from '../../core/text/books';
import { Button, LinkButton, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { number } from '../../core/text/format';
import type { Erasure } from '../../core/types';

const text = words(officeWords);

export function ErasePage({ id }: { id: string }) {
  const t = text();
  const words = t.office.erase;
  usePageTitle(words.title);
  const [erasure, setErasure] = useState<Erasure | null>(null);
  const [asking, setAsking] = useState(false);
  const { busy, problem, run, clear } = useAction();
  const erase = (apply: boolean) =>
    void run(async () => {
      setErasure(await post<Erasure>(`/api/admin/users/${encodeURIComponent(id)}/erase`, apply ? { apply } : {}));
      setAsking(false);
    });
  useEffect(() => erase(false), [id]);
  const lines = erasure?.data.filter((line) => line.count > 0) ?? [];
  return (
    <div class="reading">
      <PageHead title={words.title} back={`/people/${id}`} sub={erasure?.person.name} />
      {!asking && <ProblemNotice problem={problem} {...(!erasure && { onRetry: () => erase(false) })} />}
      {!erasure && !problem && <Skeleton />}
      {erasure && (
        <>
          {erasure.applied ? <Notice kind="good">{words.done}</Notice> : <p>{words.hint}</p>}
          <table class="card plain-table" data-testid="erasure">
            <thead>
              <tr>
                <th scope="col">{t.office.merge.what}</th>
                <th scope="col">{words.fate}</th>
                <th scope="col">{words.count}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={`${line.kind} ${line.fate}`} data-fate={line.fate}>
                  <th scope="row">{words.kinds[line.kind] ?? line.kind.replaceAll('_', ' ')}</th>
                  <td>{words.fates[line.fate]}</td>
                  <td>{number(line.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <div class="actions">
            {erasure.applied ? (
              <LinkButton href="/people">{t.app.people}</LinkButton>
            ) : (
              <Button kind="danger" onClick={() => (clear(), setAsking(true))}>
                {words.button}
              </Button>
            )}
          </div>
        </>
      )}
      {erasure && asking && (
        <Confirm
          title={words.title}
          hint={words.sure(erasure.person.name)}
          action={words.button}
          busy={busy}
          onConfirm={() => erase(true)}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}
