// SPDX-License-Identifier: MIT

import { render } from 'preact';
import { App } from './app';
import { keepInstallOffer } from './core/install';
import { watchForBreaks } from './core/breakage';
import { followNotifications } from './core/push-page';
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
  await loadSession();
  const language = preferredLanguage(currentUser()?.locale);
  await useLanguageOf(language).catch(() => undefined);
  await keepUpToDate();
}

window.addEventListener('online', () => {
  if (currentUser() === undefined) void loadSession();
});

void start();
