// SPDX-License-Identifier: MIT
// Fresh proof that is asked for inside a form, so that saving and proving are one step. Where no form asks, ui/step-up.tsx does.

import { useState } from 'preact/hooks';
import { get, post, Problem } from '../../core/api';
import { passkeysThere, stepUpByPasskey } from '../../core/passkey';
import { words } from '../../core/text';
import { passkey as passkeyWords } from '../../core/text/books';
import { Field, fieldError } from '../field';

const text = words(passkeyWords);

type Kind = 'passkey' | 'code' | 'password';

export interface Proof {
  /** The field is shown. */
  asked: boolean;
  /** Shows the field that the server wants. */
  ask: () => Promise<void>;
  /** Gives what was typed; throws the server's refusal. */
  give: () => Promise<void>;
  kind: Kind;
  typed: string;
  setTyped: (typed: string) => void;
}

export function useProof(): Proof {
  const [kind, setKind] = useState<Kind>('password');
  const [asked, setAsked] = useState(false);
  const [typed, setTyped] = useState('');
  const ask = async () => {
    try {
      const { proofs } = await get<{ proofs: string[] }>('/api/user/step-up');
      setKind(proofs.includes('passkey') && passkeysThere() ? 'passkey' : proofs.includes('code') ? 'code' : 'password');
    } catch {
      // Then the answer to the proof tells what is the matter.
    }
    setAsked(true);
  };
  const give = async () => {
    try {
      if (kind === 'passkey') await stepUpByPasskey();
      else await post('/api/user/step-up', { [kind]: kind === 'code' ? typed.trim() : typed });
    } catch (error) {
      // It is on another device: then a code, the next time.
      if (kind === 'passkey' && error instanceof Problem && error.code === 'passkey_cancelled') setKind('code');
      throw error;
    }
    setTyped('');
    setAsked(false);
  };
  return { asked, ask, give, kind, typed, setTyped };
}

export function ProofField({ proof, problem, tried, hint }: { proof: Proof; problem: Problem | null; tried: boolean; hint: string }) {
  const t = text();
  const { kind, typed, setTyped } = proof;
  if (!proof.asked) return null;
  if (kind === 'passkey') return <p class="muted">{t.passkey.atSave}</p>;
  const code = kind === 'code';
  return (
    <Field
      label={code ? t.stepUp.code : t.sign.password}
      name={kind}
      type={code ? 'text' : 'password'}
      autocomplete={code ? 'one-time-code' : 'current-password'}
      inputMode={code ? 'numeric' : 'text'}
      autoCapitalize="none"
      value={typed}
      onInput={setTyped}
      hint={hint}
      error={(tried && !typed && (code ? t.stepUp.need : t.sign.needPassword)) || fieldError(problem, kind)}
    />
  );
}
