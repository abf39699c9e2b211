// SPDX-License-Identifier: MIT
// Signing in with a passkey: by a button, and among what the browser offers for the field of the address.

import { useEffect, useRef } from 'preact/hooks';
import { useAction } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { passkeysThere, showPasskey, type Shown } from '../../core/passkey';
import { navigate } from '../../core/router';
import { signInByPasskey } from '../../core/session';
import { words } from '../../core/text';
import { passkey as passkeyWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { nextPath } from './next-path';

const text = words(passkeyWords);

const BEGIN = '/api/user/passkey/begin';
const RENEW_MS = 4 * 60_000; // before its challenge is too old

async function quietly(): Promise<boolean> {
  const { isConditionalMediationAvailable: available } = PublicKeyCredential;
  return available ? available.call(PublicKeyCredential) : false;
}

/** Lets the browser offer passkeys until `signal` ends it. */
async function offer(signal: AbortSignal, onShown: (shown: Shown) => void): Promise<void> {
  if (!(await quietly())) return;
  while (!signal.aborted) {
    const round = new AbortController();
    const end = () => round.abort();
    const timer = setTimeout(end, RENEW_MS);
    signal.addEventListener('abort', end);
    try {
      return onShown(await showPasskey(BEGIN, { quietly: true, signal: round.signal }));
    } catch (error) {
      if (!round.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }
}

export function ByPasskey() {
  const t = text().passkey;
  const there = useInstitution().passkeys && passkeysThere();
  const { busy, problem, run } = useAction();
  const offering = useRef<AbortController | null>(null);
  const enter = async (shown: Shown) => {
    const next = nextPath(location.search); // once somebody is signed in, this page gives way
    await signInByPasskey(shown);
    navigate(next, 'replace');
  };
  const start = () => {
    const controller = (offering.current = new AbortController());
    const taken = (shown: Shown) => void run(() => enter(shown));
    void offer(controller.signal, taken).catch(() => undefined);
  };
  const stop = () => offering.current?.abort();
  useEffect(() => {
    if (there) start();
    return stop;
  }, [there]);
  if (!there) return null;
  const show = () => {
    stop(); // a browser asks for one thing at a time
    void run(async () => enter(await showPasskey(BEGIN))).then((done) => done || start());
  };
  return (
    <>
      <ProblemNotice problem={problem} />
      <Button icon="fingerprint" wide busy={busy} onClick={show}>
        {t.signIn}
      </Button>
    </>
  );
}
