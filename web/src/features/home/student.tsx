// SPDX-License-Identifier: MIT
// What a student sees first: the open window as one big tile, then the subjects, then what comes.

import { useEffect } from 'preact/hooks';
import { warmGuide } from '../../camera/guide';
import { useLoad, useNow, usePageTitle, useRefresh } from '../../core/hooks';
import { AddedCard } from '../../ui/added';
import { Assisting } from '../../ui/class/assisting';
import { Empty, LinkButton, PageHead, ProblemNotice, Skeleton, StandingMeter } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { hourName } from '../../ui/joint';
import { isOpenMark } from '../../ui/marks';
import { OutlookLine } from '../../ui/outlook';
import { StatusChip } from '../../ui/status';
import type { Statuses } from '../../ui/statuses';
import { currentUser } from '../../core/session';
import { text } from './words';
import { clockTime, countdown, day, facts, span } from '../../core/text/format';
import type { Classroom, Face, LiveLecture, Standing, StudentHome } from '../../core/types';

const REFRESH_SECONDS = 15;

function LiveTile({ entry, set, zone, at }: { entry: LiveLecture; set: Statuses; zone: string | undefined; at: number }) {
  const t = text();
  const { lecture, mark } = entry;
  const { window } = lecture;
  const closes = window ? Date.parse(window.closes_at) : 0;
  const opens = window ? Date.parse(window.opens_at) : 0;
  const lateAt = window?.late_after_at ? Date.parse(window.late_after_at) : null;
  if (!isOpenMark(mark) && mark?.status) {
    return (
      <section class="card live-done" aria-label={lecture.subject}>
        <div>
          <h2>{lecture.subject}</h2>
          {mark.marked_at && <p class="muted">{t.mark.at(clockTime(mark.marked_at, zone))}</p>}
        </div>
        <StatusChip set={set} status={mark.status} />
      </section>
    );
  }
  const timeLine =
    lateAt !== null && at < lateAt ? t.student.lateIn(countdown(lateAt - at)) : lateAt !== null ? t.student.lateNow : '';
  return (
    <section class="live" aria-label={t.student.live}>
      <p class="live-over">
        <span class="pulse" aria-hidden="true" />
        {t.student.live}
      </p>
      <h2>{lecture.subject}</h2>
      <p class="live-meta">
        {facts([lecture.title, lecture.room]) || span(lecture.starts_at, lecture.ends_at, zone)}
      </p>
      <a class="live-button" href={`/mark/${lecture.id}`} aria-describedby={`live-${lecture.id}`}>
        <Icon name="camera" />
        <span>{t.student.mark}</span>
      </a>
      <div class="live-time" id={`live-${lecture.id}`}>
        <progress class="live-progress" max={Math.max(1, closes - opens)} value={Math.max(0, closes - at)} aria-hidden="true" />
        <p>
          <span>{t.student.closesIn(countdown(closes - at))}</span>
          {timeLine && <span>{timeLine}</span>}
        </p>
      </div>
    </section>
  );
}

function FaceCard({ face }: { face: Face }) {
  const t = text();
  if (face.enrolled && !face.renew && !face.unsure) return null;
  const again = face.enrolled && face.unsure && !face.renew;
  return (
    <section class="card face-card" aria-label={t.app.faceCheck}>
      <span class="badge">
        <Icon name="face" />
      </span>
      <div class="face-card-words">
        <h2>{again ? t.student.unsure : face.renew ? t.student.renew : t.student.setUp}</h2>
        <p class="muted">{again ? t.student.unsureHint : face.renew ? t.student.renewHint : t.student.setUpHint}</p>
      </div>
      <LinkButton href="/face" kind="primary">
        {again ? t.student.unsureAction : face.renew ? t.student.renew : t.student.setUp}
      </LinkButton>
    </section>
  );
}

function SubjectCard({ classroom, standing }: { classroom: Classroom; standing: Standing }) {
  return (
    <li>
      <a class="card card-link subject" href={`/record/${classroom.id}`}>
        <div class="subject-head">
          <h3>{classroom.subject}</h3>
          <p class="muted">{facts([classroom.section, classroom.professor.name])}</p>
        </div>
        <StandingMeter standing={standing} />
        <OutlookLine standing={standing} />
        <Icon name="forward" turns />
      </a>
    </li>
  );
}

