// SPDX-License-Identifier: MIT
// What asks for fresh proof when the server wants it for one request: over the page, which keeps what was typed, and then the request is
// repeated. One for the whole page: api.ts opens it, and its dialog is fetched then.

import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, whenStepUpNeeded } from '../core/api';
import { passkeysThere } from '../core/passkey';
import { wordsReady } from '../core/text';
import type { AskProps } from './step-up-ask';

export type Done = (shown: boolean) => void;
export type Proof = 'passkey' | 'code' | 'password' | 'provider';

/** Asks the server before the dialog opens, so that it opens once and with the right words; what is first there is asked for. */
async function proofsTaken(): Promise<Proof[]> {
  try {
    const { proofs } = await get<{ proofs: Proof[] }>('/api/user/step-up');
    return proofs.filter((proof) => proof !== 'passkey' || passkeysThere());
  } catch {
    // Then the answer to the proof tells what is the matter.
    return ['password'];
  }
}

async function dialog() {
  const found = await import('./step-up-ask');
  await wordsReady();
  return found;
}

export function StepUp() {
  const [open, setOpen] = useState<Proof | null>(null);
  const [taken, setTaken] = useState<Proof[]>([]);
  const [Ask, setAsk] = useState<ComponentType<AskProps> | null>(null);
  const waiting = useRef<Done[]>([]);
  const done: Done = (shown) => {
    setOpen(null);
    for (const tell of waiting.current.splice(0)) tell(shown);
  };
  useEffect(() => {
    whenStepUpNeeded(
      () =>
        new Promise((resolve) => {
          // Requests that were refused together wait for one answer.
          if (waiting.current.push(resolve) > 1) return;
          void Promise.all([proofsTaken(), dialog()]).then(
            ([proofs, found]) => {
              setAsk(() => found.Ask);
              setTaken(proofs);
              setOpen(proofs[0] ?? 'code');
            },
            // Without its files nothing can be shown: the refusal stands.
            () => done(false),
          );
        }),
    );
    return () => {
      whenStepUpNeeded(() => Promise.resolve(false));
      for (const tell of waiting.current.splice(0)) tell(false);
    };
  }, []);
  return open && Ask && <Ask key={open} proof={open} taken={taken} onDone={done} onOther={setOpen} />;
}
