// SPDX-License-Identifier: MIT
// /sso/PROVIDER: where a provider sends the browser back to. What it brought is shown to the server at once and stays in no history.

import { useEffect, useRef, useState } from 'preact/hooks';
import { post, type Problem } from '../../core/api';
import { asProblem, usePageTitle } from '../../core/hooks';
import { navigate } from '../../core/router';
import { scanPath } from '../../core/scan';
import { signInByProvider, useSession } from '../../core/session';
import { answeredIn, takeDetour, tellProved, type Purpose } from '../../core/sso';
import { words } from '../../core/text';
import { sso as ssoWords } from '../../core/text/books';
import type { Answers, Bodies } from '../../core/types';
import { LinkButton, ProblemNotice, Skeleton } from '../../ui/basics';
import { LanguagePicker } from '../../ui/language';
import { Doorstep } from '../../ui/shell';
import { toast } from '../../ui/toast';

const text = words(ssoWords);

type Tried = Answers['postAdminSsoTry'];

/** What came of trying one out, for the administrator to read. */
function TriedCard({ tried }: { tried: Tried }) {
  const t = text();
  const words = t.sso.tried;
  const good = tried.outcome === 'linked' || tried.outcome === 'found' || tried.outcome === 'made';
  const facts: [string, string | null][] = [
    [words.email, tried.email],
    [words.role, tried.role && t.role[tried.role]],
    [words.external, tried.external_id],
    [words.account, tried.account],
  ];
  return (
    <>
      <h1 tabIndex={-1}>{words.title}</h1>
      <p class={good ? 'tried-good' : 'tried-bad'} data-outcome={tried.outcome}>
        {words.outcomes[tried.outcome]}
      </p>
      <dl class="tried-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ? <bdi>{value}</bdi> : <span class="muted">{words.none}</span>}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>{words.claims}</summary>
        <pre class="tried-claims" dir="ltr" tabIndex={0}>
          {tried.claims}
        </pre>
      </details>
      <LinkButton href="/system/providers" kind="primary" wide>
        {words.back}
      </LinkButton>
    </>
  );
}

async function finish(purpose: Purpose, answered: Bodies['postUserSso'], next: string): Promise<Tried | null> {
  const t = text().sso;
  switch (purpose) {
    case 'sign':
      await signInByProvider(answered);
      navigate(next || scanPath() || '/', 'replace');
      return null;
    case 'link':
      await post('/api/user/sso-links', answered);
      toast(t.linked);
      navigate(next || '/account/signing-in', 'replace');
      return null;
    case 'proof':
      await post('/api/user/step-up/provider', answered);
      tellProved();
      window.close();
      navigate(next || '/', 'replace'); // a window that this page may not close
      return null;
    case 'try':
      return post<Tried>('/api/admin/sso/try', answered);
  }
}

export function ProviderBackPage({ provider }: { provider: string }) {
  const t = text().sso;
  usePageTitle(t.backTitle);
  const { user } = useSession();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const begun = useRef(false);
  const to = useRef<{ purpose: Purpose; next: string }>({ purpose: 'sign', next: '' });
  useEffect(() => {
    // Who is signed in must be known first: some detours are theirs.
    if (begun.current || user === undefined) return;
    begun.current = true;
    const answered = answeredIn(provider, location.search);
    history.replaceState(history.state, '', location.pathname);
    to.current = takeDetour();
    finish(to.current.purpose, answered, to.current.next).then(setTried, (error: unknown) => setProblem(asProblem(error)));
  }, [user === undefined]);
  const back = to.current.purpose === 'try' ? '/system/providers' : user ? to.current.next || '/' : '/sign-in';
  return (
    <Doorstep>
      {tried ? (
        <TriedCard tried={tried} />
      ) : (
        <>
          <h1 tabIndex={-1}>{t.backTitle}</h1>
          {problem ? <ProblemNotice problem={problem} /> : <Skeleton rows={1} />}
          {problem && (
            <LinkButton href={back} kind="primary" wide>
              {user ? t.goOn : t.again}
            </LinkButton>
          )}
        </>
      )}
      <LanguagePicker />
    </Doorstep>
  );
}

