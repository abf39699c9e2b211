// SPDX-License-Identifier: MIT
// Attendance of a planned lecture in one tap.

import { post } from '../../core/api';
import { now } from '../../core/clock';
import { useAction } from '../../core/hooks';
import { navigate } from '../../core/router';
import { words } from '../../core/text';
import { taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import type { Counts, Lecture } from '../../core/types';
import { Button, LinkButton, ProblemNotice } from '../basics';
import { expected } from './statuses';

const text = words(taughtWords, teachingWords);

const SOON_MS = 30 * 60_000;

/** Where a lecture stands for who takes its attendance. `soon`: the one to begin with. Pure. */
export function stageOf(lecture: Lecture, at: number): 'cancelled' | 'open' | 'done' | 'soon' | 'ahead' | 'missed' {
  if (lecture.cancelled) return 'cancelled';
  if (lecture.window?.state === 'open') return 'open';
  if (lecture.taken || lecture.window?.state === 'closed') return 'done';
  if (Date.parse(lecture.ends_at) <= at) return 'missed';
  return Date.parse(lecture.starts_at) - SOON_MS <= at ? 'soon' : 'ahead';
}

export function StartButton({ lecture, kind = 'primary' }: { lecture: Lecture; kind?: 'primary' | 'plain' }) {
  const t = text().taught.today;
  const { busy, problem, run } = useAction();
  const start = () =>
    void run(async () => {
      await post<Lecture>(`/api/attendance/${lecture.id}/window`, {});
      navigate(`/lecture/${lecture.id}`);
    });
  return (
    <>
      <Button kind={kind} icon="bolt" busy={busy} onClick={start} label={t.startOf(lecture.subject)}>
        {t.start}
      </Button>
      <ProblemNotice problem={problem} />
    </>
  );
}

/** What is to be done with a lecture now, or what came of it. */
export function LectureAction({ lecture }: { lecture: Lecture & { counts?: Counts } }) {
  const t = text();
  const stage = stageOf(lecture, now());
  const chip = (kind: string, said: string) => (
    <span class={`chip chip-${kind}`}>
      <span class="chip-word">{said}</span>
    </span>
  );
  if (stage === 'cancelled') return chip('none', t.student.cancelled);
  if (stage === 'open') {
    return (
      <LinkButton href={`/lecture/${lecture.id}`} kind="primary" icon="people">
        {t.professor.openLive}
      </LinkButton>
    );
  }
  if (stage === 'soon') return <StartButton lecture={lecture} />;
  if (stage === 'ahead') return lecture.window?.state === 'scheduled' ? chip('live', t.classroom.scheduled) : <StartButton lecture={lecture} kind="plain" />;
  if (stage === 'missed') {
    return (
      <LinkButton href={`/lecture/${lecture.id}`} label={`${t.taught.today.take}: ${lecture.subject}`}>
        {t.taught.today.take}
      </LinkButton>
    );
  }
  const { counts } = lecture;
  return chip('none', counts ? t.classroom.came(counts.attended, expected(counts)) : t.classroom.taken);
}
