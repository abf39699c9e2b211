// SPDX-License-Identifier: MIT
// The dialog in which one shows fresh proof. A further kind of proof is one more form here.

import { useEffect, useRef, useState } from 'preact/hooks';
import { post } from '../core/api';
import { useAction } from '../core/hooks';
import { stepUpByPasskey } from '../core/passkey';
import { words } from '../core/text';
import { passkey as passkeyWords, sso as ssoWords } from '../core/text/books';
import { Button, ProblemNotice } from './basics';
import { CodeField } from './form/code-field';
import { Dialog } from './dialog';
import { Field, fieldError, focusFirstError, otherThan } from './field';
import { AskProvider } from './form/step-up-provider';
import type { Done, Proof } from './step-up';

const text = words(passkeyWords, ssoWords);

export interface AskProps {
  proof: Proof;
  /** All that this person may give here. */
  taken: readonly Proof[];
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

/** The other proofs that this person may give. */
function Others({ proof, taken, onOther }: Pick<AskProps, 'proof' | 'taken' | 'onOther'>) {
  const t = text().passkey;
  const label: Record<Proof, string> = { passkey: t.use, code: t.useCode, password: t.usePassword, provider: text().sso.use };
  return (
    <div class="proof-others">
      {taken
        .filter((other) => other !== proof)
        .map((other) => (
          <Button key={other} kind="quiet" onClick={() => onOther(other)}>
            {label[other]}
          </Button>
        ))}
    </div>
  );
}

/** The browser asks by itself: what is said here is why, and what to do when it came to nothing. */
function AskPasskey(props: AskProps) {
  const { onDone } = props;
  const t = text();
  const { busy, problem, run } = useAction();
  const show = () => void run(stepUpByPasskey).then((shown) => shown && onDone(true));
  useEffect(() => {
    if (problem?.code === 'second_factor_absent') props.onOther('password');
    else if (problem?.status === 401) onDone(false);
  }, [problem]);
  return (
    <Dialog title={t.stepUp.title} onClose={() => onDone(false)}>
      <div class="form">
        <p>{t.passkey.stepUp}</p>
        <ProblemNotice problem={problem} />
        <Others {...props} />
        <div class="dialog-actions">
          <Button onClick={() => onDone(false)}>{t.app.cancel}</Button>
          <Button kind="primary" icon="fingerprint" busy={busy} onClick={show}>
            {t.passkey.use}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

export function Ask(props: AskProps) {
  if (props.proof === 'passkey') return <AskPasskey {...props} />;
  if (props.proof !== 'provider') return <AskTyped {...props} proof={props.proof} />;
  return (
    <AskProvider onDone={props.onDone}>
      <Others {...props} />
    </AskProvider>
  );
}

function AskTyped({ proof, taken, onDone, onOther }: AskProps & { proof: Exclude<Proof, 'passkey' | 'provider'> }) {
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
    if (problem?.code === 'second_factor_needed') onOther(taken.includes('passkey') ? 'passkey' : 'code');
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
        <Others proof={proof} taken={taken} onOther={onOther} />
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
