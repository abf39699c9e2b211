// SPDX-License-Identifier: MIT
// Check in with the room code, the equal way without a face: typed, or brought by the QR code's link.

import { useRef, useState } from 'preact/hooks';
import { post, type Problem } from '../../core/api';
import { useAction } from '../../core/hooks';
import { forgetScan } from '../../core/scan';
import { Button, Notice, PageHead, ProblemNotice } from '../../ui/basics';
import { PositionQuestion } from '../../ui/position';
import { words } from '../../core/text';
import { checkIn as checkInWords } from '../../core/text/books';
import type { Mark, Mine } from '../../core/types';
import { codeError, digitsOf, isWhole, RoomCodeField } from './room-code-field';
import { signedCode } from './signed';

const text = words(checkInWords);

interface Props {
  lecture: string;
  mine: Mine;
  /** What the QR code's link brought; '' when the page was opened without. */
  scanned: string;
  onMarked: (mark: Mark) => void;
  onStale: () => void;
  onLocked: () => void;
  /** To the camera; null when no face is set up. */
  onFace: (() => void) | null;
}

export function CodeCheckIn({ lecture, mine, scanned, onMarked, onStale, onLocked, onFace }: Props) {
  const t = text();
  const [link, setLink] = useState(scanned);
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(mine.position_wanted);
  const [needed, setNeeded] = useState(false);
  const position = useRef('');
  const { busy, problem, run, clear } = useAction();
  const digits = digitsOf(typed);
  const whole = link !== '' || isWhole(digits);
  const send = async () => {
    const body = { code: link || digits, ...(position.current && { position: position.current }) };
    try {
      const headers = await signedCode(lecture, body.code);
      onMarked((await post<{ mark: Mark }>(`/api/attendance/${lecture}/check-in/code`, body, { headers })).mark);
    } catch (error) {
      const code = (error as Problem).code;
      // What the link brought is old by now: the digits on the wall are not.
      if (code === 'code_wrong') {
        setLink('');
        forgetScan();
      }
      if (code === 'position_needed') {
        setNeeded(true);
        return setAsking(true);
      }
      if (code === 'already_marked') return onStale();
      if (code === 'unlock_needed') return onLocked();
      throw error;
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (whole) void run(send);
  };
  if (asking) {
    return (
      <div class="narrow">
        <PageHead title={mine.lecture.subject} back="/" />
        <section class="card position">
          <PositionQuestion
            onPosition={(geo) => {
              position.current = geo;
              setAsking(false);
            }}
            onSkip={needed ? null : () => setAsking(false)}
          />
        </section>
      </div>
    );
  }
  return (
    <div class="narrow">
      <PageHead title={t.check.codeTitle} back="/" sub={mine.lecture.subject} />
      <form class="card form" onSubmit={submit} noValidate>
        <ProblemNotice problem={problem?.code === 'code_wrong' ? null : problem} />
        {link ? (
          <Notice kind="good">{t.check.scanned}</Notice>
        ) : (
          <RoomCodeField
            hint={t.check.codeHint}
            value={typed}
            onInput={(next) => {
              setTyped(next);
              setTried(false);
              if (problem) clear();
            }}
            short={tried && !whole}
            error={codeError(problem)}
          />
        )}
        <Button type="submit" kind="primary" wide busy={busy}>
          {t.check.checkIn}
        </Button>
        {link && (
          <Button kind="quiet" wide onClick={() => setLink('')}>
            {t.check.typeInstead}
          </Button>
        )}
        {onFace && (
          <Button kind="quiet" wide icon="camera" onClick={onFace}>
            {t.check.faceInstead}
          </Button>
        )}
        <p class="muted">{t.check.equal}</p>
        <p class="muted small">{t.check.kept}</p>
      </form>
    </div>
  );
}
