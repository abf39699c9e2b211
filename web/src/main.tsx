// SPDX-License-Identifier: MIT

import { render } from 'preact';
import { App } from './app';
import { get } from './core/api';
import { watchForBreaks } from './core/breakage';
import { keepInstallOffer } from './core/install';
import { sendInOrder, sendWaiting } from './core/outbox';
import { followNotifications } from './core/push-page';
import { firstOnReturn, watchReach } from './core/reach';
import { keepLinksInPage } from './core/router';
import { currentUser, loadSession } from './core/session';
import './main.css';
import { preferredLanguage, useLanguageOf } from './core/text';
import { keepUpToDate } from './core/update';

async function start(): Promise<void> {
  watchForBreaks();
  await useLanguageOf(preferredLanguage()).catch(() => useLanguageOf('en'));
  keepLinksInPage();
  keepInstallOffer();
  followNotifications();
  const root = document.getElementById('app');
  if (root) render(<App />, root);
  firstOnReturn(async () => {
    await loadSession();
    await sendInOrder();
  });
  watchReach(() => get('/api/health/live'));
  await loadSession();
  void sendWaiting();
  const language = preferredLanguage(currentUser()?.locale);
  await useLanguageOf(language).catch(() => undefined);
  await keepUpToDate();
}

void start();
