// SPDX-License-Identifier: MIT
// One account, for an administrator: what it is, what can be changed, and how it is helped or shut.

import { useEffect, useRef, useState } from 'preact/hooks';
import { post, put, request } from '../../core/api';
import { useAction, useLoad, usePageTitle, type Loaded } from '../../core/hooks';
import { Button, LinkButton, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Choices, Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import { edit } from '../../ui/version';
import { navigate } from '../../core/router';
import { currentUser } from '../../core/session';
import { text } from './words';
import { dayAndTime, longDay, number } from '../../core/text/format';
import type { Job, PersonDetail, Role } from '../../core/types';
import { ROLES } from './people';

const NAME_MAX = 100;
const EXTERNAL_MAX = 64;

function Facts({ detail }: { detail: PersonDetail }) {
  const t = text();
  const { user } = detail;
  const words = t.office.person;
  const facts: [string, string][] = [
    [words.role, t.role[user.role]],
    [words.externalId, user.external_id ?? '–'],
    [words.created, longDay(user.created_at)],
    [words.seen, detail.seen_at ? dayAndTime(detail.seen_at) : words.never],
    [words.sessions, number(detail.sessions)],
    [words.secondFactor, detail.has_totp ? words.yes : words.no],
    ...(user.role === 'student'
      ? ([
          [words.enrolments, number(detail.enrolments)],
          [words.marks, number(detail.marks)],
        ] as [string, string][])
      : ([[words.classrooms, number(detail.classrooms)]] as [string, string][])),
  ];
  return (
    <dl class="card facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function EditForm({ detail, loaded }: { detail: PersonDetail; loaded: Loaded<PersonDetail> }) {
  const t = text();
  const { user } = detail;
  const [name, setName] = useState(user.name);
  const [familyName, setFamilyName] = useState(user.family_name ?? '');
  const [role, setRole] = useState<Role>(user.role);
  const [externalId, setExternalId] = useState(user.external_id ?? '');
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const own = currentUser()?.id === user.id;
  const body = {
    ...(name.trim() !== user.name && { name: name.trim() }),
    ...(familyName.trim() !== (user.family_name ?? '') && { family_name: familyName.trim() }),
    ...(role !== user.role && { role }),
    ...(externalId.trim() !== (user.external_id ?? '') && { external_id: externalId.trim() }),
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const done = await run(async () => {
      loaded.set(await edit<PersonDetail>('PATCH', `/api/admin/users/${user.id}`, user.version, body));
      toast(t.office.person.saved);
    });
    if (!done) focusFirstError(form.current);
  };
  // Somebody else was first: what is on the page is read anew, what was typed stays.
  useEffect(() => {
    if (problem?.code === 'changed_meanwhile') void loaded.reload();
  }, [problem]);
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate aria-labelledby="edit-title">
      <h2 id="edit-title">{t.office.person.edit}</h2>
      <ProblemNotice problem={otherThan(problem, ['name', 'external_id'])} />
      <Field label={t.sign.name} name="name" value={name} onInput={setName} maxLength={NAME_MAX} error={fieldError(problem, 'name')} />
      <Field
        label={t.office.person.familyName}
        name="family_name"
        optional
        value={familyName}
        onInput={setFamilyName}
        maxLength={NAME_MAX}
        hint={t.office.person.familyNameHint}
      />
      <Field
        label={t.office.person.externalId}
        name="external_id"
        optional
        value={externalId}
        onInput={setExternalId}
        maxLength={EXTERNAL_MAX}
        hint={t.office.person.externalIdHint}
        error={fieldError(problem, 'external_id')}
      />
      {!own && (
        <Choices
          legend={t.office.person.role}
          name="role"
          value={role}
          onChange={setRole}
          choices={ROLES.map((value) => ({ value, label: t.role[value] }))}
        />
      )}
      {role !== user.role && <Notice>{t.office.person.roleHint}</Notice>}
      <Button type="submit" kind="primary" wide busy={busy} disabled={Object.keys(body).length === 0}>
        {t.office.person.save}
      </Button>
    </form>
  );
}

type Act = 'sessions' | 'totp' | 'deactivate' | 'reactivate' | 'reset';

function path(id: number, act: Act): { method: 'POST' | 'DELETE'; path: string } {
  const words = { sessions: 'sessions', totp: 'totp', deactivate: 'deactivate', reactivate: 'reactivate', reset: 'password-reset' };
  return { method: act === 'sessions' || act === 'totp' ? 'DELETE' : 'POST', path: `/api/admin/users/${id}/${words[act]}` };
}

/** What can be done to the account, each with a sentence, and asked once more where it takes something away. */
function Acts({ detail, loaded }: { detail: PersonDetail; loaded: Loaded<PersonDetail> }) {
  const t = text();
  const words = t.office.person;
  const { user } = detail;
  const [asking, setAsking] = useState<Act | null>(null);
  const { busy, problem, run, clear } = useAction();
  const own = currentUser()?.id === user.id;
  const act = (which: Act) =>
    void run(async () => {
      const way = path(user.id, which);
      await request<unknown>(way.method, way.path);
      await loaded.reload();
      setAsking(null);
      toast(words.acts[which].done);
    });
  const copy = () =>
    void run(async () => {
      const job = await post<Job>(`/api/admin/users/${user.id}/export`);
      navigate(`/jobs/${job.id}`);
    });
  const shut: Act = user.disabled ? 'reactivate' : 'deactivate';
  const offered: Act[] = [
    ...(detail.sessions > 0 ? (['sessions'] as const) : []),
    ...(user.disabled ? [] : (['reset'] as const)),
    ...(detail.has_totp && !own ? (['totp'] as const) : []),
    ...(own || user.merged_into ? [] : [shut]),
  ];
  const direct = (which: Act) => which === 'reset' || which === 'reactivate';
  return (
    <section aria-labelledby="acts">
      <h2 id="acts">{words.help}</h2>
      {asking === null && <ProblemNotice problem={problem} />}
      <ul class="card rows">
        {offered.map((which) => (
          <li key={which} class="row row-wrap">
            <div>
              <p class="row-lead">{words.acts[which].title}</p>
              <p class="muted">{words.acts[which].hint}</p>
            </div>
            <Button busy={busy && (asking === which || (asking === null && direct(which)))} onClick={() => (clear(), direct(which) ? act(which) : setAsking(which))}>
              {words.acts[which].button}
            </Button>
          </li>
        ))}
        {!own && !user.merged_into && !user.disabled && (
          <li class="row row-wrap">
            <div>
              <p class="row-lead">{words.mergeTitle}</p>
              <p class="muted">{words.mergeHint}</p>
            </div>
            <LinkButton href={`/people/${user.id}/merge`}>{words.mergeButton}</LinkButton>
          </li>
        )}
        <li class="row row-wrap">
          <div>
            <p class="row-lead">{t.office.erase.auditTitle}</p>
            <p class="muted">{t.office.erase.auditHint}</p>
          </div>
          <LinkButton href={`/audit?person=${user.id}`}>{t.office.erase.auditButton}</LinkButton>
        </li>
        <li class="row row-wrap">
          <div>
            <p class="row-lead">{t.office.erase.exportTitle}</p>
            <p class="muted">{t.office.erase.exportHint}</p>
          </div>
          <Button onClick={copy}>{t.office.erase.exportButton}</Button>
        </li>
        {!own && !user.merged_into && (
          <li class="row row-wrap">
            <div>
              <p class="row-lead">{t.office.erase.actTitle}</p>
              <p class="muted">{t.office.erase.actHint}</p>
            </div>
            <LinkButton href={`/people/${user.id}/erase`}>{t.office.erase.actButton}</LinkButton>
          </li>
        )}
      </ul>
      {asking && (
        <Confirm
          title={words.acts[asking].title}
          hint={words.acts[asking].sure(user.name)}
          action={words.acts[asking].button}
          busy={busy}
          harmless={asking === 'reset'}
          onConfirm={() => act(asking)}
          onClose={() => setAsking(null)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </section>
  );
}

/** Who is told of this student and follows them. */
function AdviserForm({ student }: { student: number }) {
  const t = text();
  const path = `/api/admin/users/${student}/adviser`;
  const loaded = useLoad<{ adviser: { id: number; name: string } | null }>(path);
  const [email, setEmail] = useState('');
  const { busy, problem, run } = useAction();
  const adviser = loaded.data?.adviser;
  const assign = (to: string) =>
    void run(async () => {
      const next = await put<{ adviser: { id: number; name: string } | null }>(path, { email: to });
      loaded.set(() => next);
      setEmail('');
      toast(t.rules.adviserSaved);
    });
  const submit = (event: Event) => {
    event.preventDefault();
    if (email.trim()) assign(email.trim());
  };
  return (
    <form class="card form" onSubmit={submit} noValidate aria-labelledby="adviser">
      <h2 id="adviser">{t.rules.adviser}</h2>
      <ProblemNotice problem={loaded.problem ?? otherThan(problem, ['email'])} />
      {loaded.data && (
        <p data-adviser={adviser?.id ?? 'none'}>{adviser ? <a href={`/people/${adviser.id}`}>{adviser.name}</a> : t.rules.noAdviser}</p>
      )}
      <Field label={t.rules.adviserEmail} name="adviser_email" type="email" value={email} onInput={setEmail} hint={t.rules.adviserHint} error={fieldError(problem, 'email')} />
      <Button type="submit" busy={busy}>
        {t.rules.adviserAssign}
      </Button>
      {adviser && (
        <Button kind="quiet" busy={busy} onClick={() => assign('')}>
          {t.rules.adviserNobody}
        </Button>
      )}
    </form>
  );
}

export function PersonPage({ id }: { id: string }) {
  const t = text();
  const person = useLoad<PersonDetail>(`/api/admin/users/${encodeURIComponent(id)}`);
  const detail = person.data;
  usePageTitle(detail?.user.name ?? t.admin.peopleTitle);
  return (
    <>
      <PageHead title={detail?.user.name ?? t.admin.peopleTitle} back="/people" sub={detail?.user.email} />
      {!detail && (person.problem ? <ProblemNotice problem={person.problem} onRetry={() => void person.reload()} /> : <Skeleton />)}
      {detail && (
        <>
          {!detail.user.email_proven && !detail.user.disabled && (
            <Notice>
              <p class="notice-lead">{t.me.unproven}</p>
              <p>{t.admin.unproven}</p>
            </Notice>
          )}
          {detail.user.disabled && (
            <Notice>
              {t.office.person.isDisabled}{' '}
              {detail.user.merged_into && <a href={`/people/${detail.user.merged_into}`}>{t.office.person.mergedInto}</a>}
            </Notice>
          )}
          <div class="two-columns">
            <div>
              <Facts detail={detail} />
              <Acts detail={detail} loaded={person} />
            </div>
            {!detail.user.merged_into && (
              <div>
                <EditForm detail={detail} loaded={person} />
                {detail.user.role === 'student' && <AdviserForm student={detail.user.id} />}
              </div>
            )}
          </div>
        </>
      )}
    </>
  );
}
