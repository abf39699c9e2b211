// SPDX-License-Identifier: MIT
// The room code as a student types it over the camera. Apart from what shows it: the check-in needs no QR code.

import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../../core/text';
import { checkIn as checkInWords } from '../../core/text/books';
import { Button, LinkButton } from '../../ui/basics';
import { digitsOf, isWhole, RoomCodeField } from './room-code-field';

const text = words(checkInWords);

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
  const digits = digitsOf(code);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (isWhole(digits)) onCode(digits);
  };
  return (
    <form class="camera-sheet" onSubmit={submit} noValidate data-code={why?.code ?? (wrong ? 'code_wrong' : 'code_needed')}>
      <h2 ref={heading} tabIndex={-1}>
        {why?.title ?? t.roomCode.askTitle}
      </h2>
      <p>{why?.hint ?? t.roomCode.askHint}</p>
      <RoomCodeField value={code} onInput={setCode} short={tried && !isWhole(digits)} error={wrong && !tried ? t.roomCode.wrong : undefined} />
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
