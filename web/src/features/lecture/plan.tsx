// SPDX-License-Identifier: MIT
// Change the plan of a lecture: another time, another room, cancelled, restored; alone or with all later ones of its series.

import { useState } from 'preact/hooks';
import { useUnsaved } from '../../core/form';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { joint, plan as planWords, teaching as teachingWords } from '../../core/text/books';
import { Switch } from '../../ui/area';
import { Button, ProblemNotice } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Field, fieldError, otherThan } from '../../ui/field';
import { ForWhom } from '../../ui/class/groups';
import { toast } from '../../ui/toast';
import { edit } from '../../ui/version';
import type { Lecture } from '../../core/types';
import { JointDialog } from './joint';
import { lectureTimes, overnight, wallClock } from '../../core/zone';

const text = words(joint, planWords, teachingWords);

const REASON_MAX = 300;
const FIELDS = ['starts_at', 'ends_at', 'title', 'room', 'reason'];

interface Props {
  lecture: Lecture;
  zone: string;
  onChanged: (next: Lecture) => void;
}

function MoveDialog({ lecture, zone, onChanged, onJoint, onClose }: Props & { onJoint: () => void; onClose: () => void }) {
  const t = text();
  const start = wallClock(Date.parse(lecture.starts_at), zone);
  const end = wallClock(Date.parse(lecture.ends_at), zone).time;
  const [date, setDate] = useState(start.date);
  const [from, setFrom] = useState(start.time);
  const [to, setTo] = useState(end);
  const [title, setTitle] = useState(lecture.title ?? '');
  const [room, setRoom] = useState(lecture.room ?? '');
  const before = lecture.groups.map((group) => group.id);
  const [groups, setGroups] = useState<number[]>(before);
  const [following, setFollowing] = useState(false);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  useUnsaved(date, from, to, title, room, groups, following);
  // Times that were left alone are not sent: a lecture may be longer than this form could say.
  const moved = date !== start.date || from !== start.time || to !== end;
  const filled = date !== '' && from !== '' && to !== '';
  const times = filled && moved ? lectureTimes(date, from, to, zone) : null;
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (moved && !times) return;
    void run(async () => {
      const body = { title: title.trim(), room: room.trim(), ...times, ...(groups.join() !== before.join() && { groups }), ...(following && { following }) };
      onChanged(await edit<Lecture>('PATCH', `/api/attendance/${lecture.id}`, lecture.version, body));
      toast(t.plan.changed);
      onClose();
    });
  };
  return (
    <Dialog title={t.plan.changeTitle} onClose={onClose}>
      <form class="form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(problem, FIELDS)} />
        <Field label={t.classroom.date} name="move_date" type="date" value={date} onInput={setDate} error={tried && !date ? t.classroom.needDate : undefined} />
        <div class="field-pair">
          <Field
            label={t.classroom.from}
            name="move_from"
            type="time"
            value={from}
            onInput={setFrom}
            error={tried && !from ? t.classroom.needTime : fieldError(problem, 'starts_at')}
          />
          <Field
            label={t.classroom.to}
            name="move_to"
            type="time"
            value={to}
            onInput={setTo}
            hint={overnight(from, to) ? t.classroom.nextDay : undefined}
            error={tried && !to ? t.classroom.needTime : tried && filled && moved && !times ? t.classroom.endsBefore : fieldError(problem, 'ends_at')}
          />
        </div>
        <p class="muted small">{t.classroom.zoneHint(zone)}</p>
        <Field label={t.classroom.titleField} name="move_title" optional value={title} onInput={setTitle} error={fieldError(problem, 'title')} />
        <Field label={t.classroom.room} name="move_room" optional value={room} onInput={setRoom} error={fieldError(problem, 'room')} />
        <ForWhom classroom={lecture.classroom_id} chosen={groups} onChange={setGroups} already={lecture.groups} />
        {lecture.series_id !== null && (
          <Switch name="following" checked={following} onChange={setFollowing}>
            {t.plan.following}
          </Switch>
        )}
        <div class="dialog-actions">
          <Button type="submit" kind="primary" busy={busy}>
            {t.plan.save}
          </Button>
        </div>
        <Button kind="quiet" icon="people" wide onClick={onJoint}>
          {t.joint.open}
        </Button>
      </form>
    </Dialog>
  );
}

function CancelDialog({ lecture, onChanged, onClose }: Props & { onClose: () => void }) {
  const t = text().plan;
  const [reason, setReason] = useState('');
  const [following, setFollowing] = useState(false);
  const { busy, problem, run } = useAction();
  useUnsaved(reason, following);
  const { cancelled } = lecture;
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const body = { ...(reason.trim() && { reason: reason.trim() }), ...(following && { following }) };
      const path = `/api/attendance/${lecture.id}/${cancelled ? 'restore' : 'cancel'}`;
      onChanged(await edit<Lecture>('POST', path, lecture.version, body));
      toast(cancelled ? t.restored : t.cancelled);
      onClose();
    });
  };
  return (
    <Dialog title={cancelled ? t.restore : t.cancelTitle} onClose={onClose}>
      <form class="form" onSubmit={submit} noValidate>
        {!cancelled && <p>{t.cancelHint}</p>}
        <ProblemNotice problem={otherThan(problem, ['reason'])} />
        <Field
          label={t.reason}
          name="cancel_reason"
          optional
          maxLength={REASON_MAX}
          value={reason}
          onInput={setReason}
          error={fieldError(problem, 'reason')}
        />
        {lecture.series_id !== null && (
          <Switch name="following" checked={following} onChange={setFollowing}>
            {t.following}
          </Switch>
        )}
        <div class="dialog-actions">
          <Button type="submit" kind={cancelled ? 'primary' : 'danger'} busy={busy}>
            {cancelled ? t.restore : t.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export type PlanAct = 'move' | 'joint' | 'cancel';

/** What the plan's entries of the menu open, for its teachers. */
export function PlanDialog({ act, onAct, ...props }: Props & { act: PlanAct | null; onAct: (act: PlanAct | null) => void }) {
  const close = () => onAct(null);
  if (act === 'move') return <MoveDialog {...props} onJoint={() => onAct('joint')} onClose={close} />;
  if (act === 'joint') return <JointDialog {...props} onClose={close} />;
  if (act === 'cancel') return <CancelDialog {...props} onClose={close} />;
  return null;
}
