// SPDX-License-Identifier: MIT
// Between the server's words and the browser's passkeys (WebAuthn). The server says what to ask for, and judges what comes.

import { post, Problem } from './api';
import { keyBytes } from './push/push-keys';
import type { Answers, Bodies } from './types';

type Offer = Answers['postUserPasskeyBegin'];
export type Shown = Bodies['postUserStepUpPasskey'];

/** The browser has passkeys, and this page has a name that they could be for: an address of digits is none. */
export function passkeysThere(): boolean {
  const host = location.hostname;
  return 'PublicKeyCredential' in window && window.isSecureContext && !/^[\d.]+$|:/.test(host);
}

/** Why it came to nothing. That it was cancelled, and that there is none on this device, browsers do not tell apart. */
function noPasskey(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  const codes: Record<string, string> = {
    NotAllowedError: 'passkey_cancelled',
    AbortError: 'passkey_cancelled',
    InvalidStateError: 'passkey_present',
    SecurityError: 'passkeys_off',
  };
  return new Problem(0, { code: codes[error.name] ?? 'passkey_failed' });
}

export function keyText(buffer: ArrayBuffer): string {
  let binary = '';
  for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

const described = (known: Offer['known']): PublicKeyCredentialDescriptor[] =>
  known.map(({ id, transports }) => ({
    type: 'public-key',
    id: keyBytes(id),
    transports: transports.split(',').filter(Boolean) as AuthenticatorTransport[],
  }));

const TIME_MS = 4 * 60_000; // a challenge is good for five minutes

/** Has one made for the person who is signed in, and says to the server what came of it. */
export async function addPasskey(user: { name: string; email: string | null }, site: string): Promise<Answers['postUserPasskeys']> {
  const offer = await post<Answers['postUserPasskeysBegin']>('/api/user/passkeys/begin');
  let made: PublicKeyCredential;
  try {
    made = (await navigator.credentials.create({
      publicKey: {
        challenge: keyBytes(offer.challenge),
        rp: { id: offer.site, name: site },
        user: { id: keyBytes(offer.handle), name: user.email ?? user.name, displayName: user.name },
        pubKeyCredParams: offer.algorithms.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: described(offer.known),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
        timeout: TIME_MS,
      },
    })) as PublicKeyCredential;
  } catch (error) {
    throw noPasskey(error);
  }
  const response = made.response as AuthenticatorAttestationResponse;
  return post('/api/user/passkeys', {
    client_data: keyText(response.clientDataJSON),
    attestation: keyText(response.attestationObject),
    transports: (response.getTransports?.() ?? []).join(','),
  } satisfies Bodies['postUserPasskeys']);
}

interface Asking {
  /** Among what the browser offers for the field of the address, until `signal` ends it. */
  quietly?: boolean;
  signal?: AbortSignal;
}

/** Has the person show one, for what the server's `path` began. */
export async function showPasskey(path: string, { quietly = false, signal }: Asking = {}): Promise<Shown> {
  const offer = await post<Offer>(path);
  let shown: PublicKeyCredential;
  try {
    shown = (await navigator.credentials.get({
      ...(quietly && { mediation: 'conditional' as CredentialMediationRequirement }),
      ...(signal && { signal }),
      publicKey: {
        challenge: keyBytes(offer.challenge),
        rpId: offer.site,
        allowCredentials: described(offer.known),
        userVerification: 'required',
        ...(!quietly && { timeout: TIME_MS }),
      },
    })) as PublicKeyCredential;
  } catch (error) {
    throw noPasskey(error);
  }
  const response = shown.response as AuthenticatorAssertionResponse;
  return {
    id: keyText(shown.rawId),
    client_data: keyText(response.clientDataJSON),
    authenticator_data: keyText(response.authenticatorData),
    signature: keyText(response.signature),
    ...(response.userHandle && { handle: keyText(response.userHandle) }),
  };
}

/** The phone is unlocked for a check-in in this lecture. */
export async function unlockByPasskey(lecture: string): Promise<void> {
  await post(`/api/attendance/${lecture}/unlock`, await showPasskey(`/api/attendance/${lecture}/unlock/begin`));
}

/** Fresh proof that it is still they. */
export async function stepUpByPasskey(): Promise<void> {
  await post('/api/user/step-up/passkey', await showPasskey('/api/user/step-up/passkey/begin'));
}
