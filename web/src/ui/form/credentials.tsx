// SPDX-License-Identifier: MIT
// The fields by which people say who they are, and their rules. Each tells the browser and the password manager what belongs in it.

import { text } from '../../core/text';
import { Field } from '../field';

/** With `form.field(name)` in it. */
interface Props {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  error: string | undefined;
  hint?: string | undefined;
}

export const needEmail = (email: string) => !email.trim() && text().sign.needEmail;
export const needPassword = (password: string) => !password && text().sign.needPassword;
export const needNewPassword = (least: number) => (password: string) => [...password].length < least && text().sign.shortPassword(least);
export const needName = (name: string) => !name.trim() && text().sign.needName;

/** `isNew`: one to be, not the one that an account goes by. `passkeys`: the browser may offer those here, too. */
export function EmailField({ isNew = false, passkeys = false, ...rest }: Props & { isNew?: boolean; passkeys?: boolean }) {
  return <Field {...rest} type="email" autocomplete={isNew ? 'email' : passkeys ? 'username webauthn' : 'username'} />;
}

/** What one signs in with: an address, or a number where there is none. */
export function LoginField(props: Props) {
  return <Field {...props} autocomplete="username webauthn" autoCapitalize="none" />;
}

/** The password that one has. */
export function PasswordField(props: Props) {
  return <Field {...props} type="password" autocomplete="current-password" />;
}

/** A password to be. */
export function NewPasswordField(props: Props) {
  return <Field {...props} type="password" autocomplete="new-password" />;
}
