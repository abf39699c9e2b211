// SPDX-License-Identifier: MIT
// The doorstep: sign in (with the second factor, where there is one), sign up, and welcome with an invitation.

import { useEffect, useState } from 'preact/hooks';
import { get, post, Problem } from '../../core/api';
import { useForm } from '../../core/form';
import { asProblem, useLoad, usePageTitle } from '../../core/hooks';
import { Button, Notice, ProblemNotice, Skeleton } from '../../ui/basics';
import { CodeField } from '../../ui/form/code-field';
import { EmailField, LoginField, needEmail, needName, needNewPassword, needPassword, NewPasswordField, PasswordField } from '../../ui/form/credentials';
import { Field } from '../../ui/field';
import { LanguagePicker } from '../../ui/language';
import { Doorstep } from '../../ui/shell';
import { toast } from '../../ui/toast';
import { useInstitution } from '../../core/institution';
import { passkeysThere } from '../../core/passkey';
import { matchPath, navigate } from '../../core/router';
import { scanPath } from '../../core/scan';
import { signIn, signUp } from '../../core/session';
import { currentLanguage, explain, words } from '../../core/text';
import { account as accountWords, codes as loginWords, passkey as passkeyWords, sso as ssoWords } from '../../core/text/books';
import { dayAndTimeInside, facts } from '../../core/text/format';
import type { Classroom, CodeClass, Registration, Role } from '../../core/types';
import { ByPasskey } from './by-passkey';
import { ByProvider } from './by-provider';
import { LinkForm } from './link-form';
import { nextPath } from './next-path';

const text = words(accountWords, loginWords, passkeyWords, ssoWords);

function withNext(path: string): string {
  return path + location.search;
}

interface Credentials {
  email: string;
  password: string;
}

/** The second step, once the password was right. */
function CodeForm({ email, password, onBack }: Credentials & { onBack: (problem: Problem | null) => void }) {
  const t = text();
  const form = useForm({
    initial: { code: '' },
    rules: { code: (code) => !code.trim() && t.stepUp.need },
    send: async ({ code }) => {
      const next = nextPath(location.search);
      await signIn(email, password, code.trim());
      navigate(next, 'replace');
    },
  });
  const { refusal } = form;
  useEffect(() => {
    if (refusal?.code === 'wrong_credentials') onBack(refusal);
  }, [refusal]);
  return (
    <form {...form.props}>
      <p class="muted">{useInstitution().passkeys && passkeysThere() ? t.passkey.codeOr : t.door.codeHint}</p>
      <ProblemNotice problem={form.problem} />
      <CodeField {...form.field('code')} />
      <Button type="submit" kind="primary" wide busy={form.busy}>
        {t.sign.in}
      </Button>
      <ByPasskey />
      <Button wide onClick={() => onBack(null)}>
        {t.door.otherAccount}
      </Button>
    </form>
  );
}

interface PasswordFormProps {
  email: string;
  /** The password was right, the second factor is still needed. */
  onCode: (given: Credentials) => void;
  before: Problem | null;
}

function PasswordForm({ email, onCode, before }: PasswordFormProps) {
  const t = text();
  const form = useForm({
    initial: { email, password: '' },
    rules: { email: (typed) => !typed.trim() && t.codes.needLogin, password: needPassword },
    send: async (typed) => {
      const given = { email: typed.email.trim(), password: typed.password };
      const next = nextPath(location.search);
      try {
        await signIn(given.email, given.password);
        navigate(next, 'replace');
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'second_factor_needed') throw error;
        onCode(given);
      }
    },
  });
  return (
    <form {...form.props}>
      <ProblemNotice problem={form.refusal ? form.problem : form.busy ? null : before} />
      <LoginField label={t.codes.login} {...form.field('email')} />
      <PasswordField label={t.sign.password} {...form.field('password')} />
      <Button type="submit" kind="primary" wide busy={form.busy}>
        {t.sign.in}
      </Button>
      <ByPasskey />
      <a class="form-link" href="/forgot">
        {t.door.forgot}
      </a>
      <a class="form-link" href={withNext('/first')}>
        {t.codes.have}
      </a>
    </form>
  );
}

