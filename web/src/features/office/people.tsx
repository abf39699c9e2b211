// SPDX-License-Identifier: MIT
// Everybody who has an account, found by name, e-mail, external id, role and by what is missing.

import { useEffect, useState } from 'preact/hooks';
import { useList, type Listed } from '../../core/hooks-list';
import { useLoad, usePageTitle } from '../../core/hooks';
import { currentLanguage, words } from '../../core/text';
import { admin as adminWords, codes as codeWords, desk as deskWords, exports as exportsWords, office as officeWords } from '../../core/text/books';
import { Address } from '../../ui/address';
import { Select } from '../../ui/area';
import { Avatar } from '../../ui/avatar';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Choices, Field } from '../../ui/field';
import { FilesMenu } from '../../ui/form/files-menu';
import { Icon } from '../../ui/icons';
import { MoreButton } from '../../ui/more';
import { dayAndTimeInside, facts } from '../../core/text/format';
import type { FoundUser, Invitation, Role } from '../../core/types';

const text = words(adminWords, codeWords, deskWords, exportsWords, officeWords);

export const ROLES: readonly Role[] = ['student', 'professor', 'administrator'];
const STATES = ['all', 'active', 'never', 'no_face', 'no_consent', 'unproven', 'disabled'] as const;
type State = (typeof STATES)[number];

interface Answer {
  users: FoundUser[];
  next: number | null;
  total: number;
}

/** As the server is asked for people. */
function asked(query: string, role: Role | '', state: State): URLSearchParams {
  const params = new URLSearchParams();
  if (query.trim()) params.set('query', query.trim());
  if (role) params.set('role', role);
  if (state !== 'all') params.set('state', state);
  return params;
}

/** The people who fit; `role` empty: any. */
export function usePeople(query: string, role: Role | '', state: State = 'all'): Listed<FoundUser> {
  return useList<FoundUser, Answer>(`/api/admin/users?${asked(query, role, state)}`, (answer) => answer.users);
}

/** Those who are listed, as a file that an import takes. */
function peopleFile(form: string, query: string, role: Role | '', state: State): string {
  const params = asked(query, role, state);
  params.set('form', form);
  params.set('language', currentLanguage());
  if (form === 'csv') params.set('bom', 'true');
  return `/api/admin/export/people?${params}`;
}

/** What was asked stays in the address, so that the way back from a person leads to the same list. */
function useFilter() {
  const asked = new URLSearchParams(location.search);
  const [query, setQuery] = useState(asked.get('query') ?? '');
  const [role, setRole] = useState<Role | ''>(ROLES.find((one) => one === asked.get('role')) ?? '');
  const [state, setState] = useState<State>(STATES.find((one) => one === asked.get('state')) ?? 'all');
  useEffect(() => {
    const params = new URLSearchParams();
    if (query) params.set('query', query);
    if (role) params.set('role', role);
    if (state !== 'all') params.set('state', state);
    const search = params.toString();
    history.replaceState(history.state, '', search ? `/people?${search}` : '/people');
  }, [query, role, state]);
  return { query, setQuery, role, setRole, state, setState };
}

export function RoleChip({ role }: { role: Role }) {
  return <span class={`tag tag-${role}`}>{text().role[role]}</span>;
}

/** What somebody should look at; nothing for those with whom all is well. */
function Lacks({ user }: { user: FoundUser }) {
  const t = text().desk.people;
  if (user.disabled) return <span class="tag tag-bad">{t.disabled}</span>;
  return (
    <>
      {user.never && <span class="tag tag-lack person-never">{t.never}</span>}
      {user.role === 'student' && !user.face && <span class="tag tag-lack">{t.noFace}</span>}
    </>
  );
}

function PersonRow({ user }: { user: FoundUser }) {
  const t = text().desk.people;
  return (
    <li>
      <a class="row row-link person-row" href={`/people/${user.id}`} data-person={user.id}>
        <Avatar id={user.id} name={user.name} />
        <div>
          <p class="row-lead">
            <bdi>{user.name}</bdi>
          </p>
          <p class="muted row-email">
            <Address of={user} />
          </p>
        </div>
        <span class="person-tags">
          <Lacks user={user} />
          <RoleChip role={user.role} />
        </span>
        <span class="person-seen muted small">{user.seen_at ? t.seen(dayAndTimeInside(user.seen_at)) : user.never ? t.never : ''}</span>
      </a>
    </li>
  );
}

export function PeoplePage() {
  const t = text();
  const words = t.desk.people;
  usePageTitle(t.admin.peopleTitle);
  const { query, setQuery, role, setRole, state, setState } = useFilter();
  const list = usePeople(query, role, state);
  const invitations = useLoad<{ invitations: Invitation[] }>('/api/admin/invitations?limit=50');
  const waiting = invitations.data?.invitations.length ?? 0;
  const users = list.items;
  const all = () => {
    setQuery('');
    setRole('');
    setState('all');
  };
  return (
    <>
      <PageHead title={t.admin.peopleTitle} {...(list.total !== null && { sub: words.count(list.total) })}>
        <FilesMenu
          word={t.exports.take}
          forms={(['xlsx', 'csv'] as const).map((form) => ({ href: peopleFile(form, query, role, state), word: form === 'xlsx' ? t.exports.excel : t.exports.csv }))}
        />
        <LinkButton href="/imports" icon="upload">
          {t.office.imports.title}
        </LinkButton>
        <LinkButton href="/people/codes" icon="key">
          {t.codes.title}
        </LinkButton>
        <LinkButton href="/invite" kind="primary" icon="plus">
          {t.admin.invite}
        </LinkButton>
      </PageHead>
      {waiting > 0 && (
        <a class="notice notice-info notice-link" href="/invitations">
          <Icon name="link" />
          <span class="notice-text">{words.invitationsWaiting(waiting)}</span>
          <Icon name="forward" turns />
        </a>
      )}
      <div class="filter-bar">
        <Field label={t.office.people.search} name="query" type="search" value={query} onInput={setQuery} maxLength={100} optional="unsaid" />
        <Select label={words.state} name="state" value={state} onChange={setState} choices={STATES.map((value) => ({ value, label: words.states[value] ?? value }))} />
        <Choices
          legend={t.admin.inviteRole}
          hideLegend
          name="role"
          value={role}
          onChange={setRole}
          choices={[{ value: '', label: t.office.people.everybody }, ...ROLES.map((value) => ({ value, label: words.roles[value] }))]}
        />
      </div>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!users && !list.problem && <Skeleton />}
      {users?.length === 0 && (
        <Empty icon="search" title={t.admin.nobody} hint={words.noneHint}>
          <Button onClick={all}>{words.showAll}</Button>
        </Empty>
      )}
      {users && users.length > 0 && (
        <ul class="card rows" aria-label={facts([t.admin.peopleTitle])}>
          {users.map((user) => (
            <PersonRow key={user.id} user={user} />
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </>
  );
}
