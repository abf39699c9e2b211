// SPDX-License-Identifier: MIT
// An address is typed, and a link goes there.

import { useRef, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { Button, Notice, ProblemNotice } from '../../ui/basics';
import { EmailField } from '../../ui/form/credentials';
import { focusFirstError, otherThan } from '../../ui/field';
import { Sent } from '../../ui/sent';
import { text } from './words';

interface LinkProps {
  /** The address is posted here. */
  path: string;
  hint: string;
  fieldHint?: string;
  sent: (email: string) => string;
}

export function LinkForm({ path, hint, fieldHint, sent }: LinkProps) {
  const t = text();
  const { mail } = useInstitution();
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const typed = email.trim();
    if (typed && (await run(() => post(path, { email: typed })))) return setSentTo(typed);
    focusFirstError(form.current);
  };
  if (sentTo) return <Sent title={t.door.sentTitle} hint={sent(sentTo)} onAgain={() => setSentTo('')} />;
  return (
    <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
      {mail ? <p class="muted">{hint}</p> : <Notice>{`${t.door.noMail}. ${t.door.noMailHint}`}</Notice>}
      <ProblemNotice problem={otherThan(problem, ['email'])} />
      <EmailField label={t.sign.email} value={email} onInput={setEmail} hint={fieldHint} tried={tried} problem={problem} />
      <Button type="submit" kind="primary" wide busy={busy}>
        {t.door.sendLink}
      </Button>
    </form>
  );
}
