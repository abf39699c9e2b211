// SPDX-License-Identifier: MIT
// The address and the password with which one signs in.

import { useState } from 'preact/hooks';
import { post, put } from '../../core/api';
import { useForm } from '../../core/form';
import { useAction } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { words } from '../../core/text';
import { account as accountWords, codes as codeWords } from '../../core/text/books';
import { Button, Notice, ProblemNotice } from '../../ui/basics';
import { Email } from '../../ui/email';
import { EmailField, needEmail, needNewPassword, needPassword, NewPasswordField, PasswordField } from '../../ui/form/credentials';
import { FormSheet } from '../../ui/form/form-dialog';
import { toast } from '../../ui/toast';
import type { User } from '../../core/types';

const text = words(accountWords, codeWords);

export function leastPassword(user: User): number {
  return user.role === 'student' ? 8 : 15;
}

function EmailDialog({ onSent, onClose }: { onSent: (email: string) => void; onClose: () => void }) {
  const t = text();
  const form = useForm({
    initial: { email: '', password: '' },
    rules: { email: needEmail, password: needPassword },
    send: async ({ email, password }) => {
      await post('/api/user/email', { email: email.trim(), password });
      onSent(email.trim());
      onClose();
    },
  });
  return (
    <FormSheet title={t.me.emailTitle} action={t.door.sendLink} form={form} onClose={onClose}>
      <p>{t.me.emailHint}</p>
      <EmailField label={t.me.newEmail} isNew {...form.field('email')} />
      <PasswordField label={t.me.yourPassword} {...form.field('password')} />
    </FormSheet>
  );
}

function PasswordDialog({ least, onDone, onClose }: { least: number; onDone: () => void; onClose: () => void }) {
  const t = text();
  const form = useForm({
    initial: { old_password: '', password: '' },
    rules: { old_password: needPassword, password: needNewPassword(least) },
    send: async (passwords) => {
      await put('/api/user/password', passwords);
      toast(t.me.passwordChanged);
      onClose();
      onDone();
    },
  });
  return (
    <FormSheet title={t.me.passwordTitle} action={t.me.save} form={form} onClose={onClose}>
      <p>{t.me.passwordHint}</p>
      <PasswordField label={t.me.oldPassword} {...form.field('old_password')} />
      <NewPasswordField label={t.door.newPassword} hint={t.sign.passwordHint(least)} {...form.field('password')} />
    </FormSheet>
  );
}

/** Until the address is shown to be theirs nobody finds them by it, and it may become another's. */
function ProveAddress({ email, onSent }: { email: string; onSent: (email: string) => void }) {
  const t = text();
  const { busy, problem, run } = useAction();
  const send = () => void run(() => post('/api/user/email/prove')).then((sent) => sent && onSent(email));
  return (
    <>
      <ProblemNotice problem={problem} />
      <Notice>
        <p class="notice-lead">{t.me.unproven}</p>
        <p>{t.me.unprovenHint}</p>
        <Button busy={busy} onClick={send}>
          {t.me.sendProof}
        </Button>
      </Notice>
    </>
  );
}

export function SigningInSection({ user, onNewPassword }: { user: User; onNewPassword: () => void }) {
  const t = text();
  const [open, setOpen] = useState<'email' | 'password' | null>(null);
  const [sentTo, setSentTo] = useState('');
  const { mail } = useInstitution();
  const close = () => setOpen(null);
  return (
    <section class="card" aria-labelledby="signing-in">
      <h2 id="signing-in">{t.me.signingIn}</h2>
      <div class="account-row">
        <div>
          <p class="row-lead">{t.sign.email}</p>
          <p class="muted row-email">
            {user.email ? <Email address={user.email} /> : t.codes.none}
          </p>
        </div>
        <Button label={t.me.emailTitle} onClick={() => setOpen('email')}>
          {user.email ? t.me.change : t.codes.add}
        </Button>
      </div>
      {user.email && !user.email_proven && sentTo !== user.email && <ProveAddress email={user.email} onSent={setSentTo} />}
      {sentTo && (
        <Notice kind={mail ? 'good' : 'info'}>
          <p class="notice-lead">{mail ? t.door.sentTitle : t.door.noMail}</p>
          <p>{!mail ? t.door.noMailHint : sentTo === user.email ? t.me.proofSent : t.me.emailSent(sentTo)}</p>
        </Notice>
      )}
      <div class="account-row">
        <div>
          <p class="row-lead">{t.sign.password}</p>
          <p class="muted">{t.me.passwordRow}</p>
        </div>
        <Button label={t.me.passwordTitle} onClick={() => setOpen('password')}>
          {t.me.change}
        </Button>
      </div>
      {open === 'email' && <EmailDialog onSent={setSentTo} onClose={close} />}
      {open === 'password' && <PasswordDialog least={leastPassword(user)} onDone={onNewPassword} onClose={close} />}
    </section>
  );
}
