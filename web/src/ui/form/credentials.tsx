// SPDX-License-Identifier: MIT
// The fields by which people say who they are. Each tells the browser and the password manager what belongs in it.

import type { Problem } from '../../core/api';
import { text } from '../../core/text';
import { Field, fieldError } from '../field';

interface Props {
  label: string;
  name?: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string | undefined;
  tried: boolean;
  problem: Problem | null;
}

/** `isNew`: one to be, not the one that an account goes by. */
export function EmailField({ isNew = false, value, tried, problem, ...rest }: Props & { isNew?: boolean }) {
  return (
    <Field
      {...rest}
      name="email"
      type="email"
      autocomplete={isNew ? 'email' : 'username'}
      value={value}
      error={(tried && !value.trim() && text().sign.needEmail) || fieldError(problem, 'email')}
    />
  );
}

/** The password that one has. */
export function PasswordField({ name = 'password', value, tried, problem, ...rest }: Props) {
  return (
    <Field
      {...rest}
      name={name}
      type="password"
      autocomplete="current-password"
      value={value}
      error={(tried && !value && text().sign.needPassword) || fieldError(problem, name)}
    />
  );
}

export const isShort = (password: string, least: number) => [...password].length < least;

/** A password to be, of at least so many characters. */
export function NewPasswordField({ least, value, tried, problem, ...rest }: Props & { least: number }) {
  return (
    <Field
      {...rest}
      name="password"
      type="password"
      autocomplete="new-password"
      value={value}
      error={(tried && isShort(value, least) && text().sign.shortPassword(least)) || fieldError(problem, 'password')}
    />
  );
}
