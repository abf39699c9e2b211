// SPDX-License-Identifier: MIT
// A student who was put into a classroom says whether it is theirs, and leaves one that is not any more.

import { useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { classroom as classroomWords } from '../../core/text/books';
import { facts } from '../../core/text/format';
import type { Classroom } from '../../core/types';
import { Button, ProblemNotice } from '../basics';
import { Confirm } from '../dialog';
import { toast } from '../toast';

const text = words(classroomWords);

interface LeavingProps {
  classroom: Classroom;
  hint: string;
  onLeft: () => void;
  onClose: () => void;
}

/** Asks once more, and takes the student out. */
function Leaving({ classroom, hint, onLeft, onClose }: LeavingProps) {
  const t = text().added;
  const leaving = useAction();
  const name = facts([classroom.subject, classroom.section]);
  const leave = () =>
    void leaving.run(async () => {
      await remove(`/api/student/classrooms/${classroom.id}`);
      onClose();
      toast(t.left(name));
      onLeft();
    });
  return (
    <Confirm title={t.leaveTitle(name)} hint={hint} action={t.leave} busy={leaving.busy} onConfirm={leave} onClose={onClose}>
      <ProblemNotice problem={leaving.problem} />
    </Confirm>
  );
}

/** At the end of a student's own page of a classroom. */
export function LeaveClass({ classroom, onLeft }: { classroom: Classroom; onLeft: () => void }) {
  const t = text().added;
  const [asked, setAsked] = useState(false);
  return (
    <p class="leave-class">
      <button type="button" class="text-button" onClick={() => setAsked(true)}>
        {t.leaveClass}
      </button>
      {asked && <Leaving classroom={classroom} hint={t.leaveOwnHint} onLeft={onLeft} onClose={() => setAsked(false)} />}
    </p>
  );
}

interface Answers {
  onAccepted: () => void;
  onLeft: () => void;
}

/** By whom, what it means, and the two answers. Nothing of a lecture waits for them. */
function Added({ classroom, onAccepted, onLeft }: Answers & { classroom: Classroom }) {
  const t = text().added;
  const accepting = useAction();
  const [asked, setAsked] = useState(false);
  const name = facts([classroom.subject, classroom.section]);
  const accept = () =>
    void accepting.run(async () => {
      await post(`/api/student/classrooms/${classroom.id}/accept`);
      toast(t.accepted(name));
      onAccepted();
    });
  return (
    <div class="request" data-added={classroom.id}>
      <div>
        <p class="row-lead">{name}</p>
        <p class="muted">{classroom.added_by ? t.by(classroom.added_by.name) : t.bySomebody(classroom.professor.name)}</p>
      </div>
      <ProblemNotice problem={accepting.problem} />
      <div class="actions">
        <Button kind="primary" busy={accepting.busy} onClick={accept} label={t.acceptOf(name)}>
          {t.accept}
        </Button>
        <Button disabled={accepting.busy} onClick={() => setAsked(true)} label={t.notMineOf(name)}>
          {t.notMine}
        </Button>
      </div>
      {asked && <Leaving classroom={classroom} hint={t.leaveHint} onLeft={onLeft} onClose={() => setAsked(false)} />}
    </div>
  );
}

/** Every classroom that waits for such an answer; nothing when there is none. */
export function AddedCard({ classrooms, ...answers }: Answers & { classrooms: Classroom[] }) {
  const t = text().added;
  const waiting = classrooms.filter((classroom) => classroom.accepted === false && !classroom.archived);
  if (waiting.length === 0) return null;
  return (
    <section class="card added" aria-labelledby="added">
      <h2 id="added">{t.title(waiting.length)}</h2>
      <p class="muted">{t.hint}</p>
      {waiting.map((classroom) => (
        <Added key={classroom.id} classroom={classroom} {...answers} />
      ))}
    </section>
  );
}
