// SPDX-License-Identifier: MIT
// What asks for fresh proof when the server wants it for one request: over the page, which keeps what was typed, and then the request is
// repeated. One for the whole page: api.ts opens it. A further kind of proof is one more form here.

import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post, whenStepUpNeeded } from '../core/api';
import { useAction } from '../core/hooks';
import { text } from '../core/text';
import { Button, ProblemNotice } from './basics';
import { CodeField } from './form/code-field';
import { Dialog } from './dialog';
import { Field, fieldError, focusFirstError, otherThan } from './field';

type Done = (shown: boolean) => void;
type Proof = 'code' | 'password';

/** Asks the server before the dialog opens, so that it opens once and with the right words. */
async function proofAsked(): Promise<Proof> {
  try {
    const { proofs } = await get<{ proofs: string[] }>('/api/user/step-up');
    return proofs.includes('code') ? 'code' : 'password';
  } catch {
    // Then the answer to the proof tells what is the matter.
    return 'password';
  }
}

interface AskProps {
  proof: Proof;
  onDone: Done;
  onOther: (proof: Proof) => void;
}

function PasswordField({ value, onInput, error }: { value: string; onInput: (value: string) => void; error: string | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A dialog takes the focus when it opens: after that.
    requestAnimationFrame(() => box.current?.querySelector('input')?.focus());
  }, []);
  return (
    <div ref={box}>
      <Field
        label={text().sign.password}
        name="password"
        type="password"
        autocomplete="current-password"
        value={value}
        onInput={onInput}
        error={error}
      />
    </div>
  );
}

function Ask({ proof, onDone, onOther }: AskProps) {
  const t = text();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const value = proof === 'code' ? typed.trim() : typed;
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const shown =
      value !== '' &&
      (await run(async () => {
        await post('/api/user/step-up', { [proof]: value });
      }));
    if (shown) onDone(true);
    else focusFirstError(form.current);
  };
  useEffect(() => {
    // Set up, or removed, on another device meanwhile.
    if (problem?.code === 'second_factor_needed') onOther('code');
    else if (problem?.code === 'second_factor_absent') onOther('password');
    else if (problem?.status === 401) onDone(false);
  }, [problem]);
  const ProofField = proof === 'code' ? CodeField : PasswordField;
  const need = proof === 'code' ? t.stepUp.need : t.sign.needPassword;
  return (
    <Dialog title={t.stepUp.title} onClose={() => onDone(false)}>
      <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
        <p>{proof === 'code' ? t.stepUp.hint : t.stepUp.passwordHint}</p>
        <ProblemNotice problem={otherThan(problem, [proof])} />
        <ProofField value={typed} onInput={setTyped} error={(tried && !value && need) || fieldError(problem, proof)} />
        <div class="dialog-actions">
          <Button onClick={() => onDone(false)}>{t.app.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {t.stepUp.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function StepUp() {
  const [open, setOpen] = useState<Proof | null>(null);
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
          void proofAsked().then(setOpen);
        }),
    );
    return () => {
      whenStepUpNeeded(() => Promise.resolve(false));
      for (const tell of waiting.current.splice(0)) tell(false);
    };
  }, []);
  return open && <Ask key={open} proof={open} onDone={done} onOther={setOpen} />;
}
