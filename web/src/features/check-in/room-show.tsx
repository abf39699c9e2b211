// SPDX-License-Identifier: MIT
// A mark that lacks the room: typing the code settles it, as long as attendance is open.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { sound, checkIn as checkInWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import type { Mark } from '../../core/types';
import { useHeardAfter } from './heard';
import { codeError, digitsOf, isWhole, RoomCodeField } from './room-code-field';

const text = words(sound, checkInWords);

export interface RoomShowProps {
  lecture: string;
  /** The class plays the room sound. */
  sound: boolean;
  onSettled: (mark: Mark) => void;
}

export function RoomShow({ lecture, sound: played, onSettled }: RoomShowProps) {
  const t = text();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run, clear } = useAction();
  const listening = useHeardAfter(lecture, played, onSettled);
  const digits = digitsOf(typed);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!isWhole(digits)) return;
    void run(async () => onSettled((await post<{ mark: Mark }>(`/api/attendance/${lecture}/check-in/code`, { code: digits })).mark));
  };
  return (
    <form class="card form room-show" onSubmit={submit} noValidate data-code="room_unproven">
      <h2>{t.sound.unproven}</h2>
      <p>{t.sound.unprovenHint}</p>
      <p role="status" data-listens={listening}>
        {listening && t.sound.listensOn}
      </p>
      <ProblemNotice problem={problem?.code === 'code_wrong' ? null : problem} />
      <RoomCodeField
        value={typed}
        onInput={(next) => {
          setTyped(next);
          setTried(false);
          if (problem) clear();
        }}
        short={tried && !isWhole(digits)}
        error={codeError(problem)}
      />
      <Button type="submit" kind="primary" wide busy={busy}>
        {t.sound.send}
      </Button>
    </form>
  );
}
