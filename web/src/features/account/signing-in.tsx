// SPDX-License-Identifier: MIT
// The address and the password with which one signs in.

import { useState } from 'preact/hooks';
import { post, put } from '../../core/api';
import { useAction } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { Button, Notice, ProblemNotice } from '../../ui/basics';
import { EmailField, isShort, NewPasswordField, PasswordField } from '../../ui/form/credentials';
import { FormDialog } from '../../ui/form/form-dialog';
import { toast } from '../../ui/toast';
import { text } from './words';
import type { User } from '../../core/types';

export function leastPassword(user: User): number {
  return user.role === 'student' ? 8 : 15;
}

function EmailDialog({ onSent, onClose }: { onSent: (email: string) => void; onClose: () => void }) {
  const t = text();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const send = async () => {
    await post('/api/user/email', { email: email.trim(), password });
    onSent(email.trim());
    onClose();
  };
  return (
    <FormDialog
      title={t.me.emailTitle}
      action={t.door.sendLink}
      fields={['email', 'password']}
      ready={email.trim() !== '' && password !== ''}
      onSubmit={send}
      onClose={onClose}
    >
      {(problem, tried) => (
        <>
          <p>{t.me.emailHint}</p>
          <EmailField label={t.me.newEmail} isNew value={email} onInput={setEmail} tried={tried} problem={problem} />
          <PasswordField label={t.me.yourPassword} value={password} onInput={setPassword} tried={tried} problem={problem} />
        </>
      )}
    </FormDialog>
  );
}

function PasswordDialog({ least, onDone, onClose }: { least: number; onDone: () => void; onClose: () => void }) {
  const t = text();
  const [old, setOld] = useState('');
  const [password, setPassword] = useState('');
  const short = isShort(password, least);
  const save = async () => {
    await put('/api/user/password', { old_password: old, password });
    toast(t.me.passwordChanged);
    onClose();
    onDone();
  };
  return (
    <FormDialog
      title={t.me.passwordTitle}
      action={t.me.save}
      fields={['old_password', 'password']}
      ready={old !== '' && !short}
      onSubmit={save}
      onClose={onClose}
    >
      {(problem, tried) => (
        <>
          <p>{t.me.passwordHint}</p>
          <PasswordField label={t.me.oldPassword} name="old_password" value={old} onInput={setOld} tried={tried} problem={problem} />
          <NewPasswordField
            label={t.door.newPassword}
            least={least}
            value={password}
            onInput={setPassword}
            hint={t.sign.passwordHint(least)}
            tried={tried}
            problem={problem}
          />
        </>
      )}
    </FormDialog>
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
          <p class="muted row-email">{user.email}</p>
        </div>
        <Button label={t.me.emailTitle} onClick={() => setOpen('email')}>
          {t.me.change}
        </Button>
      </div>
      {!user.email_proven && sentTo !== user.email && <ProveAddress email={user.email} onSent={setSentTo} />}
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
