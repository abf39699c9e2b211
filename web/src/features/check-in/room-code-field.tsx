// SPDX-License-Identifier: MIT
// Where a student types the room code, wherever it is asked for.

import type { Problem } from '../../core/api';
import { said, words } from '../../core/text';
import { checkIn as checkInWords } from '../../core/text/books';
import { Field } from '../../ui/field';

const text = words(checkInWords);

const DIGITS = 6;

export const digitsOf = (typed: string) => typed.replace(/\D/g, '');
export const isWhole = (digits: string) => digits.length === DIGITS;

/** What the server said of the code; anything else is said above the field. */
export const codeError = (problem: Problem | null) => (problem?.code === 'code_wrong' ? said(problem) : undefined);

interface Props {
  value: string;
  onInput: (value: string) => void;
  /** It was to be sent and is not whole. */
  short: boolean;
  error: string | undefined;
  hint?: string;
}

export function RoomCodeField({ short, error, ...rest }: Props) {
  const t = text().roomCode;
  return <Field label={t.label} name="room_code" inputMode="numeric" maxLength={DIGITS + 1} error={short ? t.sixDigits : error} {...rest} />;
}
