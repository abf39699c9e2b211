// SPDX-License-Identifier: MIT
// A mark that lacks the room: typing the code settles it, as long as attendance is open.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction } from '../../core/hooks';
import { explain, words } from '../../core/text';
import { sound, checkIn as checkInWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { Field } from '../../ui/field';
import type { Mark } from '../../core/types';

const text = words(sound, checkInWords);

const DIGITS = 6;

export function RoomShow({ lecture, onSettled }: { lecture: string; onSettled: (mark: Mark) => void }) {
  const t = text();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run, clear } = useAction();
  const digits = typed.replace(/\D/g, '');
  const wrong = problem?.code === 'code_wrong';
  const codeError = wrong && problem ? [explain(problem).detail, explain(problem).next].filter(Boolean).join(' ') : undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (digits.length !== DIGITS) return;
    void run(async () => onSettled((await post<{ mark: Mark }>(`/api/attendance/${lecture}/check-in/code`, { code: digits })).mark));
  };
  return (
    <form class="card form room-show" onSubmit={submit} noValidate data-code="room_unproven">
      <h2>{t.sound.unproven}</h2>
      <p>{t.sound.unprovenHint}</p>
      <ProblemNotice problem={wrong ? null : problem} />
      <Field
        label={t.roomCode.label}
        name="room_code"
        inputMode="numeric"
        maxLength={DIGITS + 1}
        value={typed}
        onInput={(next) => {
          setTyped(next);
          setTried(false);
          if (problem) clear();
        }}
        error={tried && digits.length !== DIGITS ? t.roomCode.sixDigits : codeError}
      />
      <Button type="submit" kind="primary" wide busy={busy}>
        {t.sound.send}
      </Button>
    </form>
  );
}
