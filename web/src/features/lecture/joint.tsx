// SPDX-License-Identifier: MIT
// Hold a lecture together with another of the teacher's classrooms, or for its classroom alone again.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { joint, plan as planWords } from '../../core/text/books';
import { Select, Switch } from '../../ui/area';
import { Button, ProblemNotice } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { fieldError, otherThan } from '../../ui/field';
import { jointName } from '../../ui/class/joint';
import { toast } from '../../ui/toast';
import type { Classroom, ClassroomList, Lecture } from '../../core/types';

const text = words(joint, planWords);

interface Props {
  lecture: Lecture;
  onChanged: (next: Lecture) => void;
  onClose: () => void;
}

function label(classroom: Classroom): string {
  return [classroom.subject, classroom.section, classroom.term].filter(Boolean).join(', ');
}

function AddForm({ lecture, onChanged, onClose }: Props) {
  const t = text();
  const list = useLoad<ClassroomList>('/api/classroom?limit=200');
  const there = [lecture.classroom_id, ...lecture.joint.map((one) => one.classroom_id)];
  const choices = (list.data?.classrooms ?? [])
    .filter((one) => (one.part === 'owner' || one.part === 'teacher') && !one.archived && !there.includes(one.id))
    .map((one) => ({ value: String(one.id), label: label(one) }));
  const [chosen, setChosen] = useState('');
  const [following, setFollowing] = useState(false);
  const { busy, problem, run } = useAction();
  const classroom = chosen || choices[0]?.value || '';
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const body = { classroom_id: Number(classroom), ...(following && { following }) };
      onChanged(await post<Lecture>(`/api/attendance/${lecture.id}/joint`, body));
      toast(t.joint.held);
      onClose();
    });
  };
  if (!list.data) return <ProblemNotice problem={list.problem} />;
  if (choices.length === 0) return <p class="muted">{t.joint.none}</p>;
  return (
    <form class="form" onSubmit={submit} noValidate>
      <ProblemNotice problem={otherThan(problem, ['classroom_id'])} />
      <Select
        label={t.joint.classroom}
        name="joint_classroom"
        value={classroom}
        onChange={setChosen}
        choices={choices}
        hint={t.joint.classroomHint}
        error={fieldError(problem, 'classroom_id')}
      />
      {lecture.series_id !== null && (
        <Switch name="joint_following" checked={following} onChange={setFollowing}>
          {t.plan.following}
        </Switch>
      )}
      <div class="dialog-actions">
        <Button type="submit" kind="primary" busy={busy}>
          {t.joint.hold}
        </Button>
      </div>
    </form>
  );
}

function ApartForm({ lecture, onChanged, onClose }: Props) {
  const t = text();
  const [following, setFollowing] = useState(false);
  const { busy, problem, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      onChanged(await post<Lecture>(`/api/attendance/${lecture.id}/apart`, following ? { following } : {}));
      toast(t.joint.parted);
      onClose();
    });
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <h3>{t.joint.nowWith}</h3>
      <ul>
        {lecture.joint.map((one) => (
          <li key={one.lecture_id}>
            <bdi>{jointName(one)}</bdi>
          </li>
        ))}
      </ul>
      <ProblemNotice problem={problem} />
      {lecture.series_id !== null && (
        <Switch name="apart_following" checked={following} onChange={setFollowing}>
          {t.plan.following}
        </Switch>
      )}
      <div class="dialog-actions">
        <Button type="submit" busy={busy}>
          {t.joint.apart}
        </Button>
      </div>
    </form>
  );
}

export function JointDialog(props: Props) {
  const t = text().joint;
  return (
    <Dialog title={t.title} onClose={props.onClose}>
      <p class="muted">{t.hint}</p>
      {props.lecture.joint.length > 0 && <ApartForm {...props} />}
      <AddForm {...props} />
    </Dialog>
  );
}
