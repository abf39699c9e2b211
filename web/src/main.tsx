// SPDX-License-Identifier: MIT

import { render } from 'preact';
import { App, fetchWhatIsAskedFor } from './app';
import { get } from './core/api';
import { watchForBreaks } from './core/breakage';
import { keepInstallOffer } from './core/install';
import { followNotifications } from './core/push/push-page';
import { firstOnReturn, watchReach } from './core/reach';
import { keepLinksInPage } from './core/router';
import { currentUser, loadSession } from './core/session';
import './main.css';
import { preferredLanguage, useLanguageOf } from './core/text';
import { keepUpToDate } from './core/update';
import { waiting } from './core/waiting';

const outbox = () => import('./core/outbox');

async function start(): Promise<void> {
  watchForBreaks();
  fetchWhatIsAskedFor(location.pathname);
  await useLanguageOf(preferredLanguage()).catch(() => useLanguageOf('en'));
  keepLinksInPage();
  keepInstallOffer();
  followNotifications();
  const root = document.getElementById('app');
  if (root) render(<App />, root);
  firstOnReturn(async () => {
    await loadSession();
    if (waiting().length > 0) await (await outbox()).sendInOrder();
  });
  watchReach(() => get('/api/health/live'));
  await loadSession();
  if (waiting().length > 0) void outbox().then(({ sendWaiting }) => sendWaiting());
  const language = preferredLanguage(currentUser()?.locale);
  await useLanguageOf(language).catch(() => undefined);
  await keepUpToDate();
}

void start();
