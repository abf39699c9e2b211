// SPDX-License-Identifier: MIT
// One's own account: who one is, how one signs in, where one is signed in, and what leaves for elsewhere.

import { useEffect, useState } from 'preact/hooks';
import { patch } from '../../core/api';
import { asProblem, useAction, usePageTitle } from '../../core/hooks';
import { Button, LinkButton, PageHead, ProblemNotice } from '../../ui/basics';
import { Field, fieldError } from '../../ui/field';
import { FormDialog } from '../../ui/form/form-dialog';
import { LanguagePicker } from '../../ui/language';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import { currentUser, signOut, updateUser, useSession } from '../../core/session';
import { explain } from '../../core/text';
import { text } from './words';
import type { User } from '../../core/types';
import { AuthenticatorSection } from '../../ui/authenticator';
import { CalendarSection } from './calendar';
import { DevicesSection } from './devices';
import { CopySection, ForgottenSection } from './forgotten';
import { SigningInSection } from './signing-in';

function RenameDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = text();
  const [name, setName] = useState(user.name);
  const [familyName, setFamilyName] = useState(user.family_name ?? '');
  const save = async () => {
    const answer = await patch<{ user: User }>('/api/user/me', { name: name.trim(), family_name: familyName.trim() });
    updateUser(answer.user);
    toast(t.me.renamed);
    onClose();
  };
  return (
    <FormDialog
      title={t.me.rename}
      action={t.me.save}
      fields={['name']}
      ready={name.trim() !== ''}
      onSubmit={save}
      onClose={onClose}
    >
      {(problem, tried) => (
        <>
          <Field
            label={t.sign.name}
            name="name"
            autocomplete="name"
            value={name}
            onInput={setName}
            hint={t.me.nameHint}
            error={(tried && !name.trim() && t.sign.needName) || fieldError(problem, 'name')}
          />
          <Field
            label={t.office.person.familyName}
            name="family_name"
            autocomplete="family-name"
            optional
            value={familyName}
            onInput={setFamilyName}
            maxLength={100}
            hint={t.office.person.familyNameHint}
          />
        </>
      )}
    </FormDialog>
  );
}

function ProfileSection({ user }: { user: User }) {
  const t = text();
  const [renaming, setRenaming] = useState(false);
  return (
    <section class="card account" aria-label={user.name}>
      <span class="avatar" aria-hidden="true">
        {user.name.trim().charAt(0).toLocaleUpperCase()}
      </span>
      <div>
        <h2>{user.name}</h2>
        <p class="muted row-email">{user.email}</p>
        <p class="muted">{t.role[user.role]}</p>
      </div>
      <Button onClick={() => setRenaming(true)}>{t.me.rename}</Button>
      {renaming && <RenameDialog user={user} onClose={() => setRenaming(false)} />}
    </section>
  );
}

/** The device keeps its language by itself; the account's is that of mails. */
function keepLanguage(locale: string): void {
  patch<{ user: User }>('/api/user/me', { locale }).then(
    (answer) => updateUser(answer.user),
    (error: unknown) => toast(explain(asProblem(error)).detail),
  );
}

/** A link to a part of the page, as /account#authenticator: the parts grow as they are read. */
function useScrollToPart(): void {
  useEffect(() => {
    const part = location.hash && document.getElementById(location.hash.slice(1));
    if (part) setTimeout(() => part.scrollIntoView(), 300);
  }, []);
}

export function AccountPage() {
  const t = text();
  usePageTitle(t.account.title);
  useScrollToPart();
  useSession();
  // A new password ends the other sessions: their list is read anew.
  const [passwords, setPasswords] = useState(0);
  const { busy, problem, run } = useAction();
  const user = currentUser();
  if (!user) return null;
  const leave = () => void run(signOut).then((done) => done && navigate('/sign-in', 'replace'));
  return (
    <div class="narrow">
      <PageHead title={t.account.title} />
      <ProfileSection user={user} />
      <SigningInSection user={user} onNewPassword={() => setPasswords(passwords + 1)} />
      <AuthenticatorSection />
      <DevicesSection key={passwords} />
      <section class="card" aria-labelledby="told">
        <h2 id="told">{t.told.title}</h2>
        <p class="muted">{t.told.accountHint}</p>
        <LinkButton href="/notifications/choices" icon="bell">
          {t.told.choices}
        </LinkButton>
      </section>
      <CalendarSection />
      <CopySection />
      <ForgottenSection />
      <section class="card" aria-label={t.account.language}>
        <LanguagePicker onChoose={keepLanguage} />
      </section>
      <section class="card" aria-labelledby="install">
        <h2 id="install">{t.account.install}</h2>
        <p class="muted">{t.account.installHint}</p>
      </section>
      <ProblemNotice problem={problem} />
      <Button icon="leave" wide busy={busy} onClick={leave}>
        {t.account.signOut}
      </Button>
    </div>
  );
}
