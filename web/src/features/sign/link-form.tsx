// SPDX-License-Identifier: MIT
// An address is typed, and a link goes there.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useForm } from '../../core/form';
import { useInstitution } from '../../core/institution';
import { words } from '../../core/text';
import { account as accountWords } from '../../core/text/books';
import { Button, Notice, ProblemNotice } from '../../ui/basics';
import { EmailField, needEmail } from '../../ui/form/credentials';
import { Sent } from '../../ui/sent';

const text = words(accountWords);

interface LinkProps {
  /** The address is posted here. */
  path: string;
  /** What goes with it. */
  also?: Record<string, string>;
  hint: string;
  fieldHint?: string;
  sent: (email: string) => string;
}

export function LinkForm({ path, also, hint, fieldHint, sent }: LinkProps) {
  const t = text();
  const { mail } = useInstitution();
  const [sentTo, setSentTo] = useState('');
  const form = useForm({
    initial: { email: '' },
    rules: { email: needEmail },
    send: async ({ email }) => {
      await post(path, { ...also, email: email.trim() });
      setSentTo(email.trim());
    },
  });
  if (sentTo) return <Sent title={t.door.sentTitle} hint={sent(sentTo)} onAgain={() => setSentTo('')} />;
  return (
    <form {...form.props}>
      {mail ? (
        <p class="muted">{hint}</p>
      ) : (
        <Notice>
          <p class="notice-lead">{t.door.noMail}</p>
          <p>{t.door.noMailHint}</p>
        </Notice>
      )}
      <ProblemNotice problem={form.problem} />
      <EmailField label={t.sign.email} hint={fieldHint} {...form.field('email')} />
      <Button type="submit" kind="primary" wide busy={form.busy}>
        {t.door.sendLink}
      </Button>
    </form>
  );
}
