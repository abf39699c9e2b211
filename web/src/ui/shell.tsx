// SPDX-License-Identifier: MIT
// The frame around every page of a signed-in person: brand, navigation, notices about the connection and new versions.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useOnline } from '../core/hooks';
import { text } from '../core/text';
import type { Role } from '../core/types';
import { onUpdate } from '../core/update';
import { Bell } from './bell';
import { Icon, type IconName } from './icons';

interface Place {
  href: string;
  icon: IconName;
  word: 'home' | 'today' | 'overview' | 'people' | 'faceCheck' | 'account' | 'classrooms';
  also: readonly string[];
}

const PLACES: Record<Role, readonly Place[]> = {
  student: [
    { href: '/', icon: 'home', word: 'home', also: ['/record', '/join', '/mark', '/classroom', '/leaves'] },
    { href: '/face', icon: 'face', word: 'faceCheck', also: [] },
    { href: '/account', icon: 'person', word: 'account', also: [] },
  ],
  professor: [
    { href: '/', icon: 'home', word: 'today', also: ['/classroom', '/lecture', '/jobs', '/advised', '/leaves'] },
    { href: '/account', icon: 'person', word: 'account', also: [] },
  ],
  administrator: [
    { href: '/', icon: 'home', word: 'overview', also: ['/imports', '/jobs', '/mails', '/report', '/rules', '/settings', '/face-trial', '/face-threshold', '/audit', '/consents', '/retention', '/leaves', '/leave-kinds'] },
    { href: '/people', icon: 'people', word: 'people', also: ['/invite'] },
    { href: '/classrooms', icon: 'book', word: 'classrooms', also: ['/classroom', '/lecture'] },
    { href: '/account', icon: 'person', word: 'account', also: [] },
  ],
};

function isHere(place: Place, path: string): boolean {
  return path === place.href || place.also.some((prefix) => path === prefix || path.startsWith(prefix + '/'));
}

export function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="9" class="brand-back" />
        <path d="M9 16.600 14 21.500 23.500 11" class="brand-tick" />
      </svg>
      <span>{text().app.name}</span>
    </span>
  );
}

function UpdateBar() {
  const [apply, setApply] = useState<(() => void) | null>(null);
  useEffect(() => onUpdate((reload) => setApply(() => reload)), []);
  if (!apply) return null;
  return (
    <div class="bar bar-info" role="status">
      <span>{text().app.updateReady}</span>
      <button type="button" class="bar-button" onClick={apply}>
        {text().app.reload}
      </button>
    </div>
  );
}

function OfflineBar() {
  const online = useOnline();
  return (
    <div role="status" aria-live="polite">
      {!online && <div class="bar bar-warn">{text().app.offline}</div>}
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

export function Shell({ role, path, children }: { role: Role; path: string; children: ComponentChildren }) {
  const t = text();
  return (
    <div class="shell">
      <SkipLink />
      <header class="top">
        <a class="top-brand" href="/" aria-label={`${t.app.name}, ${t.app.home}`}>
          <Brand />
        </a>
        <nav class="nav" aria-label={t.app.mainNav}>
          {PLACES[role].map((place) => (
            <a
              key={place.href}
              class="nav-link"
              href={place.href}
              aria-current={isHere(place, path) ? 'page' : undefined}
            >
              <Icon name={place.icon} />
              <span>{t.app[place.word]}</span>
            </a>
          ))}
        </nav>
        <Bell path={path} />
      </header>
      <OfflineBar />
      <UpdateBar />
      <main id="content" class="content" tabIndex={-1}>
        {children}
      </main>
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
      <OfflineBar />
      <main id="content" class="doorstep-card" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
