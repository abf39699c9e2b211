// SPDX-License-Identifier: MIT

import { useAction, usePageTitle } from '../hooks';
import { Button, PageHead, ProblemNotice } from '../parts/basics';
import { LanguagePicker } from '../parts/language';
import { navigate } from '../router';
import { currentUser, signOut } from '../session';
import { text } from '../text';

export function AccountPage() {
  const t = text();
  usePageTitle(t.account.title);
  const { busy, problem, run } = useAction();
  const user = currentUser();
  if (!user) return null;
  const leave = () => void run(signOut).then((done) => done && navigate('/sign-in', 'replace'));
  return (
    <div class="narrow">
      <PageHead title={t.account.title} />
      <section class="card account" aria-label={user.name}>
        <span class="avatar" aria-hidden="true">
          {user.name.trim().charAt(0).toLocaleUpperCase()}
        </span>
        <div>
          <h2>{user.name}</h2>
          <p class="muted row-email">{user.email}</p>
          <p class="muted">{t.role[user.role]}</p>
        </div>
      </section>
      <section class="card" aria-label={t.account.language}>
        <LanguagePicker />
      </section>
      <section class="card" aria-labelledby="install">
        <h2 id="install">{t.account.install}</h2>
        <p class="muted">{t.account.installHint}</p>
      </section>
      <ProblemNotice problem={problem} />
      <Button icon="leave" wide busy={busy} onClick={leave}>
        {t.account.signOut}
      </Button>
    </div>
  );
}
