// SPDX-License-Identifier: MIT
// The frame of all pages of a class: which class, its term, whether attendance is open, and its places as tabs.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePageTitle, useRefresh } from '../../core/hooks';
import { navigate } from '../../core/router';
import { currentUser } from '../../core/session';
import { words } from '../../core/text';
import { taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { facts } from '../../core/text/format';
import type { Classroom, Role } from '../../core/types';
import { centre } from '../aside';
import { ProblemNotice } from '../basics';
import { Icon } from '../icons';
import { isStaff, isTeacher } from './part';
import { Tabs } from '../tabs';
import { useClass } from '../../core/use-class';

const text = words(taughtWords, teachingWords);

const REFRESH_SECONDS = 30;

type Place = 'lectures' | 'register' | 'students' | 'statistics' | 'board' | 'settings' | 'record' | 'requests';

/** What stands in the address after the class; '' is its lectures. The pages below a place belong to its tab. */
const PLACE_OF: Record<string, Place> = {
  '': 'lectures',
  schedule: 'lectures',
  register: 'register',
  students: 'students',
  groups: 'students',
  requests: 'students',
  import: 'students',
  statistics: 'statistics',
  board: 'board',
  settings: 'settings',
  rules: 'settings',
  holidays: 'settings',
  copy: 'settings',
};

const BACK: Record<Role, { href: string; word: 'classes' | 'subjects' }> = {
  professor: { href: '/classes', word: 'classes' },
  student: { href: '/subjects', word: 'subjects' },
  administrator: { href: '/classrooms', word: 'classes' },
};

// What a student may read of a class beside their own record.
const OPEN_TO_STUDENTS = ['board', 'rules'];

/** Pure: 'board' of '/classroom/7/board/3', '' of '/classroom/7'. */
export const sectionOf = (path: string) => path.split('/')[3] ?? '';

function placesOf(classroom: Classroom): Place[] {
  if (classroom.part === 'student') return ['record', 'board', 'requests'];
  const read: Place[] = ['lectures', 'register', 'students', 'statistics', 'board'];
  return isTeacher(classroom) ? [...read, 'settings'] : read;
}

function hrefOf({ id }: Classroom, place: Place): string {
  if (place === 'record') return `/record/${id}`;
  if (place === 'requests') return `/record/${id}/requests`;
  return place === 'lectures' ? `/classroom/${id}` : `/classroom/${id}/${place}`;
}

function ClassTabs({ classroom, place }: { classroom: Classroom; place: Place }) {
  const t = text();
  const tabs = placesOf(classroom).map((one) => ({
    href: hrefOf(classroom, one),
    word: t.app.places[one],
    ...(one === 'students' && isStaff(classroom) && classroom.join_waiting ? { count: classroom.join_waiting } : {}),
  }));
  return <Tabs tabs={tabs} path={hrefOf(classroom, place)} label={classroom.subject} />;
}

/** The pages of the tab of the students. */
function StudentNav({ classroom, section }: { classroom: Classroom; section: string }) {
  const t = text().taught.students;
  const here = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    centre(here.current?.parentElement, here.current);
  }, [section]);
  const own = isTeacher(classroom) && !classroom.archived;
  const pages = [
    { at: 'students', word: t.everybody },
    { at: 'groups', word: t.groups },
    { at: 'requests', word: t.requests },
    ...(own ? [{ at: 'import', word: t.import }] : []),
  ];
  return (
    <nav class="subnav" aria-label={t.subnav}>
      {pages.map(({ at, word }) => (
        <a key={at} ref={at === section ? here : null} href={`/classroom/${classroom.id}/${at}`} aria-current={at === section ? 'page' : undefined}>
          {word}
        </a>
      ))}
    </nav>
  );
}

function LiveBadge({ classroom }: { classroom: Classroom }) {
  if (!classroom.live || classroom.part === 'student') return null;
  return (
    <a class="class-live" href={`/lecture/${classroom.live.id}`}>
      <span class="class-dot" aria-hidden="true" />
      <span>{text().professor.liveNow}</span>
      <Icon name="forward" turns />
    </a>
  );
}

interface FrameProps {
  id: string;
  /** The path of the page. */
  path: string;
  /** What the page is called; else as its tab is. */
  title?: string;
  /** What is done on this page, beside the class's name. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function ClassFrame({ id, path, title, actions, children }: FrameProps) {
  const t = text();
  const page = useClass(id);
  useRefresh(() => void page.reload(), REFRESH_SECONDS);
  const classroom = page.data?.classroom;
  const section = sectionOf(path);
  const place = PLACE_OF[section] ?? 'lectures';
  const word = title ?? t.app.places[place];
  usePageTitle(classroom ? `${word} · ${classroom.subject}` : word);
  // Who is a student of the class has their own view of it.
  const elsewhere = classroom?.part === 'student' && !OPEN_TO_STUDENTS.includes(section);
  useEffect(() => {
    if (elsewhere) navigate(`/record/${id}`, 'replace');
  }, [elsewhere, id]);
  // A student's own places are one column, here as on the record.
  const own = classroom ? classroom.part === 'student' : currentUser()?.role === 'student';
  const back = BACK[currentUser()?.role ?? 'professor'];
  return (
    <>
      <header class={own ? 'class-head class-own' : 'class-head'}>
        <a class="back" href={back.href}>
          <Icon name="back" turns />
          <span>{t.app[back.word]}</span>
        </a>
        <div class="page-head-row">
          <div class="class-name">
            <h1 tabIndex={-1}>
              {classroom ? <bdi>{classroom.subject}</bdi> : word}
              {classroom && <span class="visually-hidden"> · {word}</span>}
            </h1>
            <p class="page-sub">
              {classroom && facts([classroom.section, isStaff(classroom) && classroom.part === 'owner' ? null : classroom.professor.name, classroom.term])}
              {classroom?.archived && (
                <span class="chip chip-none class-archived">
                  <span class="chip-word">{t.professor.archived}</span>
                </span>
              )}
            </p>
          </div>
          {classroom && !elsewhere && (
            <div class="actions">
              <LiveBadge classroom={classroom} />
              {actions}
            </div>
          )}
        </div>
        {classroom ? <ClassTabs classroom={classroom} place={classroom.part !== 'student' ? place : section === 'board' ? 'board' : 'record'} /> : <div class="tabs tabs-empty" />}
      </header>
      <div class={own ? 'class-body class-own' : 'class-body'}>
        {classroom && place === 'students' && isStaff(classroom) && path.split('/').length <= 4 && <StudentNav classroom={classroom} section={section} />}
        {!classroom && page.problem ? <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} /> : !elsewhere && children}
      </div>
    </>
  );
}

/** A heading inside a class, of a page that lies below a tab: with the way back to it. */
export function ClassSection(props: { title: string; sub?: string; back?: { href: string; word: string }; children?: ComponentChildren }) {
  return (
    <header class="class-section">
      {props.back && (
        <a class="back" href={props.back.href}>
          <Icon name="back" turns />
          <span>{props.back.word}</span>
        </a>
      )}
      <div class="section-head">
        <h2>{props.title}</h2>
        {props.children && <div class="actions">{props.children}</div>}
      </div>
      {props.sub && <p class="muted">{props.sub}</p>}
    </header>
  );
}
