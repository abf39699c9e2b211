// SPDX-License-Identifier: MIT
// What asks for the second factor when the server wants it for one request. One for the whole page: api.ts opens it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post, whenStepUpNeeded } from '../api';
import { useAction } from '../hooks';
import { navigate } from '../router';
import { text } from '../text';
import { Button, ProblemNotice } from './basics';
import { CodeField } from './code-field';
import { Dialog } from './dialog';
import { fieldError, focusFirstError, otherThan } from './field';

type Done = (shown: boolean) => void;

/** Asks the server before the dialog opens, so that it opens once and with the right words. */
async function hasAuthenticator(): Promise<boolean> {
  try {
    return (await get<{ has_totp: boolean }>('/api/user/totp')).has_totp;
  } catch {
    // Then the code's own answer tells what is the matter.
    return true;
  }
}

function Absent({ onDone }: { onDone: Done }) {
  const t = text();
  const go = () => {
    onDone(false);
    navigate('/account#authenticator');
  };
  return (
    <Dialog title={t.stepUp.absentTitle} onClose={() => onDone(false)}>
      <p>{t.stepUp.absent}</p>
      <div class="dialog-actions">
        <Button onClick={() => onDone(false)}>{t.app.cancel}</Button>
        <Button kind="primary" onClick={go}>
          {t.stepUp.setUp}
        </Button>
      </div>
    </Dialog>
  );
}

function Ask({ onDone, onAbsent }: { onDone: Done; onAbsent: () => void }) {
  const t = text();
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const shown =
      code.trim() !== '' &&
      (await run(async () => {
        await post('/api/user/step-up', { code: code.trim() });
      }));
    if (shown) onDone(true);
    else focusFirstError(form.current);
  };
  useEffect(() => {
    if (problem?.status === 401) onDone(false);
    else if (problem?.code === 'second_factor_absent') onAbsent();
  }, [problem]);
  return (
    <Dialog title={t.stepUp.title} onClose={() => onDone(false)}>
      <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
        <p>{t.stepUp.hint}</p>
        <ProblemNotice problem={otherThan(problem, ['code'])} />
        <CodeField
          value={code}
          onInput={setCode}
          error={(tried && !code.trim() && t.stepUp.need) || fieldError(problem, 'code')}
        />
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
  const [open, setOpen] = useState<'ask' | 'absent' | null>(null);
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
          void hasAuthenticator().then((has) => setOpen(has ? 'ask' : 'absent'));
        }),
    );
    return () => {
      whenStepUpNeeded(() => Promise.resolve(false));
      for (const tell of waiting.current.splice(0)) tell(false);
    };
  }, []);
  if (open === 'absent') return <Absent onDone={done} />;
  return open === 'ask' ? <Ask onDone={done} onAbsent={() => setOpen('absent')} /> : null;
}
