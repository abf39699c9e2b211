// SPDX-License-Identifier: MIT
// The code of the second factor: six digits of the authenticator app, or a recovery code when the phone is lost.

import { useEffect, useRef, useState } from 'preact/hooks';
import { text } from '../../core/text';
import { Button } from '../basics';
import { Field } from '../field';

const DIGITS = 6;

interface CodeFieldProps {
  value: string;
  onInput: (value: string) => void;
  error: string | undefined;
  /** While the app is being set up there are no recovery codes yet. */
  only?: 'app';
}

export function CodeField({ value, onInput, error, only }: CodeFieldProps) {
  const t = text().stepUp;
  const [recovery, setRecovery] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A dialog takes the focus when it opens: after that.
    requestAnimationFrame(() => box.current?.querySelector('input')?.focus());
  }, [recovery]);
  const swap = () => {
    onInput('');
    setRecovery(!recovery);
  };
  return (
    <div class="code-field" ref={box}>
      <Field
        label={recovery ? t.recovery : t.code}
        name="code"
        value={value}
        onInput={recovery ? onInput : (typed) => onInput(typed.replace(/\D/g, '').slice(0, DIGITS))}
        hint={recovery ? t.recoveryHint : t.codeHint}
        error={error}
        autocomplete={recovery ? 'off' : 'one-time-code'}
        inputMode={recovery ? 'text' : 'numeric'}
        autoCapitalize="none"
        maxLength={recovery ? 40 : 20}
      />
      {!only && (
        <Button kind="quiet" onClick={swap}>
          {recovery ? t.useApp : t.useRecovery}
        </Button>
      )}
    </div>
  );
}
