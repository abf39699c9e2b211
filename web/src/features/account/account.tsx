// SPDX-License-Identifier: MIT
// One's own account: who one is, and the doors to what belongs to it.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { patch } from '../../core/api';
import { useForm } from '../../core/form';
import { asProblem, useAction, useLoad, usePageTitle } from '../../core/hooks';
import { Avatar } from '../../ui/avatar';
import { Button, ProblemNotice } from '../../ui/basics';
import { Email } from '../../ui/email';
import { Field } from '../../ui/field';
import { needName } from '../../ui/form/credentials';
import { FormSheet } from '../../ui/form/form-dialog';
import { Confirm } from '../../ui/dialog';
import { Icon, type IconName } from '../../ui/icons';
import { InstallCard } from '../../ui/install';
import { LanguagePicker } from '../../ui/language';
import { toast } from '../../ui/toast';
import { useWaiting } from '../../core/waiting';
import { navigate } from '../../core/router';
import { currentUser, signOut, updateUser, useSession } from '../../core/session';
import { explain, words } from '../../core/text';
import { account as accountWords, office as officeWords, own as ownWords, kiosk as kioskWords, programs as programWords } from '../../core/text/books';
import type { Answers, Face, ProgramTokens, User } from '../../core/types';

const text = words(accountWords, officeWords, ownWords, kioskWords, programWords);

function RenameDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = text();
  const form = useForm({
    initial: { name: user.name, family_name: user.family_name ?? '' },
    rules: { name: needName },
    guarded: true,
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

function Profile({ user, number, programme }: { user: User; number: string | null; programme: string | null }) {
  const t = text();
  const [renaming, setRenaming] = useState(false);
  return (
    <section class="card me" aria-label={user.name}>
      <Avatar id={user.id} name={user.name} large />
      <div class="me-words">
        <h2>
          <bdi>{user.name}</bdi>
        </h2>
        <p class="muted">
          {t.role[user.role]}
          {number && (
            <>
              {' · '}
              {t.own.me.number} <bdi class="figures">{number}</bdi>
            </>
          )}
        </p>
        {programme && (
          <p>
            <bdi>{programme}</bdi>
          </p>
        )}
        <p class="muted row-email">
          {user.email && <Email address={user.email} />}
        </p>
      </div>
      <Button icon="edit" kind="quiet" onClick={() => setRenaming(true)}>
        {t.me.rename}
      </Button>
      {renaming && <RenameDialog user={user} onClose={() => setRenaming(false)} />}
    </section>
  );
}

/** A door to a page of its own. */
function Door({ href, icon, word, value }: { href: string; icon: IconName; word: string; value?: string | undefined }) {
  return (
    <li>
      <a class="row row-link me-door" href={href}>
        <Icon name={icon} />
        <span class="row-lead">{word}</span>
        {value && <span class="muted small">{value}</span>}
        <Icon name="forward" turns />
      </a>
    </li>
  );
}

function Doors({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} class="me-title">
        {title}
      </h2>
      <ul class="card rows">{children}</ul>
    </section>
  );
}

function FaceDoor() {
  const t = text().own.me;
  const face = useLoad<Face>('/api/student/face');
  return <Door href="/face" icon="face" word={t.face} value={face.data ? (face.data.enrolled ? t.faceOn : t.faceOff) : undefined} />;
}

function PinDoor() {
  const t = text().myPin;
  const pin = useLoad<Answers['getUserPin']>('/api/user/pin');
  return <Door href="/account/pin" icon="tablet" word={t.title} value={pin.data ? (pin.data.set_at ? t.on : t.off) : undefined} />;
}

/** For whom the institution allows them, or who has had some. */
function ProgramsDoor() {
  const t = text().programs;
  const list = useLoad<ProgramTokens>('/api/user/tokens');
  if (!list.data?.allowed && !list.data?.tokens.length) return null;
  return <Door href="/account/programs" icon="plug" word={t.title} />;
}

/** The device keeps its language by itself; the account's is that of mails. */
function keepLanguage(locale: string): void {
  patch<{ user: User }>('/api/user/me', { locale }).then(
    (answer) => updateUser(answer.user),
    (error: unknown) => toast(explain(asProblem(error)).detail),
  );
}

/** Where the parts of this page stood before they had pages of their own: links in mails and notes still lead to them. */
const FORMER: Record<string, string> = {
  '#authenticator': '/account/security',
  '#signing-in': '/account/security',
  '#devices': '/account/devices',
  '#calendar': '/account/calendar',
  '#forgotten': '/account/forgotten',
};

export function AccountPage() {
  const t = text();
  const m = t.own.me;
  usePageTitle(m.title);
  useSession();
  const me = useLoad<{ external_id: string | null; programme: string | null }>('/api/user/me');
  const { busy, problem, run } = useAction();
  const unsent = useWaiting().length;
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    const moved = FORMER[location.hash];
    if (moved) navigate(moved, 'replace');
  }, []);
  const user = currentUser();
  if (!user) return null;
  const leave = () => void run(signOut).then((done) => done && navigate('/sign-in', 'replace'));
  return (
    <div class="reading">
      <h1 tabIndex={-1}>{m.title}</h1>
      <Profile user={user} number={me.data?.external_id ?? null} programme={me.data?.programme ?? null} />
      <Doors id="me-app" title={m.app}>
        {user.role === 'student' && <FaceDoor />}
        <Door href="/notifications/choices" icon="bell" word={m.notifications} />
        <Door href="/account/calendar" icon="calendar" word={m.calendar} />
        <li class="row me-language">
          <Icon name="language" />
          <LanguagePicker onChoose={keepLanguage} />
        </li>
      </Doors>
      <Doors id="me-security" title={m.securityTitle}>
        <Door href="/account/security" icon="key" word={m.security} value={user.email_proven ? undefined : t.me.unproven} />
        <Door href="/account/devices" icon="device" word={m.devices} />
        {user.role === 'student' && <PinDoor />}
        <ProgramsDoor />
      </Doors>
      <Doors id="me-data" title={m.data}>
        <Door href="/account/data" icon="download" word={m.export} />
        <Door href="/account/forgotten" icon="trash" word={m.forgotten} />
      </Doors>
      <ProblemNotice problem={problem} />
      <Button icon="leave" wide busy={busy} onClick={unsent > 0 ? () => setAsking(true) : leave}>
        {t.account.signOut}
      </Button>
      {asking && (
        <Confirm
          title={t.away.signOutTitle}
          hint={t.away.signOutHint(unsent)}
          action={t.away.signOut}
          busy={busy}
          onConfirm={leave}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
      <InstallCard />
    </div>
  );
}
