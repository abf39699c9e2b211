// SPDX-License-Identifier: MIT
// One account, for an administrator: who it is, where they are and how they stand, what happened, and how they are helped or shut out.

import { useState } from 'preact/hooks';
import { post, Problem, put, request } from '../../core/api';
import { useAction, useLoad, usePageTitle, type Loaded } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { words } from '../../core/text';
import { account as accountWords, admin as adminWords, desk as deskWords, office as officeWords, rules as rulesWords } from '../../core/text/books';
import { Avatar } from '../../ui/avatar';
import { Button, LinkButton, Notice, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm, Dialog } from '../../ui/dialog';
import { Choices, Field, fieldError } from '../../ui/field';
import { FormDialog } from '../../ui/form/form-dialog';
import { Icon } from '../../ui/icons';
import { MakeCode } from '../../ui/form/one-time-code';
import { toast } from '../../ui/toast';
import { Together } from '../../ui/together';
import { edit } from '../../ui/version';
import { navigate } from '../../core/router';
import { currentUser } from '../../core/session';
import { dayAndTime, dayAndTimeInside, longDay } from '../../core/text/format';
import type { Job, PersonDetail, Role } from '../../core/types';
import { LinkToCopy } from './invite';
import { ROLES, RoleChip } from './people';
import { PickPerson, type Picked } from './pick';
import { LinksOf } from './sso/person-links';
import { Attendance, ConsentsOf, LogOf, SessionsOf } from './person-parts';

const text = words(accountWords, adminWords, deskWords, officeWords, rulesWords);

const NAME_MAX = 100;
const EXTERNAL_MAX = 64;
const PROGRAMME_MAX = 120;

