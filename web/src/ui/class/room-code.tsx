// SPDX-License-Identifier: MIT
// The room code as the professor shows it.

import { useEffect, useState } from 'preact/hooks';
import { get, type Problem } from '../../core/api';
import { asProblem } from '../../core/hooks';
import { Button, ProblemNotice } from '../basics';
import { QrCode } from '../qr';
import { words } from '../../core/text';
import { checkIn as checkInWords, live as liveWords } from '../../core/text/books';
import type { RoomCode } from '../../core/types';

const text = words(checkInWords, liveWords);

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
