// SPDX-License-Identifier: MIT
// The room code: the professor shows it, a student whose face alone does not tell them apart types it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { get, type Problem } from '../../core/api';
import { asProblem } from '../../core/hooks';
import { Button, LinkButton, ProblemNotice } from '../basics';
import { Field } from '../field';
import { QrCode } from '../qr';
import { words } from '../../core/text';
import { checkIn as checkInWords, live as liveWords } from '../../core/text/books';
import type { RoomCode } from '../../core/types';

const text = words(checkInWords, liveWords);

const DIGITS = 6;
const RETRY_MS = 3000;

/** The code as long as it is shown, each new one when it comes. */
export function useRoomCode(lecture: number, shown: boolean) {
  const [code, setCode] = useState<RoomCode | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (!shown) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const read = async () => {
      let wait = RETRY_MS;
      try {
        const next = await get<RoomCode>(`/api/attendance/${lecture}/code`);
        if (over) return;
        setCode(next);
        setProblem(null);
        wait = next.next_in_ms;
      } catch (error) {
        if (over) return;
        setCode(null);
        setProblem(asProblem(error));
      }
      timer = setTimeout(() => void read(), wait);
    };
    void read();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [lecture, shown]);
  return { code: shown ? code : null, problem: shown ? problem : null };
}

/** On the professor's live page: shown on demand, for the projector. */
export function RoomCodePanel({ lecture }: { lecture: number }) {
  const t = text();
  const [shown, setShown] = useState(false);
  const { code, problem } = useRoomCode(lecture, shown);
  return (
    <div class="room-code-panel">
      <Button icon="eye" onClick={() => setShown(!shown)}>
        {shown ? t.roomCode.hide : t.roomCode.show}
      </Button>
      <ProblemNotice problem={problem} />
      {code && (
        <>
          <p class="room-code" dir="ltr" data-testid="room-code">
            {code.code}
          </p>
          <div class="room-code-qr">
            <QrCode value={location.origin + code.path} label={t.live.codeQr(code.code)} />
          </div>
          <p class="muted">{t.live.codeHint}</p>
        </>
      )}
    </div>
  );
}

/** Over the student's camera. */
interface SheetProps {
  wrong: boolean;
  /** Why it is asked for, in other words than those for whom the code is always needed. */
  why?: { code: string; title: string; hint: string } | null;
  onCode: (code: string) => void;
}

export function RoomCodeSheet({ wrong, why, onCode }: SheetProps) {
  const t = text();
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const digits = code.replace(/\D/g, '');
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (digits.length === DIGITS) onCode(digits);
  };
  const error = tried && digits.length !== DIGITS ? t.roomCode.sixDigits : wrong && !tried ? t.roomCode.wrong : undefined;
  return (
    <form class="camera-sheet" onSubmit={submit} noValidate data-code={why?.code ?? (wrong ? 'code_wrong' : 'code_needed')}>
      <h2 ref={heading} tabIndex={-1}>
        {why?.title ?? t.roomCode.askTitle}
      </h2>
      <p>{why?.hint ?? t.roomCode.askHint}</p>
      <Field
        label={t.roomCode.label}
        name="room_code"
        inputMode="numeric"
        maxLength={DIGITS + 1}
        value={code}
        onInput={setCode}
        error={error}
      />
      <div class="camera-actions">
        <Button type="submit" kind="primary" wide>
          {t.roomCode.go}
        </Button>
        <LinkButton wide href="/">
          {t.app.goHome}
        </LinkButton>
      </div>
      <p class="muted">{t.mark.other}</p>
    </form>
  );
}