export function SignInPage() {
  const t = text();
  usePageTitle(t.sign.inTitle);
  const [given, setGiven] = useState<Credentials>({ email: '', password: '' });
  const [asksCode, setAsksCode] = useState(false);
  const [before, setBefore] = useState<Problem | null>(null);
  const { providers_only: only } = useInstitution();
  const askCode = (next: Credentials) => {
    setGiven(next);
    setAsksCode(true);
  };
  const back = (problem: Problem | null) => {
    setBefore(problem);
    setGiven({ email: given.email, password: '' });
    setAsksCode(false);
  };
  return (
    <Doorstep>
      <h1 tabIndex={-1}>{asksCode ? t.stepUp.title : t.sign.inTitle}</h1>
      {!asksCode && <ByProvider />}
      {asksCode ? (
        <CodeForm {...given} onBack={back} />
      ) : only && !before ? (
        <details class="providers-only">
          <summary>{t.sso.only}</summary>
          <PasswordForm email={given.email} onCode={askCode} before={before} />
        </details>
      ) : (
        <PasswordForm email={given.email} onCode={askCode} before={before} />
      )}
      {!asksCode && !only && (
        <p class="doorstep-other">
          {t.sign.noAccount} <a href={withNext('/sign-up')}>{t.sign.upTitle}</a>
        </p>
      )}
      <LanguagePicker />
    </Doorstep>
  );
}

/** The join code of a link that led here, which stands in `next`; '' without one. */
export function linkedCode(search: string): string {
  return matchPath('/join/:code', nextPath(search))?.code ?? '';
}

/** A new account's first step; false: not in, the page of joining says why. */
async function join(code: string): Promise<boolean> {
  try {
    const { classroom } = await post<{ classroom: Classroom }>('/api/student/join', { code });
    toast(text().join.joined(classroom.subject));
    return true;
  } catch {
    return false;
  }
}

const CODE_FAULTS = ['join_code_unknown', 'join_closed', 'registration_code'];

/** What is wrong with the code, in words. */
function codeWords(problem: Problem | null): string | undefined {
  return problem && CODE_FAULTS.includes(problem.code) ? Object.values(explain(problem)).join(' ') : undefined;
}

interface AccountFormProps {
  role: Role;
  /** Of a join link. */
  code?: string;
  /** Without a code there is no account; `codeProblem`: why the link's is none. */
  needsCode?: boolean;
  codeProblem?: Problem | null;
  name?: string | null;
  email?: string | null;
  invitation?: string;
}

function AccountForm(props: AccountFormProps) {
  const t = text();
  const least = props.role === 'student' ? 8 : 15;
  const form = useForm({
    initial: { name: props.name ?? '', email: props.email ?? '', password: '', code: props.code ?? '' },
    rules: {
      name: needName,
      email: needEmail,
      password: needNewPassword(least),
      code: (code) => props.needsCode && !code.trim() && t.join.need,
    },
    send: async ({ name, email, password, code }) => {
      const clean = code.replace(/\s+/g, '');
      const account = { name: name.trim(), email: email.trim(), password, locale: currentLanguage() };
      const by = props.invitation ? { invitation: props.invitation } : props.needsCode ? { code: clean } : {};
      const next = clean ? `/join/${encodeURIComponent(clean)}` : nextPath(location.search);
      let joined = false;
      await signUp({ ...account, ...by }, clean ? async () => void (joined = await join(clean)) : undefined);
      // Whoever came here by the code in the room goes on with it.
      navigate(props.invitation || joined ? (scanPath() ?? '/') : next, 'replace');
    },
  });
  const wrongCode = codeWords(form.refusal ?? props.codeProblem ?? null);
  const asksCode = props.needsCode && (!props.code || wrongCode !== undefined);
  const code = form.field('code');
  return (
    <form {...form.props}>
      <ProblemNotice problem={asksCode && codeWords(form.refusal) ? null : form.problem} />
      {asksCode && (
        <Field label={t.join.code} hint={t.join.hint} autoCapitalize="characters" maxLength={40} {...code} error={code.error ?? wrongCode} />
      )}
      <Field label={t.sign.name} autocomplete="name" {...form.field('name')} />
      <EmailField label={t.sign.email} {...form.field('email')} />
      <NewPasswordField label={t.sign.password} hint={t.sign.passwordHint(least)} {...form.field('password')} />
      <Button type="submit" kind="primary" wide busy={form.busy}>
        {t.sign.up}
      </Button>
    </form>
  );
}

/** Which class a join link leads into. */
function useLinkedClass(code: string): { into: CodeClass | null; problem: Problem | null } {
  const [into, setInto] = useState<CodeClass | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (!code) return;
    post<CodeClass>('/api/user/registration/class', { code }).then(setInto, (error: unknown) => setProblem(asProblem(error)));
  }, [code]);
  return { into, problem };
}

