// SPDX-License-Identifier: MIT
// A class in a list, and one tap to an attendance that was not scheduled at all.

import { post } from '../../core/api';
import { useAction } from '../../core/hooks';
import { navigate } from '../../core/router';
import { words } from '../../core/text';
import { classroom as classroomWords, teaching } from '../../core/text/books';
import { facts } from '../../core/text/format';
import type { Classroom, Lecture } from '../../core/types';
import { Button, LinkButton, ProblemNotice } from '../basics';

const text = words(classroomWords, teaching);

export function InstantButton({ classroom, wide = false, quiet = false }: { classroom: Classroom; wide?: boolean; quiet?: boolean }) {
  const t = text();
  const { busy, problem, run } = useAction();
  const start = () =>
    void run(async () => {
      const lecture = await post<Lecture>(`/api/classroom/${classroom.id}/instant`, {});
      navigate(`/lecture/${lecture.id}`);
    });
  return (
    <>
      <Button kind={quiet ? 'plain' : 'primary'} icon="bolt" busy={busy} wide={wide} onClick={start} label={t.professor.instantFor(classroom.subject)}>
        {t.professor.instant}
      </Button>
      <ProblemNotice problem={problem} />
    </>
  );
}

/** `instant`: among the professor's own, below a heading; else in a list that is the page itself. */
export function ClassroomCard({ classroom, instant }: { classroom: Classroom; instant: boolean }) {
  const t = text();
  const Heading = instant ? 'h3' : 'h2';
  return (
    <li class="card classroom-card">
      <div class="classroom-head">
        <Heading>
          <a class="cover" href={`/classroom/${classroom.id}`}>
            {classroom.subject}
          </a>
        </Heading>
        <p class="muted">
          {facts([classroom.section, classroom.term, instant ? null : classroom.professor.name])}
        </p>
        <p class="muted">
          {facts([t.professor.students(classroom.students), t.professor.lectures(classroom.lectures)])}
        </p>
      </div>
      <div class="classroom-actions">
        {classroom.live ? (
          <LinkButton href={`/lecture/${classroom.live.id}`} icon="people" kind="primary">
            {t.professor.openLive}
          </LinkButton>
        ) : (
          instant && <InstantButton classroom={classroom} />
        )}
        {!instant && (
          <LinkButton href={`/classroom/${classroom.id}/copy`} icon="copy" kind="quiet" label={`${t.copy.open}: ${classroom.subject}`}>
            {t.copy.open}
          </LinkButton>
        )}
      </div>
    </li>
  );
}
