// SPDX-License-Identifier: MIT
// Whose checks were refused, why and when: those who come to the desk.

import { useState } from 'preact/hooks';
import { words } from '../../core/text';
import { lecture as lectureWords, roll as rollWords } from '../../core/text/books';
import { Button } from '../../ui/basics';
import { useNarrow } from '../../core/hooks';
import { Icon } from '../../ui/icons';
import { clockTime, facts } from '../../core/text/format';
import type { Attendance } from '../../core/types';
import { reasonWords } from './row';

const text = words(lectureWords, rollWords);

const FIRST = 5;

export function Refused({ state, onOpen }: { state: Attendance; onOpen: ((student: number) => void) | null }) {
  const t = text();
  const narrow = useNarrow();
  const [all, setAll] = useState(false);
  const { refused, refusals } = state;
  if (refusals === 0) return null;
  const shown = all ? refused : refused.slice(0, FIRST);
  return (
    <details class="card lesson-refused" open={!narrow}>
      <summary>
        <Icon name="alert" />
        <span>{t.lecture.refusals(refusals)}</span>
        <Icon name="down" />
      </summary>
      <ul>
        {shown.map((one) => {
          const { id, name } = one.student;
          const words = (
            <>
              <span>{t.lecture.refused(name, reasonWords(one.code))}</span>
              <span class="muted small">{facts([one.times > 1 && `${one.times} ×`, clockTime(one.at, state.classroom.timezone)])}</span>
            </>
          );
          return <li key={id}>{onOpen ? <button type="button" class="lesson-refused-one" onClick={() => onOpen(id)}>{words}</button> : <p class="lesson-refused-one">{words}</p>}</li>;
        })}
      </ul>
      {refused.length > shown.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {t.roll.showAll(refused.length)}
        </Button>
      )}
    </details>
  );
}