/** With a class's code: the link's, or one that is typed; or, where the institution has a domain, by its mail. */
function ClassSignUp({ domain }: { domain: string | null }) {
  const t = text();
  const [code] = useState(() => linkedCode(location.search));
  const [byMail, setByMail] = useState(false);
  const { into, problem } = useLinkedClass(code);
  return (
    <>
      {into && !byMail && (
        <p class="sign-class">
          <span class="muted">{t.sign.joins}</span>
          <strong>{facts([into.subject, into.section])}</strong>
          <span class="muted">{into.professor}</span>
          {into.next_starts_at && <span class="muted">{t.sign.nextLecture(dayAndTimeInside(into.next_starts_at, into.timezone))}</span>}
        </p>
      )}
      {byMail && domain ? (
        <LinkForm path="/api/user/registration" also={{ locale: currentLanguage() }} hint={t.door.domainHint(domain)} fieldHint={t.door.domainExample(domain)} sent={t.door.sentWelcome} />
      ) : (
        <AccountForm role="student" code={code} needsCode codeProblem={problem} />
      )}
      {domain && (
        <Button wide kind="quiet" onClick={() => setByMail(!byMail)}>
          {byMail ? t.sign.byCode : t.sign.byMail(domain)}
        </Button>
      )}
    </>
  );
}

/** Who may make an account here is the server's setting. */
function SignUpForm() {
  const t = text();
  const registration = useLoad<Registration>('/api/user/registration');
  if (!registration.data) {
    if (registration.problem) return <ProblemNotice problem={registration.problem} onRetry={() => void registration.reload()} />;
    return <Skeleton rows={4} />;
  }
  if (registration.data.registration === 'invitation') {
    return (
      <Notice>
        <p class="notice-lead">{t.door.byInvitation}</p>
        <p>{t.door.byInvitationHint}</p>
      </Notice>
    );
  }
  if (registration.data.registration === 'domain') {
    const domain = registration.data.domain ?? '';
    return (
      <LinkForm path="/api/user/registration" also={{ locale: currentLanguage() }} hint={t.door.domainHint(domain)} fieldHint={t.door.domainExample(domain)} sent={t.door.sentWelcome} />
    );
  }
  if (registration.data.registration === 'class') return <ClassSignUp domain={registration.data.domain} />;
  return <AccountForm role="student" code={linkedCode(location.search)} />;
}

export function SignUpPage() {
  const t = text();
  usePageTitle(t.sign.upTitle);
  const { providers_only: only } = useInstitution();
  return (
    <Doorstep>
      <h1 tabIndex={-1}>{t.sign.upTitle}</h1>
      <ByProvider />
      {!only && <SignUpForm />}
      <p class="doorstep-other">
        {t.sign.haveAccount} <a href={withNext('/sign-in')}>{t.sign.in}</a>
      </p>
      <p class="doorstep-other muted small">{t.sign.professorsHint}</p>
      <LanguagePicker />
    </Doorstep>
  );
}

interface Invitation {
  role: Role;
  name: string | null;
  email: string | null;
}

/** /welcome#TOKEN: the token stays in the fragment, which is never sent to a server on its own. */
export function WelcomePage() {
  const t = text();
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = () => {
    setProblem(null);
    get<Invitation>(`/api/user/invitation?token=${encodeURIComponent(token)}`).then(setInvitation, (error: unknown) =>
      setProblem(asProblem(error)),
    );
  };
  useEffect(load, [token]);
  const title = t.sign.welcomeTitle(invitation ? t.role[invitation.role] : '');
  usePageTitle(invitation ? title : t.app.name);
  const gone = problem && (problem.status === 404 || problem.status === 422 || problem.status === 400);
  return (
    <Doorstep>
      {gone ? (
        <div class="notice notice-bad" role="alert" data-code={problem.code}>
          <div class="notice-text">
            <h1 class="notice-lead">{t.sign.invitationGone}</h1>
            <p>{t.sign.invitationNext}</p>
          </div>
        </div>
      ) : invitation ? (
        <>
          <h1 tabIndex={-1}>{title}</h1>
          <p class="muted">{t.sign.invited(t.role[invitation.role])}</p>
          <AccountForm role={invitation.role} name={invitation.name} email={invitation.email} invitation={token} />
        </>
      ) : (
        <>
          <h1 class="visually-hidden">{t.app.name}</h1>
          {problem ? <ProblemNotice problem={problem} onRetry={load} /> : <Skeleton />}
        </>
      )}
      <p class="doorstep-other">
        {t.sign.haveAccount} <a href="/sign-in">{t.sign.in}</a>
      </p>
      <LanguagePicker />
    </Doorstep>
  );
}
