// SPDX-License-Identifier: MIT
// One's own account: who one is, how one signs in, where one is signed in, and what leaves for elsewhere.

import { useEffect, useState } from 'preact/hooks';
import { patch } from '../../core/api';
import { useForm } from '../../core/form';
import { asProblem, useAction, usePageTitle } from '../../core/hooks';
import { Button, LinkButton, PageHead, ProblemNotice } from '../../ui/basics';
import { Field } from '../../ui/field';
import { needName } from '../../ui/form/credentials';
import { FormSheet } from '../../ui/form/form-dialog';
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
import { ForgottenSection } from './forgotten';
import { SigningInSection } from './signing-in';

function RenameDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = text();
  const form = useForm({
    initial: { name: user.name, family_name: user.family_name ?? '' },
    rules: { name: needName },
    send: async ({ name, family_name: familyName }) => {
      const answer = await patch<{ user: User }>('/api/user/me', { name: name.trim(), family_name: familyName.trim() });
      updateUser(answer.user);
      toast(t.me.renamed);
      onClose();
    },
  });
  return (
    <FormSheet title={t.me.rename} action={t.me.save} form={form} onClose={onClose}>
      <Field label={t.sign.name} autocomplete="name" hint={t.me.nameHint} {...form.field('name')} />
      <Field
        label={t.office.person.familyName}
        autocomplete="family-name"
        optional
        maxLength={100}
        hint={t.office.person.familyNameHint}
        {...form.field('family_name')}
      />
    </FormSheet>
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
