// SPDX-License-Identifier: MIT
// One leave, as its student, the staff of a classroom and an office read it; and their answer.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { words } from '../../core/text';
import { leave as leaveWords } from '../../core/text/books';
import { clockTime, day, dayAndTime, dayAndTimeInside, facts } from '../../core/text/format';
import type { Leave, LeaveCourse, LeaveDecision, RequestState } from '../../core/types';
import { wallClock } from '../../core/zone';
import { Avatar } from '../avatar';
import { AnswerDialog, sayAnswered } from '../form/answer';
import { Button } from '../basics';
import { StatusChip } from './status';
import { FileList } from '../files';
import { toast } from '../toast';
import { edit } from '../version';

const text = words(leaveWords);

const CHIP: Record<RequestState, string> = { open: 'live', accepted: 'P', refused: 'A', withdrawn: 'none' };

/** Days where it begins and ends at midnight (or begins today, now), hours otherwise. */
export function leaveTime(leave: Leave, zone: string): string {
  const [from, until] = [Date.parse(leave.from), Date.parse(leave.until)];
  const whole = wallClock(until, zone).time === '00:00';
  const last = new Date(whole ? until - 1 : until).toISOString();
  const [first, end] = [day(leave.from, zone), day(last, zone)];
  if (whole && (until - from > 86_400_000 / 2 || wallClock(from, zone).time === '00:00')) return first === end ? first : `${first} – ${end}`;
  return first === end
    ? `${dayAndTime(leave.from, zone)} – ${clockTime(leave.until, zone)}`
    : `${dayAndTime(leave.from, zone)} – ${dayAndTime(leave.until, zone)}`;
}

export function StateChip({ state }: { state: RequestState }) {
  return (
    <span class={`chip chip-${CHIP[state]}`}>
      <span class="chip-word">{text().leave.state[state]}</span>
    </span>
  );
}

function Decision({ decision, zone }: { decision: LeaveDecision; zone: string }) {
  const t = text().leave;
  return (
    <>
      {decision.comment && (
        <p class="note" dir="auto">
          {decision.comment}
        </p>
      )}
      {decision.by && decision.at && <p class="muted">{t.by(decision.by.name, dayAndTimeInside(decision.at, zone))}</p>}
    </>
  );
}

function Course({ course, zone, alone, here }: { course: LeaveCourse; zone: string; alone: boolean; here: boolean }) {
  const t = text().leave;
  const figures = [
    t.lectures(course.lectures),
    course.given > 0 ? t.given(course.given) : null,
    course.attended > 0 ? t.attended(course.attended) : null,
  ].filter(Boolean);
  return (
    <li class="leave-course" data-course={course.classroom_id} data-state={course.decision.state}>
      <p class="board-marks">
        {!alone && <StateChip state={course.decision.state} />}
        {!here && (
          <span class="row-lead" dir="auto">
            {course.subject}
          </span>
        )}
        {course.decision.state === 'accepted' && course.decision.status && <StatusChip set={undefined} status={course.decision.status} />}
      </p>
      <p class="muted">{facts(figures)}</p>
      {!alone && <Decision decision={course.decision} zone={zone} />}
    </li>
  );
}

function Evidence({ leave, zone, path }: { leave: Leave; zone: string; path: string }) {
  const t = text().leave;
  if (leave.evidence_erased_at) return <p class="muted">{t.erased}</p>;
  return (
    <>
      <FileList label={t.evidence} path={path} files={leave.evidence} />
      {leave.evidence_seen_at && <p class="muted">{t.seenAt(dayAndTimeInside(leave.evidence_seen_at, zone))}</p>}
      {!leave.evidence_seen_at && leave.evidence.length === 0 && leave.evidence_count > 0 && (
        <p class="muted">{t.notSeen(leave.evidence_count)}</p>
      )}
    </>
  );
}

interface RowProps {
  leave: Leave;
  zone: string;
  /** Of a classroom's list: that course decides the state. */
  inClass?: boolean;
  named: boolean;
  /** Where its evidence is read, without the file's id. */
  evidence: string;
  children?: ComponentChildren;
}

