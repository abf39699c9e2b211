// SPDX-License-Identifier: MIT
// One request, as its student and the staff read it.

import type { ComponentChildren } from 'preact';
import { words } from '../../core/text';
import { classroom as classroomWords } from '../../core/text/books';
import { day, dayAndTime, dayAndTimeInside, facts } from '../../core/text/format';
import type { AttendanceRequest, Lecture, RequestState } from '../../core/types';
import { StatusChip } from './status';
import type { Statuses } from './statuses';

const text = words(classroomWords);

const DAY_MS = 86_400_000;
const CHIP: Record<RequestState, string> = { open: 'live', accepted: 'P', refused: 'A', withdrawn: 'none' };

/** The lecture, or the days: `until` is the first moment after them. */
export function requestTime(request: AttendanceRequest, lecture: Lecture | undefined, zone: string): string {
  if (lecture) return dayAndTime(lecture.starts_at, zone);
  if (!request.from || !request.until) return '';
  const last = new Date(Math.max(Date.parse(request.from), Date.parse(request.until) - DAY_MS)).toISOString();
  const [first, end] = [day(request.from, zone), day(last, zone)];
  return first === end ? first : `${first} – ${end}`;
}

/** The mark in question, while nobody has answered: afterwards the new one is shown. */
export function MarkInQuestion({ request, set }: { request: AttendanceRequest; set: Statuses }) {
  const t = text();
  const { mark } = request;
  if (request.kind !== 'appeal' || request.state !== 'open') return null;
  return (
    <p class="board-marks">
      <span class="muted">{t.requests.markNow}</span>
      <StatusChip set={set} status={mark?.status ?? null} />
      {mark?.note && <bdi class="muted">{mark.note}</bdi>}
    </p>
  );
}

interface Props {
  request: AttendanceRequest;
  lecture: Lecture | undefined;
  zone: string;
  set: Statuses;
  /** The student's name stands above, for the staff. */
  named: boolean;
  children?: ComponentChildren;
}

export function RequestRow({ request, lecture, zone, set, named, children }: Props) {
  const t = text().requests;
  return (
    <li class="request" data-request={request.id} data-state={request.state}>
      <p class="board-marks">
        <span class={`chip chip-${CHIP[request.state]}`}>
          <span class="chip-word">{t.state[request.state]}</span>
        </span>
        <span class="row-lead">{named ? t.of(t.kind[request.kind], request.student.name) : t.kind[request.kind]}</span>
      </p>
      <p class="muted">{facts([requestTime(request, lecture, zone), t.asked(dayAndTimeInside(request.created_at, zone))])}</p>
      <MarkInQuestion request={request} set={set} />
      <p class="hand-in-text" dir="auto">
        {request.text}
      </p>
      {request.state === 'accepted' && request.status && <StatusChip set={set} status={request.status} />}
      {request.comment && (
        <p class="note" dir="auto">
          {request.comment}
        </p>
      )}
      {request.answered_by && request.answered_at && (
        <p class="muted">{t.answered(request.answered_by.name, dayAndTime(request.answered_at, zone))}</p>
      )}
      {children}
    </li>
  );
}
