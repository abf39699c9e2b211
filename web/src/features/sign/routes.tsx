// SPDX-License-Identifier: MIT
// The pages before one is signed in.

import { page, type Draw } from '../../core/route';
import { matchPath } from '../../core/router';

export const doors: Record<string, () => Promise<Draw>> = {
  '/sign-in': page(() => import('./sign'), (m) => <m.SignInPage />),
  '/sign-up': page(() => import('./sign'), (m) => <m.SignUpPage />),
  '/first': page(() => import('./first'), (m) => <m.FirstPage />),
  '/forgot': page(() => import('./mail-links'), (m) => <m.ForgotPage />),
  '/welcome': page(() => import('./sign'), (m) => <m.WelcomePage />),
  '/reset': page(() => import('./mail-links'), (m) => <m.ResetPage />),
  '/confirm-email': page(() => import('./mail-links'), (m) => <m.ConfirmEmailPage />),
};

/** Links out of mails: they mean the same to whoever is signed in on this browser. */
export const OPEN_DOORS = ['/welcome', '/reset', '/confirm-email'];

/** The only page while the institution wants a second factor first. */
export const factorDue = page(() => import('./factor-due'), (m) => <m.FactorDuePage />);

const providerPages = new Map<string, () => Promise<Draw>>();

/** Where a provider of identity sends the browser back to, whoever is signed in meanwhile. */
export function providerDoor(path: string): (() => Promise<Draw>) | undefined {
  const provider = matchPath('/sso/:provider', path)?.provider;
  if (!provider) return undefined;
  const known = providerPages.get(provider) ?? page(() => import('./provider-back'), (m) => <m.ProviderBackPage provider={provider} />);
  providerPages.set(provider, known);
  return known;
}