function Facts({ detail }: { detail: PersonDetail }) {
  const t = text();
  const { user } = detail;
  const words = t.office.person;
  const facts: [string, string][] = [
    [words.programme, user.programme ?? '–'],
    [words.externalId, user.external_id ?? '–'],
    [words.created, longDay(user.created_at)],
    [words.seen, detail.seen_at ? dayAndTime(detail.seen_at) : words.never],
    [words.secondFactor, detail.has_totp ? words.yes : words.no],
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

const FIELDS = ['name', 'external_id', 'programme'];

/** What may be changed of an account; a newer state of it is read anew, and what was typed stays. */
function EditDialog({ detail, loaded, onClose }: { detail: PersonDetail; loaded: Loaded<PersonDetail>; onClose: () => void }) {
  const t = text();
  const { user } = detail;
  const [name, setName] = useState(user.name);
  const [familyName, setFamilyName] = useState(user.family_name ?? '');
  const [role, setRole] = useState<Role>(user.role);
  const [externalId, setExternalId] = useState(user.external_id ?? '');
  const [programme, setProgramme] = useState(user.programme ?? '');
  const own = currentUser()?.id === user.id;
  const body = {
    ...(name.trim() !== user.name && { name: name.trim() }),
    ...(familyName.trim() !== (user.family_name ?? '') && { family_name: familyName.trim() }),
    ...(role !== user.role && { role }),
    ...(externalId.trim() !== (user.external_id ?? '') && { external_id: externalId.trim() }),
    ...(programme.trim() !== (user.programme ?? '') && { programme: programme.trim() }),
  };
  const submit = async () => {
    try {
      if (Object.keys(body).length > 0) loaded.set(await edit<PersonDetail>('PATCH', `/api/admin/users/${user.id}`, user.version, body));
    } catch (error) {
      if (error instanceof Problem && error.code === 'changed_meanwhile') void loaded.reload();
      throw error;
    }
    toast(t.office.person.saved);
    onClose();
  };
  return (
    <FormDialog title={t.desk.person.editTitle} action={t.office.person.save} fields={FIELDS} ready={name.trim() !== ''} onSubmit={submit} onClose={onClose}>
      {(problem) => (
        <>
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
          <Field
            label={t.office.person.programme}
            name="programme"
            optional
            value={programme}
            onInput={setProgramme}
            maxLength={PROGRAMME_MAX}
            hint={t.office.person.programmeHint}
            error={fieldError(problem, 'programme')}
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
        </>
      )}
    </FormDialog>
  );
}

type Act = 'sessions' | 'devices' | 'totp' | 'deactivate' | 'reactivate' | 'reset';

function path(id: number, act: Act): { method: 'POST' | 'DELETE'; path: string } {
  const words = { sessions: 'sessions', devices: 'devices', totp: 'totp', deactivate: 'deactivate', reactivate: 'reactivate', reset: 'password-reset' };
  return { method: ['sessions', 'devices', 'totp'].includes(act) ? 'DELETE' : 'POST', path: `/api/admin/users/${id}/${words[act]}` };
}

/** What can be done to the account, each with a sentence, and asked once more where it takes something away. */
function Acts({ detail, loaded }: { detail: PersonDetail; loaded: Loaded<PersonDetail> }) {
  const t = text();
  const words = t.office.person;
  const { user } = detail;
  const [asking, setAsking] = useState<Act | null>(null);
  const { mail } = useInstitution();
  const [link, setLink] = useState<{ link: string; expires_at: string } | null>(null);
  const { busy, problem, run, clear } = useAction();
  const own = currentUser()?.id === user.id;
  const act = (which: Act) =>
    void run(async () => {
      const way = path(user.id, which);
      const answer = await request<{ link?: string; expires_at?: string } | undefined>(way.method, way.path);
      await loaded.reload();
      setAsking(null);
      if (which === 'reset' && answer?.link && answer.expires_at) setLink({ link: answer.link, expires_at: answer.expires_at });
      else toast(words.acts[which].done);
    });
  const copy = () =>
    void run(async () => {
      const job = await post<Job>(`/api/admin/users/${user.id}/export`);
      navigate(`/jobs/${job.id}`);
    });
  const shut: Act = user.disabled ? 'reactivate' : 'deactivate';
  const offered: Act[] = [
    ...(detail.sessions > 0 ? (['sessions'] as const) : []),
    ...(user.role === 'student' && !user.disabled ? (['devices'] as const) : []),
    ...(user.disabled || !user.email ? [] : (['reset'] as const)),
    ...(detail.has_totp && !own ? (['totp'] as const) : []),
    ...(own || user.merged_into ? [] : [shut]),
  ];
  const direct = (which: Act) => which === 'reset' || which === 'reactivate';
  return (
    <details class="card quiet-actions" data-testid="actions">
      <summary>
        <span class="row-lead">{t.desk.person.actions}</span>
        <span class="muted small">{t.desk.person.actionsHint}</span>
      </summary>
      {asking === null && <ProblemNotice problem={problem} />}
      <ul class="rows">
        {offered.map((which) => (
          <li key={which} class="row row-wrap">
            <div>
              <p class="row-lead">{words.acts[which].title}</p>
              <p class="muted">{which === 'reset' && !mail ? t.desk.noMail.hint : words.acts[which].hint}</p>
            </div>
            <Button busy={busy && (asking === which || (asking === null && direct(which)))} onClick={() => (clear(), direct(which) ? act(which) : setAsking(which))}>
              {which === 'reset' && !mail ? t.admin.inviteButton : words.acts[which].button}
            </Button>
          </li>
        ))}
        {!user.email && !user.disabled && user.role !== 'administrator' && (
          <li>
            <MakeCode path={`/api/admin/users/${user.id}/code`} />
          </li>
        )}
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
      {link && (
        <Dialog title={t.desk.link.ready} onClose={() => setLink(null)}>
          <p>{t.desk.link.noMail}</p>
          <p class="muted">{`${t.desk.link.reset(user.name)} ${t.desk.link.once(dayAndTimeInside(link.expires_at))}`}</p>
          <LinkToCopy link={link.link} />
        </Dialog>
      )}
    </details>
  );
}

/** Who is told of this student and follows them. */
function AdviserCard({ student }: { student: number }) {
  const t = text();
  const path = `/api/admin/users/${student}/adviser`;
  const loaded = useLoad<{ adviser: { id: number; name: string } | null }>(path);
  const { problem, run } = useAction();
  const adviser = loaded.data?.adviser ?? null;
  const assign = (to: Picked | null) =>
    void run(async () => {
      const next = await put<{ adviser: { id: number; name: string } | null }>(path, { email: to?.about ?? '' });
      loaded.set(() => next);
      toast(t.rules.adviserSaved);
    });
  return (
    <section class="card" aria-label={t.rules.adviser} data-adviser={adviser?.id ?? 'none'}>
      <ProblemNotice problem={loaded.problem ?? problem} />
      {loaded.data && <PickPerson label={t.rules.adviser} hint={t.desk.handOver.pickPerson} role="professor" value={adviser} onChange={assign} />}
      <p class="muted small">{t.rules.adviserHint}</p>
    </section>
  );
}

function Head({ detail, onEdit }: { detail: PersonDetail | null; onEdit: () => void }) {
  const t = text();
  const user = detail?.user;
  return (
    <header class="page-head">
      <a class="back" href="/people">
        <Icon name="back" turns />
        <span>{t.app.back}</span>
      </a>
      <div class="page-head-row">
        <div class="person-head">
          {user && <Avatar id={user.id} name={user.name} large />}
          <div>
            <h1 tabIndex={-1}>
              <bdi>{user?.name ?? t.admin.peopleTitle}</bdi>
            </h1>
            {user && (
              <p class="page-sub person-sub">
                <RoleChip role={user.role} />
                {user.email ? <span dir="ltr">{user.email}</span> : <bdi>{user.external_id}</bdi>}
              </p>
            )}
          </div>
        </div>
        {user && !user.merged_into && (
          <div class="actions">
            <Button icon="edit" onClick={onEdit}>
              {t.desk.person.edit}
            </Button>
          </div>
        )}
      </div>
    </header>
  );
}

export function PersonPage({ id }: { id: string }) {
  const t = text();
  const person = useLoad<PersonDetail>(`/api/admin/users/${encodeURIComponent(id)}`);
  const [editing, setEditing] = useState(false);
  const detail = person.data;
  usePageTitle(detail?.user.name ?? t.admin.peopleTitle);
  return (
    <>
      <Head detail={detail} onEdit={() => setEditing(true)} />
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
          <Together>
            <div class="two-columns">
              <div>
                <Attendance user={detail.user} />
                <LogOf person={detail.user.id} />
              </div>
              <div>
                <Facts detail={detail} />
                {detail.user.role === 'student' && !detail.user.merged_into && <AdviserCard student={detail.user.id} />}
                <SessionsOf person={detail.user.id} count={detail.sessions} />
                <LinksOf person={detail.user.id} name={detail.user.name} />
                {detail.user.role === 'student' && <ConsentsOf person={detail.user.id} />}
                <Acts detail={detail} loaded={person} />
              </div>
            </div>
          </Together>
        </>
      )}
      {editing && detail && <EditDialog detail={detail} loaded={person} onClose={() => setEditing(false)} />}
    </>
  );
}
