// SPDX-License-Identifier: MIT
// Everybody who has an account, found by name, e-mail, external id and role.

import { useEffect, useState } from 'preact/hooks';
import { useList, type Listed } from '../../core/hooks-list';
import { usePageTitle } from '../../core/hooks';
import { Address } from '../../ui/address';
import { Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Choices, Field } from '../../ui/field';
import { MoreButton } from '../../ui/more';
import { text } from './words';
import { longDay } from '../../core/text/format';
import type { AdminUser, Role } from '../../core/types';

export const ROLES: readonly Role[] = ['student', 'professor', 'administrator'];

interface Answer {
  users: AdminUser[];
  next: number | null;
}

/** The people who fit; `role` empty: any. */
export function usePeople(query: string, role: Role | ''): Listed<AdminUser> {
  const params = new URLSearchParams();
  if (query.trim()) params.set('query', query.trim());
  if (role) params.set('role', role);
  return useList<AdminUser, Answer>(`/api/admin/users?${params}`, (answer) => answer.users);
}

/** What was asked stays in the address, so that the way back from a person leads to the same list. */
function useFilter() {
  const asked = new URLSearchParams(location.search);
  const [query, setQuery] = useState(asked.get('query') ?? '');
  const [role, setRole] = useState<Role | ''>(ROLES.find((one) => one === asked.get('role')) ?? '');
  useEffect(() => {
    const params = new URLSearchParams();
    if (query) params.set('query', query);
    if (role) params.set('role', role);
    const search = params.toString();
    history.replaceState(history.state, '', search ? `/people?${search}` : '/people');
  }, [query, role]);
  return { query, setQuery, role, setRole };
}

export function PeoplePage() {
  const t = text();
  usePageTitle(t.admin.peopleTitle);
  const { query, setQuery, role, setRole } = useFilter();
  const list = usePeople(query, role);
  const users = list.items;
  return (
    <>
      <PageHead title={t.admin.peopleTitle}>
        <LinkButton href="/imports" icon="copy">
          {t.office.imports.title}
        </LinkButton>
        <LinkButton href="/invite" kind="primary" icon="plus">
          {t.admin.invite}
        </LinkButton>
      </PageHead>
      <div class="filters">
        <Field label={t.office.people.search} name="query" type="search" value={query} onInput={setQuery} maxLength={100} />
        <Choices
          legend={t.admin.inviteRole}
          hideLegend
          name="role"
          value={role}
          onChange={setRole}
          choices={[{ value: '', label: t.office.people.everybody }, ...ROLES.map((value) => ({ value, label: t.role[value] }))]}
        />
      </div>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!users && !list.problem && <Skeleton />}
      {users?.length === 0 && <Empty icon="search" title={t.admin.nobody} />}
      {users && users.length > 0 && (
        <ul class="card rows" aria-label={t.admin.peopleTitle}>
          {users.map((user) => (
            <li key={user.id}>
              <a class="row row-link" href={`/people/${user.id}`} data-person={user.id}>
                <div>
                  <p class="row-lead">{user.name}</p>
                  <p class="muted row-email">
                    <Address of={user} />
                  </p>
                </div>
                <p class="row-time">
                  <span>{user.disabled ? t.admin.disabled : t.role[user.role]}</span>
                  <span class="muted wide-only">{t.admin.since(longDay(user.created_at))}</span>
                </p>
              </a>
            </li>
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </>
  );
}
