// SPDX-License-Identifier: MIT
// One classroom of a professor (an administrator reads it): how to join, its lectures, its students.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, useLoad, usePageTitle, useRefresh } from '../../core/hooks';
import { Address } from '../../ui/address';
import { Button, CopyButton, Empty, LinkButton, PageHead, ProblemNotice, Skeleton, StandingMeter } from '../../ui/basics';
import { Confirm, Dialog } from '../../ui/dialog';
import { groupWords } from '../../ui/groups';
import { Icon } from '../../ui/icons';
import { QrCode } from '../../ui/qr';
import { isStaff, isTeacher } from '../../ui/part';
import { toast } from '../../ui/toast';
import { WindowChip } from '../../ui/window-chip';
import { currentUser } from '../../core/session';
import { text } from './words';
import { day, facts, span } from '../../core/text/format';
import type { Classroom, ClassroomPage as Page, ClassStudent } from '../../core/types';
import { PolicyCard } from './policy';
import { InstantButton } from '../../ui/class-card';

const REFRESH_SECONDS = 30;

function joinLink(code: string): string {
  return `${location.origin}/join/${encodeURIComponent(code)}`;
}

function JoinCard({ classroom, onRenewed }: { classroom: Classroom; onRenewed: (next: Classroom) => void }) {
  const t = text();
  const [large, setLarge] = useState(false);
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const code = classroom.join_code ?? '';
  const renew = () =>
    void run(async () => {
      onRenewed(await post<Classroom>(`/api/classroom/${classroom.id}/join-code`));
      setAsking(false);
      toast(t.classroom.renewed);
    });
  return (
    <section class="card join-card" aria-labelledby="join-title">
      <QrCode value={joinLink(code)} label={t.classroom.joinQr(code)} />
      <div class="join-words">
        <h2 id="join-title">{t.classroom.joinTitle}</h2>
        <p class="join-code" dir="ltr">
          {code}
        </p>
        <p class="muted">{t.classroom.joinHint}</p>
        <div class="actions">
          <Button icon="grid" onClick={() => setLarge(true)}>
            {t.classroom.showBig}
          </Button>
          <CopyButton value={joinLink(code)}>{t.classroom.copyLink}</CopyButton>
          <Button kind="quiet" onClick={() => setAsking(true)}>
            {t.classroom.renewCode}
          </Button>
        </div>
      </div>
      {large && (
        <Dialog title={classroom.subject} onClose={() => setLarge(false)}>
          <div class="join-large">
            <QrCode value={joinLink(code)} label={t.classroom.joinQr(code)} />
            <p class="join-code" dir="ltr">
              {code}
            </p>
          </div>
        </Dialog>
      )}
      {asking && (
        <Confirm
          title={t.classroom.renewTitle}
          hint={t.classroom.renewHint}
          action={t.classroom.renewCode}
          busy={busy}
          onConfirm={renew}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </section>
  );
}

function Lectures({ page }: { page: Page }) {
  const t = text();
  if (page.lectures.length === 0) return <p class="muted">{t.classroom.noLectures}</p>;
  const newestFirst = [...page.lectures].sort((a, b) => Date.parse(b.starts_at) - Date.parse(a.starts_at));
  return (
    <ul class="card rows">
      {newestFirst.map((lecture) => (
        <li key={lecture.id}>
          <a class="row row-link" href={`/lecture/${lecture.id}`}>
            <div>
              <p class="row-lead">{day(lecture.starts_at, page.classroom.timezone)}</p>
              <p class="muted">
                {facts([span(lecture.starts_at, lecture.ends_at, page.classroom.timezone), lecture.title, lecture.room, groupWords(lecture.groups)])}
              </p>
              {lecture.counts && lecture.taken && lecture.window?.state !== 'open' && !lecture.cancelled && (
                <p class="muted" data-rest>
                  {t.classroom.rest(lecture.counts.missed, lecture.counts.unmarked, lecture.counts.ignored)}
                </p>
              )}
            </div>
            <WindowChip lecture={lecture} counts={lecture.counts} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Students({ classroom }: { classroom: number }) {
  const t = text();
  const list = useLoad<{ students: ClassStudent[] }>(`/api/classroom/${classroom}/students`);
  useRefresh(() => void list.reload(), REFRESH_SECONDS);
  if (!list.data) {
    return list.problem ? <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} /> : <Skeleton />;
  }
  if (list.data.students.length === 0) return <Empty icon="people" title={t.classroom.noStudents} />;
  return (
    <ul class="card rows">
      {list.data.students.map((student) => (
        <li key={student.id} class="row">
          <div>
            <p class="row-lead">{student.name}</p>
            <p class="muted row-email">
              <Address of={student} />
            </p>
            {!student.accepted && <p class="muted">{t.added.notAccepted}</p>}
            <p class={student.enrolled ? 'tick' : 'muted'}>
              {student.enrolled && <Icon name="check" />}
              <span>{student.enrolled ? t.classroom.hasFace : t.classroom.noFace}</span>
            </p>
            {student.unsure && <p class="note">{t.classroom.unsure}</p>}
          </div>
          <div class="row-meter">
            <StandingMeter standing={student.standing} brief />
          </div>
        </li>
      ))}
    </ul>
  );
}

export function ClassroomPage({ classroom: id }: { classroom: string }) {
  const t = text();
  const page = useLoad<Page>(`/api/classroom/${id}`);
  useRefresh(() => void page.reload(), REFRESH_SECONDS);
  const data = page.data;
  const own = data ? isTeacher(data.classroom) : currentUser()?.role === 'professor';
  const staff = data !== null && isStaff(data.classroom);
  usePageTitle(data?.classroom.subject ?? t.app.classrooms);
  const back = currentUser()?.role === 'administrator' ? '/classrooms' : '/';
  if (!data) {
    return (
      <>
        <PageHead title={t.app.classrooms} back={back} />
        {page.problem ? <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} /> : <Skeleton />}
      </>
    );
  }
  const { classroom } = data;
  return (
    <>
      <PageHead
        title={classroom.subject}
        back={back}
        sub={facts([classroom.section, classroom.term, own ? null : classroom.professor.name])}
      >
        {own && !classroom.archived && !classroom.live && <InstantButton classroom={classroom} />}
        {classroom.live && (
          <LinkButton href={`/lecture/${classroom.live.id}`} icon="people" kind="primary">
            {t.professor.openLive}
          </LinkButton>
        )}
        <LinkButton href={`/classroom/${id}/board`} icon="book">
          {t.board.open}
        </LinkButton>
        {staff && (
          <LinkButton href={`/classroom/${id}/requests`} icon="info">
            {t.requests.title}
          </LinkButton>
        )}
        <LinkButton href={`/classroom/${id}/register`} icon="grid">
          {t.classroom.register}
        </LinkButton>
        {staff && (
          <LinkButton href={`/classroom/${id}/groups`} icon="people">
            {t.groups.title}
          </LinkButton>
        )}
        {own && (
          <LinkButton href={`/classroom/${id}/settings`} icon="gear">
            {t.settings.title}
          </LinkButton>
        )}
      </PageHead>
      {own && classroom.join_code && (
        <JoinCard
          classroom={classroom}
          onRenewed={(next) => page.set((old) => ({ ...old, classroom: { ...old.classroom, ...next } }))}
        />
      )}
      {own && (
        <PolicyCard
          classroom={classroom}
          onChanged={(next) => page.set((old) => ({ ...old, classroom: { ...old.classroom, ...next } }))}
        />
      )}
      <div class="columns">
        <section aria-labelledby="lectures">
          <div class="section-head">
            <h2 id="lectures">{t.classroom.lectures}</h2>
            {own && (
              <LinkButton href={`/classroom/${id}/schedule`} icon="plus" kind="quiet">
                {t.classroom.schedule}
              </LinkButton>
            )}
          </div>
          <Lectures page={data} />
        </section>
        {staff && (
          <section aria-labelledby="students">
            <div class="section-head">
              <h2 id="students">
                {t.classroom.students} <span class="count">{classroom.students}</span>
              </h2>
            </div>
            <Students classroom={classroom.id} />
          </section>
        )}
      </div>
    </>
  );
}
