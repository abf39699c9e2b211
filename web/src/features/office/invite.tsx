// SPDX-License-Identifier: MIT
// Inviting somebody by a link, and the links that nobody has used yet.

import { useRef, useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { useHold } from '../../core/form';
import { useAction, usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { admin as adminWords, desk as deskWords } from '../../core/text/books';
import { Button, CopyButton, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Choices, Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { MoreButton } from '../../ui/more';
import { toast } from '../../ui/toast';
import { longDay } from '../../core/text/format';
import type { Invitation, Role } from '../../core/types';
import { RoleChip } from './people';

const text = words(adminWords, deskWords);

const ROLES: readonly Role[] = ['professor', 'administrator', 'student'];

interface Invited {
  link: string;
  expires_at: string;
}

/** A link that is told once, to be copied and handed over. */
export function LinkToCopy({ link }: { link: string }) {
  const whole = new URL(link, location.origin).href;
  return (
    <>
      <p class="link-box" dir="ltr" data-testid="invitation-link">
        {whole}
      </p>
      <CopyButton value={whole}>{text().app.copy}</CopyButton>
    </>
  );
}

export function InvitePage() {
  const t = text();
  usePageTitle(t.admin.inviteTitle);
  const [role, setRole] = useState<Role>('professor');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [invited, setInvited] = useState<Invited | null>(null);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useHold(!invited && Boolean(name.trim() || email.trim()));
  const submit = async (event: Event) => {
    event.preventDefault();
    const done = await run(async () => {
      const body = { role, ...(name.trim() && { name: name.trim() }), ...(email.trim() && { email: email.trim() }) };
      setInvited(await post<Invited>('/api/admin/invitations', body));
    });
    if (!done) focusFirstError(form.current);
  };
  const again = () => {
    setInvited(null);
    setName('');
    setEmail('');
  };
  return (
    <div class="reading">
      <PageHead title={t.admin.inviteTitle} back="/people" sub={invited ? undefined : t.admin.inviteHint} />
      {invited ? (
        <section class="card" aria-labelledby="link-ready">
          <h2 id="link-ready">{t.admin.inviteDone}</h2>
          <p class="muted">{t.admin.inviteOnce(longDay(invited.expires_at))}</p>
          <div class="form-actions">
            <LinkToCopy link={invited.link} />
            <Button onClick={again}>{t.admin.another}</Button>
            <LinkButton href="/invitations" kind="quiet">
              {t.desk.people.invitations}
            </LinkButton>
          </div>
        </section>
      ) : (
        <form ref={form} class="card form office-form" onSubmit={(event) => void submit(event)} noValidate>
          <ProblemNotice problem={otherThan(problem, ['name', 'email'])} />
          <Choices
            legend={t.admin.inviteRole}
            name="role"
            value={role}
            onChange={setRole}
            choices={ROLES.map((value) => ({ value, label: t.role[value] }))}
          />
          <Field label={t.sign.name} name="name" optional value={name} onInput={setName} error={fieldError(problem, 'name')} />
          <Field
            label={t.sign.email}
            name="email"
            type="email"
            optional
            value={email}
            onInput={setEmail}
            error={fieldError(problem, 'email')}
          />
          <Button type="submit" kind="primary" wide busy={busy} icon="link">
            {t.admin.inviteButton}
          </Button>
        </form>
      )}
    </div>
  );
}

export function InvitationsPage() {
  const t = text();
  const words = t.desk.invitations;
  usePageTitle(words.title);
  const list = useList<Invitation, { invitations: Invitation[]; next: number | null }>('/api/admin/invitations', (answer) => answer.invitations);
  const [asked, setAsked] = useState<Invitation | null>(null);
  const { busy, problem, run } = useAction();
  const withdraw = (invitation: Invitation) =>
    void run(async () => {
      await remove(`/api/admin/invitations/${invitation.id}`);
      setAsked(null);
      toast(words.withdrawn);
      list.reload();
    });
  return (
    <div class="reading">
      <PageHead title={words.title} back="/people" sub={words.hint}>
        <LinkButton href="/invite" kind="primary" icon="plus">
          {t.admin.invite}
        </LinkButton>
      </PageHead>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 && <Empty icon="link" title={words.none} hint={words.noneHint} />}
      {list.items && list.items.length > 0 && (
        <ul class="card rows">
          {list.items.map((one) => (
            <li key={one.id} class="row row-wrap" data-invitation={one.id}>
              <div>
                <p class="row-lead">
                  <bdi>{one.name ?? one.email ?? words.anybody}</bdi>
                </p>
                {one.name && one.email && (
                  <p class="muted row-email" dir="ltr">
                    {one.email}
                  </p>
                )}
                <p class="muted small">{words.until(longDay(one.expires_at), one.created_by.name)}</p>
              </div>
              <RoleChip role={one.role} />
              <Button onClick={() => setAsked(one)}>{words.withdraw}</Button>
            </li>
          ))}
        </ul>
      )}
      <MoreButton list={list} />
      {asked && (
        <Confirm title={words.withdrawTitle} hint={words.withdrawHint} action={words.withdraw} busy={busy} onConfirm={() => withdraw(asked)} onClose={() => setAsked(null)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}
