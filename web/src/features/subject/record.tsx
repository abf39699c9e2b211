// SPDX-License-Identifier: MIT
// A student's own record in one subject: what was marked, when, how; and the percentage with its denominator.

import { useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { useLoad, usePageTitle } from '../../core/hooks';
import { AddedCard, LeaveClass } from '../../ui/added';
import { Empty, LinkButton, PageHead, ProblemNotice, Skeleton, StandingMeter } from '../../ui/basics';
import { ProvisionalLine } from '../../ui/finality';
import { OutlookLine } from '../../ui/outlook';
import { placesOf } from '../../ui/group-places';
import { groupWords, placeWords } from '../../ui/groups';
import { ruleLine, standLine } from '../../ui/rule-words';
import { StatusChip } from '../../ui/status';
import type { Statuses } from '../../ui/statuses';
import { WindowChip } from '../../ui/window-chip';
import { navigate } from '../../core/router';
import { currentUser } from '../../core/session';
import { text } from './words';
import { clockTime, day, facts, span } from '../../core/text/format';
import type { GroupsPage, Lecture, Mark, RequestPage, StudentRecord } from '../../core/types';
import { AppealDialog, RequestsCard } from './requests';

interface RecordRowProps {
  lecture: Lecture;
  mark: Mark | null;
  outside: boolean;
  left_out: boolean;
  set: Statuses;
  zone: string;
  onAppeal: (() => void) | null;
}

function RecordRow({ lecture, mark, outside, left_out: leftOut, set, zone, onAppeal }: RecordRowProps) {
  const t = text();
  const about = [
    mark?.status && mark.marked_at ? clockTime(mark.marked_at, zone) : null,
    mark?.status && mark.method === 'face' ? t.student.byFace : null,
    mark?.status && mark.method === 'photo' ? t.photo.byPhoto : null,
    mark?.status && mark.method === 'code' ? t.live.byCode : null,
    mark?.status && mark.method === 'leave' ? t.live.byLeave : null,
    mark?.status && mark.method === 'manual' && mark.marked_by ? t.student.byHand(mark.marked_by.name) : null,
    mark?.status === 'L' && mark.minutes_late ? t.student.minutesLate(mark.minutes_late) : null,
  ].filter(Boolean);
  return (
    <li class="row">
      <div>
        <p class="row-lead">{day(lecture.starts_at, zone)}</p>
        <p class="muted">
          {facts([span(lecture.starts_at, lecture.ends_at, zone), lecture.title, lecture.room, groupWords(lecture.groups)])}
        </p>
        {about.length > 0 && <p class="muted">{facts(about)}</p>}
        {leftOut && <p class="muted">{t.student.leftOutHere}</p>}
        {mark?.note && <p class="note">{mark.note}</p>}
        {(mark?.status || lecture.taken) && !outside && <ProvisionalLine lecture={lecture} zone={zone} />}
        {onAppeal && (
          <button type="button" class="text-button" onClick={onAppeal}>
            {t.requests.appeal}
          </button>
        )}
      </div>
      {outside && !lecture.cancelled ? (
        <p class="muted">{t.student.outside}</p>
      ) : mark?.status || (lecture.taken && !lecture.cancelled) ? (
        <StatusChip set={set} status={mark?.status ?? null} />
      ) : (
        <WindowChip lecture={lecture} />
      )}
    </li>
  );
}

/** In which groups one is, and from when in another. */
function OwnGroups({ classroom, zone }: { classroom: string; zone: string }) {
  const t = text().groups;
  const page = useLoad<GroupsPage>(`/api/classroom/${classroom}/groups`);
  const own = currentUser()?.id ?? 0;
  const places = page.data ? placesOf(own, page.data.places, page.data.groups, Date.parse(page.data.server_time)) : [];
  if (places.length === 0) return null;
  return (
    <p class="own-groups">
      <span class="muted">{t.yours}: </span>
      {places.map((place) => placeWords(place, zone)).join(', ')}
    </p>
  );
}

export function RecordPage({ classroom }: { classroom: string }) {
  const t = text();
  const record = useLoad<StudentRecord>(`/api/student/record/${classroom}`);
  const requests = useLoad<RequestPage>('/api/student/requests?limit=200');
  const [appealing, setAppealing] = useState<Lecture | null>(null);
  const data = record.data;
  usePageTitle(data ? t.student.recordOf(data.classroom.subject) : t.student.record);
  if (!data) {
    return (
      <>
        <PageHead title={t.student.record} back="/" />
        {record.problem ? <ProblemNotice problem={record.problem} onRetry={() => void record.reload()} /> : <Skeleton />}
      </>
    );
  }
  const { subject, section, professor, timezone, archived } = data.classroom;
  const asked = (lecture: Lecture) => requests.data?.requests.some((one) => one.lecture_id === lecture.id && one.state === 'open');
  const mayAppeal = (lecture: Lecture) =>
    !archived && !lecture.cancelled && Date.parse(lecture.starts_at) <= now() && !asked(lecture);
  return (
    <div class="narrow">
      <PageHead title={subject} back="/" sub={facts([section, professor.name])}>
        <LinkButton href={`/classroom/${classroom}/board`} icon="book">
          {t.board.open}
        </LinkButton>
      </PageHead>
      <AddedCard classrooms={[data.classroom]} onAccepted={() => void record.reload()} onLeft={() => navigate('/')} />
      <section class="card" aria-label={t.student.record}>
        <StandingMeter standing={data.standing} />
        <OutlookLine standing={data.standing} />
        {data.standing.leave_out > 0 && <p class="muted small">{t.student.leaveOutRule(data.standing.leave_out)}</p>}
        <p class="muted">{t.student.lecturesAll(data.standing.lectures)}</p>
        {data.rules.length > 0 && (
          <details class="rules-here">
            <summary>{t.rules.here}</summary>
            <ul>
              {data.rules.map((rule) => (
                <li key={rule.kind} data-rule={rule.kind}>
                  {ruleLine(rule, data.classroom.threshold_percent)}: <strong>{standLine(rule)}</strong>
                </li>
              ))}
            </ul>
            <p class="muted small">{t.rules.finalOnly}</p>
          </details>
        )}
        <OwnGroups classroom={classroom} zone={timezone} />
      </section>
      {data.lectures.length === 0 ? (
        <Empty icon="calendar" title={t.student.noLectures} />
      ) : (
        <>
          <ul class="card rows">
            {data.lectures.map((entry) => (
              <RecordRow
                key={entry.lecture.id}
                {...entry}
                set={data.classroom.statuses}
                zone={timezone}
                onAppeal={mayAppeal(entry.lecture) ? () => setAppealing(entry.lecture) : null}
              />
            ))}
          </ul>
        </>
      )}
      <RequestsCard classroom={data.classroom} lectures={data.lectures.map((entry) => entry.lecture)} requests={requests} />
      {data.classroom.accepted !== false && <LeaveClass classroom={data.classroom} onLeft={() => navigate('/')} />}
      {appealing && (
        <AppealDialog
          lecture={appealing}
          zone={timezone}
          onSent={() => void requests.reload()}
          onClose={() => setAppealing(null)}
        />
      )}
    </div>
  );
}
