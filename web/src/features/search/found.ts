// SPDX-License-Identifier: MIT
// What one can go to by typing: one's pages, classes, today's lectures, and for administrators people.

import { useEffect, useState } from 'preact/hooks';
import { get } from '../../core/api';
import { finds } from '../../core/fold';
import { text as common, words } from '../../core/text';
import { search as searchWords } from '../../core/text/books';
import { facts, span } from '../../core/text/format';
import type { AdminUser, Classroom, ClassroomList, Role } from '../../core/types';
import type { IconName } from '../../ui/icons';
import { homeOf, isStaff } from '../../ui/class/part';

const text = words(searchWords);

export interface Target {
  href: string;
  name: string;
  about: string;
  icon: IconName;
}

export interface Group {
  title: string;
  targets: Target[];
}

const SHOWN_MAX = 6;
const PEOPLE_MAX = 6;
const TYPING_MS = 200;

const page = (href: string, name: string, icon: IconName): Target => ({ href, name, about: '', icon });

function pagesOf(role: Role): Target[] {
  const [t, { app }] = [text().search, common()];
  if (role === 'administrator')
    return [
      page('/', app.overview, 'home'), page('/people', app.people, 'people'), page('/classrooms', app.classes, 'book'), page('/report', app.reports, 'chart'),
      page('/system', app.system, 'gear'), page('/settings', t.settings, 'gear'), page('/audit', t.audit, 'history'), page('/imports', t.imports, 'upload'),
      page('/invite', t.invite, 'mail'), page('/holidays', t.holidays, 'calendar'), page('/account', app.account, 'person'),
    ];
  const both = [
    page('/', app.today, 'home'), page('/calendar', app.calendar, 'calendar'), page('/inbox', app.inbox, 'inbox'), page('/account', app.me, 'person'),
    page('/notifications/choices', t.choices, 'bell'),
  ];
  return role === 'professor'
    ? [...both, page('/classes', app.classes, 'book'), page('/classrooms/new', t.newClass, 'plus')]
    : [...both, page('/subjects', app.subjects, 'book'), page('/join', t.join, 'plus'), page('/leaves', t.leave, 'calendar'), page('/face', t.faceCheck, 'face')];
}

const classTarget = (classroom: Classroom): Target => ({
  href: homeOf(classroom),
  name: classroom.subject,
  about: facts([classroom.section, classroom.term, classroom.professor.name]),
  icon: 'book',
});

/** Of what was read once, whatever fits the words typed. */
function groupsOf(role: Role, list: ClassroomList | null, people: Target[], typed: string): Group[] {
  const t = text().search;
  const fits = (target: Target) => finds(`${target.name} ${target.about}`, typed);
  const staffed = new Set(list?.classrooms.filter(isStaff).map(({ id }) => id));
  const lectures = (list?.today ?? []).map((lecture): Target => ({
    href: staffed.has(lecture.classroom_id) ? `/lecture/${lecture.id}` : `/record/${lecture.classroom_id}`,
    name: lecture.subject,
    about: facts([span(lecture.starts_at, lecture.ends_at), lecture.title, lecture.room]),
    icon: 'clock',
  }));
  const some = (title: string, targets: Target[]) => ({ title, targets: targets.filter(fits).slice(0, SHOWN_MAX) });
  return [
    some(t.lectures, lectures),
    some(t.classes, (list?.classrooms ?? []).map(classTarget)),
    { title: t.people, targets: people },
    some(t.pages, pagesOf(role)),
  ].filter((group) => group.targets.length > 0);
}

/** What fits, read anew for people as one types; what cannot be read is left out. */
export function useFound(role: Role, typed: string): Group[] {
  const [list, setList] = useState<ClassroomList | null>(null);
  const [people, setPeople] = useState<Target[]>([]);
  useEffect(() => {
    get<ClassroomList>('/api/classroom?limit=200').then(setList, () => undefined);
  }, []);
  useEffect(() => {
    const query = typed.trim();
    if (role !== 'administrator' || query === '') return setPeople([]);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      get<{ users: AdminUser[] }>(`/api/admin/users?limit=${PEOPLE_MAX}&query=${encodeURIComponent(query)}`, stop.signal).then(
        ({ users }) => setPeople(users.map((user) => ({ href: `/people/${user.id}`, name: user.name, about: user.email ?? user.external_id ?? '', icon: 'person' as const }))),
        () => undefined,
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [typed, role]);
  return groupsOf(role, list, people, typed);
}
