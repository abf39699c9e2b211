// SPDX-License-Identifier: MIT
// One tap to an attendance that was not scheduled at all.

import { post } from '../../core/api';
import { useAction } from '../../core/hooks';
import { navigate } from '../../core/router';
import { words } from '../../core/text';
import { teaching as teachingWords } from '../../core/text/books';
import type { Classroom, Lecture } from '../../core/types';
import { Button, ProblemNotice } from '../basics';

const text = words(teachingWords);

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
