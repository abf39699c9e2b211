// SPDX-License-Identifier: MIT
// What happens by mail: a forgotten password, a new one by its link, a new address by its link. Tokens stay in the
// fragment, which is never sent to a server on its own.

import { useEffect, useRef, useState } from 'preact/hooks';
import { post, type Problem } from '../../core/api';
import { useForm } from '../../core/form';
import { asProblem, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { account as accountWords, codes as codeWords } from '../../core/text/books';
import { Button, LinkButton, ProblemNotice, Skeleton } from '../../ui/basics';
import { needNewPassword, NewPasswordField } from '../../ui/form/credentials';
import { LanguagePicker } from '../../ui/language';
import { Doorstep } from '../../ui/shell';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import { loadSession, useSession } from '../../core/session';
import { LinkForm } from './link-form';

const text = words(accountWords, codeWords);

const PASSWORD_MIN = 8;

function tokenOfAddress(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

export function ForgotPage() {
  const t = text();
  usePageTitle(t.door.forgotTitle);
  return (
    <Doorstep>
      <h1 tabIndex={-1}>{t.door.forgotTitle}</h1>
      <LinkForm path="/api/user/password/reset" hint={t.door.forgotHint} sent={t.door.sentReset} />
      <p class="muted">{t.codes.forgotHint}</p>
      <p class="doorstep-other">
        <a href="/sign-in">{t.door.backToSignIn}</a>
      </p>
      <LanguagePicker />
    </Doorstep>
  );
}

/** The link was used, is too old, or was cut off by a mail program. */
function LinkGone({ code, again, action }: { code: string; again: string; action: string }) {
  const t = text();
  return (
    <>
      <div class="notice notice-bad" role="alert" data-code={code}>
        <div class="notice-text">
          <h1 class="notice-lead">{t.door.linkGone}</h1>
          <p>{t.door.linkGoneHint}</p>
        </div>
      </div>
      <LinkButton href={again} kind="primary" wide>
        {action}
      </LinkButton>
    </>
  );
}

function ResetForm({ token, onGone }: { token: string; onGone: (problem: Problem) => void }) {
  const t = text();
  const form = useForm({
    initial: { password: '' },
    rules: { password: needNewPassword(PASSWORD_MIN) },
    send: async ({ password }) => {
      await post('/api/user/password', { token, password });
      // All sessions have ended, that of this page too.
      await loadSession();
      toast(t.door.passwordSet);
      navigate('/sign-in', 'replace');
    },
  });
  useEffect(() => {
    if (form.refusal?.code === 'link_unknown') onGone(form.refusal);
  }, [form.refusal]);
  return (
    <form {...form.props}>
      <p class="muted">{t.door.resetHint}</p>
      <ProblemNotice problem={form.problem} />
      <NewPasswordField label={t.door.newPassword} hint={t.door.passwordHint} {...form.field('password')} />
      <Button type="submit" kind="primary" wide busy={form.busy}>
        {t.door.setPassword}
      </Button>
    </form>
  );
}

export function ResetPage() {
  const t = text();
  usePageTitle(t.door.resetTitle);
  const [token] = useState(tokenOfAddress);
  const [gone, setGone] = useState(token ? '' : 'link_unknown');
  return (
    <Doorstep>
      {gone ? (
        <LinkGone code={gone} again="/forgot" action={t.door.askAgain} />
      ) : (
        <>
          <h1 tabIndex={-1}>{t.door.resetTitle}</h1>
          <ResetForm token={token} onGone={(problem) => setGone(problem.code)} />
        </>
      )}
      <LanguagePicker />
    </Doorstep>
  );
}

export function ConfirmEmailPage() {
  const t = text();
  usePageTitle(t.door.confirmTitle);
  const [token] = useState(tokenOfAddress);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { user } = useSession();
  const confirm = async () => {
    setProblem(null);
    try {
      await post('/api/user/email/confirm', { token });
      setDone(true);
      await loadSession();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  // The server takes the token once: no second request for the same page.
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current || user === undefined || !token) return;
    asked.current = true;
    void confirm();
  }, [user === undefined]);
  const gone = !token || problem?.code === 'link_unknown';
  const back = user ? '/account' : '/sign-in';
  return (
    <Doorstep>
      {gone ? (
        <LinkGone code="link_unknown" again={back} action={user ? t.door.toAccount : t.sign.in} />
      ) : (
        <>
          <h1 tabIndex={-1}>{done ? t.door.confirmed : t.door.confirmTitle}</h1>
          {done && <p>{t.door.confirmedHint}</p>}
          {problem?.code === 'not_signed_in' && <p>{t.door.confirmElsewhere}</p>}
          {!done && (problem ? <ProblemNotice problem={problem} onRetry={() => void confirm()} /> : <Skeleton rows={1} />)}
          {(done || problem) && (
            <LinkButton href={back} kind="primary" wide>
              {user ? t.door.toAccount : t.sign.in}
            </LinkButton>
          )}
        </>
      )}
      <LanguagePicker />
    </Doorstep>
  );
}
