// SPDX-License-Identifier: MIT
// The room code as a student types it over the camera. Apart from what shows it: the check-in needs no QR code.

import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../../core/text';
import { checkIn as checkInWords } from '../../core/text/books';
import { Button, LinkButton } from '../../ui/basics';
import { Field } from '../../ui/field';

const text = words(checkInWords);

const DIGITS = 6;

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