export function LeaveRow({ leave, zone, inClass = false, named, evidence, children }: RowProps) {
  const t = text().leave;
  const office = leave.decider === 'office' || leave.decision.state === 'withdrawn';
  const decision = inClass && leave.courses[0] ? leave.courses[0].decision : leave.decision;
  const kind = leave.kind ?? t.plain;
  const only = leave.classroom_id === null ? null : leave.courses[0]?.subject;
  const known = [leaveTime(leave, zone), !inClass && only ? t.onlyCourse(only) : null, t.asked(dayAndTimeInside(leave.created_at, zone))];
  return (
    <li class="request leave" data-leave={leave.id} data-state={decision.state}>
      {named ? (
        <div class="person-row">
          <Avatar id={leave.student.id} name={leave.student.name} />
          <div>
            <p class="row-lead">
              <bdi>{leave.student.name}</bdi>
            </p>
            <p class="muted small">{facts([kind, ...known])}</p>
          </div>
          {(office || inClass) && decision.state !== 'open' && <StateChip state={decision.state} />}
        </div>
      ) : (
        <>
          <p class="board-marks">
            {(office || inClass) && <StateChip state={decision.state} />}
            <span class="row-lead" dir="auto">
              {kind}
            </span>
          </p>
          <p class="muted">{facts(known)}</p>
        </>
      )}
      {leave.text && (
        <p class="hand-in-text" dir="auto">
          {leave.text}
        </p>
      )}
      <Evidence leave={leave} zone={zone} path={evidence} />
      {(office || inClass) && <Decision decision={decision} zone={zone} />}
      {inClass && leave.decider === 'office' && decision.state === 'open' && <p class="muted">{t.officeDecides}</p>}
      {leave.courses.length > 0 ? (
        <ul class="leave-courses">
          {leave.courses.map((course) => (
            <Course key={course.classroom_id} course={course} zone={zone} alone={office || inClass} here={inClass} />
          ))}
        </ul>
      ) : (
        <p class="muted">{t.noCourses}</p>
      )}
      {children}
    </li>
  );
}

interface AnswerProps {
  leave: Leave;
  when: string;
  /** Nobody has answered it yet: then the answer can be taken back. */
  first: boolean;
  /** POST here. */
  path: string;
  onAnswered: () => void;
  onClose: () => void;
}

function LeaveAnswer({ leave, when, first, path, onAnswered, onClose }: AnswerProps) {
  const t = text().leave;
  return (
    <AnswerDialog
      title={t.leaveOf(leave.kind ?? t.plain, leave.student.name)}
      when={when}
      more={(accept) => <p class="muted">{accept ? t.meaning : t.meaningNo}</p>}
      send={async (answer) => {
        const answered = await edit<Leave>('POST', path, leave.version, answer);
        if (first) sayAnswered(path, answered.version, onAnswered);
        else toast(t.answered);
      }}
      onAnswered={onAnswered}
      onClose={onClose}
    >
      {leave.text && (
        <p class="hand-in-text" dir="auto">
          {leave.text}
        </p>
      )}
    </AnswerDialog>
  );
}

interface ListProps {
  leaves: readonly Leave[];
  zone: string;
  inClass?: boolean;
  /** The list's own address: "/api/office/leaves". */
  path: string;
  onAnswered: () => void;
}

/** A queue of those who decide. */
export function LeaveQueue({ leaves, zone, inClass = false, path, onAnswered }: ListProps) {
  const t = text().leave;
  const [answering, setAnswering] = useState<Leave | null>(null);
  const stateOf = (leave: Leave) => (inClass ? leave.courses[0]?.decision.state : leave.decision.state);
  return (
    <>
      <ul class="card rows" aria-label={t.queue}>
        {leaves.map((leave) => {
          const state = stateOf(leave);
          return (
            <LeaveRow key={leave.id} leave={leave} zone={zone} inClass={inClass} named evidence={`${path}/${leave.id}/evidence`}>
              {leave.mine && state !== 'withdrawn' && (
                <div class="actions">
                  <Button
                    kind={state === 'open' ? 'primary' : 'plain'}
                    onClick={() => setAnswering(leave)}
                    label={state === 'open' ? t.answerTo(leave.student.name) : `${t.change}: ${leave.student.name}`}
                  >
                    {state === 'open' ? t.answer : t.change}
                  </Button>
                </div>
              )}
            </LeaveRow>
          );
        })}
      </ul>
      {answering && (
        <LeaveAnswer
          leave={answering}
          when={leaveTime(answering, zone)}
          first={stateOf(answering) === 'open'}
          path={`${path}/${answering.id}/answer`}
          onAnswered={onAnswered}
          onClose={() => setAnswering(null)}
        />
      )}
    </>
  );
}