export function StudentHomePage() {
  const t = text();
  usePageTitle(t.app.home);
  const home = useLoad<StudentHome>('/api/student/home');
  useRefresh(() => void home.reload(), REFRESH_SECONDS);
  const data = home.data;
  const waiting = data?.live.filter((l) => isOpenMark(l.mark)) ?? [];
  const at = useNow(waiting.length > 0);
  const warm = waiting.length > 0 && data?.face.enrolled === true;
  useEffect(() => {
    // The camera page's model is ready by the time the tile is tapped.
    if (warm) warmGuide();
  }, [warm]);
  // A window that ran out while the page was open: ask the server at once, its time decides.
  const ended = waiting.some(({ lecture }) => lecture.window && Date.parse(lecture.window.closes_at) <= at);
  useEffect(() => {
    if (ended) void home.reload();
  }, [ended]);

  const zones = new Map(data?.classrooms.map(({ classroom }) => [classroom.id, classroom.timezone]));
  const sets = new Map(data?.classrooms.map(({ classroom }) => [classroom.id, classroom.statuses]));
  return (
    <>
      <PageHead title={t.student.hello(currentUser()?.name.split(' ')[0] ?? '')} />
      <ProblemNotice problem={home.problem} onRetry={() => void home.reload()} />
      {!data && !home.problem && <Skeleton />}
      {data && (
        <div class="home">
          <div class="home-main">
            {data.live.map((entry) => (
              <LiveTile
                key={entry.lecture.id}
                entry={entry}
                set={sets.get(entry.lecture.classroom_id)}
                zone={zones.get(entry.lecture.classroom_id)}
                at={at}
              />
            ))}
            {data.live.length === 0 && data.classrooms.length > 0 && (
              <section class="card calm" aria-label={t.student.live}>
                <Icon name="clock" />
                <div>
                  <p>
                    <strong>{t.student.nothingLive}</strong>
                  </p>
                  <p class="muted">{t.student.nothingLiveHint}</p>
                </div>
              </section>
            )}
            <AddedCard classrooms={data.classrooms.map(({ classroom }) => classroom)} onAccepted={() => void home.reload()} onLeft={() => void home.reload()} />
            <FaceCard face={data.face} />
            <Assisting />
            <section aria-labelledby="subjects">
              <div class="section-head">
                <h2 id="subjects">{t.student.subjects}</h2>
                {data.classrooms.length > 0 && (
                  <LinkButton href="/join" icon="plus" kind="quiet">
                    {t.student.join}
                  </LinkButton>
                )}
              </div>
              {data.classrooms.length === 0 ? (
                <Empty icon="book" title={t.student.noSubjects} hint={t.student.noSubjectsHint}>
                  <LinkButton href="/join" kind="primary">
                    {t.student.join}
                  </LinkButton>
                </Empty>
              ) : (
                <ul class="list">
                  {data.classrooms.map((entry) => (
                    <SubjectCard key={entry.classroom.id} {...entry} />
                  ))}
                </ul>
              )}
            </section>
          </div>
          {data.classrooms.length > 0 && (
            <section class="home-side" aria-labelledby="upcoming">
              <LinkButton href="/leaves" icon="calendar" wide>
                {t.leave.title}
              </LinkButton>
              <h2 id="upcoming">{t.student.upcoming}</h2>
              {data.upcoming.length === 0 ? (
                <p class="muted">{t.student.noUpcoming}</p>
              ) : (
                <ul class="card rows">
                  {data.upcoming.map((lecture) => (
                    <li key={lecture.id} class="row">
                      <div>
                        <p class="row-lead">{hourName(lecture)}</p>
                        <p class="muted">{facts([lecture.title, lecture.room])}</p>
                      </div>
                      <p class="row-time">
                        <span>{day(lecture.starts_at, zones.get(lecture.classroom_id))}</span>
                        <span class="muted">{span(lecture.starts_at, lecture.ends_at, zones.get(lecture.classroom_id))}</span>
                      </p>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          )}
        </div>
      )}
    </>
  );
}
