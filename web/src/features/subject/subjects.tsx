// SPDX-License-Identifier: MIT
// A student's subjects: how each stands, what was asked for, what is over.

import { remove } from '../../core/api';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { own as ownWords } from '../../core/text/books';
import { AddedCard } from '../../ui/class/added';
import { Assisting } from '../../ui/class/assisting';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { SubjectCard } from '../../ui/study/subject-card';
import { toast } from '../../ui/toast';
import type { JoinRequest, StudentHome } from '../../core/types';

const text = words(ownWords);

function Waiting({ request, onDone }: { request: JoinRequest; onDone: () => void }) {
  const t = text().own.subjects;
  const { busy, problem, run } = useAction();
  const take = () =>
    void run(async () => {
      await remove(`/api/student/join-requests/${request.classroom_id}`);
      toast(t.withdrawn);
      onDone();
    });
  return (
    <li class="row" data-waiting={request.classroom_id}>
      <div>
        <p class="row-lead">
          <bdi>{request.subject}</bdi>
        </p>
        <p class="muted">{request.state === 'refused' ? t.refused : t.waitingHint}</p>
        <ProblemNotice problem={problem} />
      </div>
      {request.state === 'waiting' && (
        <Button busy={busy} label={t.withdrawOf(request.subject)} onClick={take}>
          {t.withdraw}
        </Button>
      )}
    </li>
  );
}

function List({ id, title, children }: { id: string; title: string; children: preact.ComponentChildren }) {
  return (
    <section aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
      </div>
      {children}
    </section>
  );
}

export function SubjectsPage() {
  const t = text();
  const s = t.own.subjects;
  usePageTitle(s.title);
  const home = useLoad<StudentHome>('/api/student/home');
  const asked = useLoad<{ requests: JoinRequest[] }>('/api/student/join-requests');
  const reload = () => void home.reload();
  const all = home.data?.classrooms ?? [];
  const current = all.filter(({ classroom }) => !classroom.archived);
  const archived = all.filter(({ classroom }) => classroom.archived);
  const waiting = asked.data?.requests ?? [];
  return (
    <>
      <PageHead title={s.title}>
        <LinkButton href="/join" icon="plus" kind="primary">
          {t.student.join}
        </LinkButton>
      </PageHead>
      <ProblemNotice problem={home.problem} onRetry={reload} />
      {!home.data && !home.problem && <Skeleton />}
      {home.data && (
        <>
          <AddedCard classrooms={all.map(({ classroom }) => classroom)} onAccepted={reload} onLeft={reload} />
          {current.length === 0 ? (
            <Empty icon="book" title={t.student.noSubjects} hint={t.student.noSubjectsHint} />
          ) : (
            <ul class="list list-grid" aria-label={s.title}>
              {current.map((entry) => (
                <SubjectCard
                  key={entry.classroom.id}
                  entry={entry}
                  level={2}
                  next={home.data?.upcoming.find((lecture) => lecture.classroom_id === entry.classroom.id)}
                />
              ))}
            </ul>
          )}
          <Assisting />
          {waiting.length > 0 && (
            <List id="waiting" title={s.waiting}>
              <ul class="card rows">
                {waiting.map((request) => (
                  <Waiting key={request.classroom_id} request={request} onDone={() => void asked.reload()} />
                ))}
              </ul>
            </List>
          )}
          {archived.length > 0 && (
            <List id="archived" title={s.archived}>
              <ul class="list list-grid">
                {archived.map((entry) => (
                  <SubjectCard key={entry.classroom.id} entry={entry} />
                ))}
              </ul>
            </List>
          )}
        </>
      )}
    </>
  );
}
