// SPDX-License-Identifier: MIT
// The administrator's pages: overview, classrooms, invitations.

import { useRef, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, useLoad, usePageTitle, useRefresh } from '../../core/hooks';
import { Button, CopyButton, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Choices, Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { MoreButton } from '../../ui/more';
import { text } from './words';
import { longDay, number } from '../../core/text/format';
import type { Classroom, ClassroomList, Overview, Role } from '../../core/types';
import { useList } from '../../core/hooks-list';
import { FlagsSection } from './flags';
import { IdentificationSection } from './identification';
import { StorageSection } from './storage';
import { SystemSection } from './system';
import { ClassroomCard } from '../../ui/class-card';

const REFRESH_SECONDS = 30;
const ROLES: readonly Role[] = ['professor', 'administrator', 'student'];

/** The ways to the pages that have no place in the navigation. */
function Tools() {
  const t = text().office;
  const { daysOff, rules } = text();
  const places = [
    { href: '/report', title: text().figures.report.title, hint: t.tools.report },
    { href: '/imports', title: t.imports.title, hint: t.tools.imports },
    { href: '/holidays', title: daysOff.title, hint: daysOff.hint },
    { href: '/rules', title: rules.title, hint: rules.hint },
    { href: '/leave-kinds', title: text().leaveKinds.title, hint: text().leaveKinds.tool },
    { href: '/leaves', title: text().leave.queue, hint: text().leave.queueHint },
    { href: '/settings', title: t.settings.title, hint: t.tools.settings },
    { href: '/face-trial', title: text().trial.title, hint: text().trial.tool },
    { href: '/face-threshold', title: text().threshold.title, hint: text().threshold.tool },
    { href: '/audit', title: t.audit.title, hint: t.tools.audit },
    { href: '/consents', title: t.consents.title, hint: t.tools.consents },
    { href: '/retention', title: t.retention.title, hint: t.tools.retention },
    { href: '/mails', title: t.mails.title, hint: t.tools.mails },
  ];
  return (
    <nav aria-labelledby="tools">
      <h2 id="tools">{t.tools.title}</h2>
      <ul class="tools">
        {places.map((place) => (
          <li key={place.href}>
            <a class="card tool" href={place.href}>
              <span class="row-lead">{place.title}</span>
              <span class="muted small">{place.hint}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function OverviewPage() {
  const t = text();
  usePageTitle(t.admin.title);
  const overview = useLoad<Overview>('/api/admin/overview');
  useRefresh(() => void overview.reload(), REFRESH_SECONDS);
  const data = overview.data;
  const figures = data
    ? ([
        [t.admin.students, data.users.students],
        [t.admin.professors, data.users.professors],
        [t.admin.administrators, data.users.administrators],
        [t.admin.classrooms, data.classrooms],
        [t.admin.lectures, data.lectures],
        [t.admin.marks, data.marks],
        [t.admin.consented, data.consented],
        [t.admin.enrolled, data.enrolled],
      ] as const)
    : [];
  return (
    <>
      <PageHead title={t.admin.title}>
        <LinkButton href="/invite" kind="primary" icon="plus">
          {t.admin.invite}
        </LinkButton>
      </PageHead>
      <ProblemNotice problem={overview.problem} onRetry={() => void overview.reload()} />
      {!data && !overview.problem && <Skeleton />}
      {data && (
        <>
          <dl class="tiles tiles-wide">
            {figures.map(([label, value]) => (
              <div key={label} class="tile">
                <dt>{label}</dt>
                <dd>{number(value)}</dd>
              </div>
            ))}
          </dl>
          <SystemSection />
          <StorageSection />
          <Tools />
          <FlagsSection />
          <IdentificationSection />
          <section aria-labelledby="refusals">
            <h2 id="refusals">{t.admin.refusals}</h2>
            {data.refusals.length === 0 ? (
              <p class="muted">{t.admin.noRefusals}</p>
            ) : (
              <ul class="card rows">
                {data.refusals.map(({ code, count }) => (
                  <li key={code} class="row">
                    <p class="row-lead">{t.reasons[code] ?? code.replaceAll('_', ' ')}</p>
                    <p>{number(count)}</p>
                  </li>
                ))}
              </ul>
            )}
          </section>
        </>
      )}
    </>
  );
}

export function AllClassroomsPage() {
  const t = text();
  usePageTitle(t.professor.allClassrooms);
  const list = useList<Classroom, ClassroomList>('/api/classroom?limit=60', (answer) => answer.classrooms);
  return (
    <>
      <PageHead title={t.professor.allClassrooms} {...(list.total !== null && { sub: t.admin.classroomCount(list.total) })} />
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items && (
        <ul class="list list-grid">
          {list.items.map((classroom) => (
            <ClassroomCard key={classroom.id} classroom={classroom} instant={false} />
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </>
  );
}

interface Invited {
  link: string;
  expires_at: string;
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
  const whole = invited ? new URL(invited.link, location.origin).href : '';
  return (
    <div class="narrow">
      <PageHead title={t.admin.inviteTitle} back="/people" sub={invited ? undefined : t.admin.inviteHint} />
      {invited ? (
        <section class="card" aria-labelledby="link-ready">
          <h2 id="link-ready">{t.admin.inviteDone}</h2>
          <p class="muted">{t.admin.inviteOnce(longDay(invited.expires_at))}</p>
          <p class="link-box" dir="ltr" data-testid="invitation-link">
            {whole}
          </p>
          <div class="form-actions">
            <CopyButton value={whole}>{t.app.copy}</CopyButton>
            <Button onClick={again}>{t.admin.another}</Button>
          </div>
        </section>
      ) : (
        <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate>
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
