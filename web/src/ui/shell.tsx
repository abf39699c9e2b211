// SPDX-License-Identifier: MIT
// The frame around every page of a signed-in person: brand, navigation, notices about the connection and new versions.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { currentUser } from '../core/session';
import { useInstitution } from '../core/institution';
import { mayLeave } from '../core/leaving';
import { askSearch } from '../core/search';
import { text } from '../core/text';
import type { Role } from '../core/types';
import { onUpdate } from '../core/update';
import { Avatar } from './avatar';
import { AwayBar, DoorstepAway } from './away';
import { Bell } from './bell';
import { Icon, type IconName } from './icons';
import { Logo } from './logo';

interface Place {
  href: string;
  icon: IconName;
  word: 'today' | 'calendar' | 'subjects' | 'classes' | 'inbox' | 'me' | 'overview' | 'people' | 'reports' | 'system';
  also: readonly string[];
}

/** At most five a role: in the bar of a phone, in the rail of a wide screen. */
const PLACES: Record<Role, readonly Place[]> = {
  student: [
    { href: '/', icon: 'home', word: 'today', also: ['/mark'] },
    { href: '/calendar', icon: 'calendar', word: 'calendar', also: ['/calendar'] },
    { href: '/subjects', icon: 'book', word: 'subjects', also: ['/record', '/join', '/classroom', '/lecture'] },
    { href: '/inbox', icon: 'inbox', word: 'inbox', also: ['/notifications', '/leaves'] },
    { href: '/account', icon: 'person', word: 'me', also: ['/face'] },
  ],
  professor: [
    { href: '/', icon: 'home', word: 'today', also: [] },
    { href: '/calendar', icon: 'calendar', word: 'calendar', also: ['/calendar'] },
    { href: '/classes', icon: 'book', word: 'classes', also: ['/classroom', '/classrooms', '/lecture', '/jobs', '/advised'] },
    { href: '/inbox', icon: 'inbox', word: 'inbox', also: ['/notifications', '/leaves'] },
    { href: '/account', icon: 'person', word: 'me', also: [] },
  ],
  administrator: [
    { href: '/', icon: 'home', word: 'overview', also: [] },
    { href: '/people', icon: 'people', word: 'people', also: ['/people', '/invite', '/invitations', '/imports'] },
    { href: '/classrooms', icon: 'book', word: 'classes', also: ['/classroom', '/classrooms', '/lecture'] },
    { href: '/report', icon: 'chart', word: 'reports', also: [] },
    {
      href: '/system',
      icon: 'gear',
      word: 'system',
      also: ['/system', '/jobs', '/settings', '/rules', '/holidays', '/leaves', '/leave-kinds', '/mails', '/audit', '/consents', '/retention', '/face-threshold', '/face-trial'],
    },
  ],
};

function isHere(place: Place, path: string): boolean {
  return path === place.href || place.also.some((prefix) => path === prefix || path.startsWith(prefix + '/'));
}

export function Brand() {
  const { name } = useInstitution();
  return (
    <span class="brand">
      <Logo
        otherwise={
          <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="9" class="brand-back" />
            <path d="M9 16.600 14 21.500 23.500 11" class="brand-tick" />
          </svg>
        }
      />
      <span class={name ? 'brand-name brand-own' : 'brand-name'} dir="auto">
        {name || text().app.name}
      </span>
    </span>
  );
}

function UpdateBar() {
  const [apply, setApply] = useState<(() => void) | null>(null);
  useEffect(() => onUpdate((reload) => setApply(() => reload)), []);
  if (!apply) return null;
  const reload = () => void mayLeave().then((leave) => leave && apply());
  return (
    <div class="bar bar-info" role="status">
      <span>{text().app.updateReady}</span>
      <button type="button" class="bar-button" onClick={reload}>
        {text().app.reload}
      </button>
    </div>
  );
}

export function SkipLink() {
  return (
    <a
      class="skip"
      href="#content"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}
    >
      {text().app.skip}
    </a>
  );
}

/** One's own account, from everywhere. */
function Me({ path }: { path: string }) {
  const user = currentUser();
  if (!user) return null;
  return (
    <a class="top-me" href="/account" aria-current={path === '/account' ? 'page' : undefined}>
      <Avatar id={user.id} name={user.name} />
      <span class="visually-hidden">
        {text().app.account}: <bdi>{user.name}</bdi>
      </span>
      <bdi class="top-name" aria-hidden="true">
        {user.name}
      </bdi>
    </a>
  );
}

export function Shell({ role, path, children }: { role: Role; path: string; children: ComponentChildren }) {
  const t = text();
  return (
    <div class="shell">
      <SkipLink />
      <header class="top">
        <a class="top-brand" href="/">
          <Brand />
          <span class="visually-hidden">{t.app.home}</span>
        </a>
        <nav class="nav" aria-label={t.app.mainNav}>
          {PLACES[role].map((place) => (
            <a key={place.href} class="nav-link" href={place.href} aria-current={isHere(place, path) ? 'page' : undefined}>
              <Icon name={place.icon} />
              <span>{t.app[place.word]}</span>
            </a>
          ))}
        </nav>
        <div class="top-end">
          <button type="button" class="top-search" aria-label={t.app.search} onClick={askSearch} aria-keyshortcuts="Control+K Meta+K">
            <Icon name="search" />
            <span class="top-search-word">{t.app.search}</span>
          </button>
          <Bell path={path} />
          <Me path={path} />
        </div>
      </header>
      <div class="page">
        <AwayBar />
        <UpdateBar />
        <main id="content" class="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

/** The frame of the pages before sign-in. */
export function Doorstep({ children }: { children: ComponentChildren }) {
  return (
    <div class="doorstep">
      <SkipLink />
      <header class="doorstep-head">
        <Brand />
        <p>{text().sign.tagline}</p>
      </header>
      <DoorstepAway />
      <main id="content" class="doorstep-card" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
