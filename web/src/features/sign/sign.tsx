// SPDX-License-Identifier: MIT
// The doorstep: sign in (with the second factor, where there is one), sign up, and welcome with an invitation.

import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post, Problem } from '../../core/api';
import { asProblem, useAction, useLoad, usePageTitle } from '../../core/hooks';
import { Button, Notice, ProblemNotice, Skeleton } from '../../ui/basics';
import { CodeField } from '../../ui/form/code-field';
import { EmailField, isShort, NewPasswordField, PasswordField } from '../../ui/form/credentials';
import { Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { LanguagePicker } from '../../ui/language';
import { Doorstep } from '../../ui/shell';
import { toast } from '../../ui/toast';
import { matchPath, navigate } from '../../core/router';
import { signIn, signUp } from '../../core/session';
import { currentLanguage, explain } from '../../core/text';
import { text } from './words';
import { facts } from '../../core/text/format';
import type { Classroom, CodeClass, Registration, Role } from '../../core/types';
import { LinkForm } from './link-form';

const FIELDS = ['name', 'email', 'password'];

/** Only a path of this site: nobody is sent elsewhere after signing in. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}

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
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const typed = code.trim();
    if (typed && (await run(() => signIn(email, password, typed)))) return navigate(nextPath(location.search), 'replace');
    focusFirstError(form.current);
  };
  useEffect(() => {
    if (problem?.code === 'wrong_credentials') onBack(problem);
  }, [problem]);
  return (
    <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
      <p class="muted">{t.door.codeHint}</p>
      <ProblemNotice problem={otherThan(problem, ['code'])} />
      <CodeField
        value={code}
        onInput={setCode}
        error={(tried && !code.trim() && t.stepUp.need) || fieldError(problem, 'code')}
      />
      <Button type="submit" kind="primary" wide busy={busy}>
        {t.sign.in}
      </Button>
      <Button wide onClick={() => onBack(null)}>
        {t.door.otherAccount}
      </Button>
    </form>
  );
}

interface PasswordFormProps extends Credentials {
  onInput: (next: Credentials) => void;
  /** The password was right, the second factor is still needed. */
  onCode: () => void;
  before: Problem | null;
}

function PasswordForm({ email, password, onInput, onCode, before }: PasswordFormProps) {
  const t = text();
  const [tried, setTried] = useState(false);
  const action = useAction();
  const problem = action.problem ?? (action.busy ? null : before);
  const form = useRef<HTMLFormElement>(null);
  const enter = async () => {
    try {
      await signIn(email.trim(), password);
      navigate(nextPath(location.search), 'replace');
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'second_factor_needed') throw error;
      onCode();
    }
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() && password && (await action.run(enter))) return;
    focusFirstError(form.current);
  };
  return (
    <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemNotice problem={otherThan(problem, FIELDS)} />
      <EmailField label={t.sign.email} value={email} onInput={(typed) => onInput({ email: typed, password })} tried={tried} problem={problem} />
      <PasswordField
        label={t.sign.password}
        value={password}
        onInput={(typed) => onInput({ email, password: typed })}
        tried={tried}
        problem={problem}
      />
      <Button type="submit" kind="primary" wide busy={action.busy}>
        {t.sign.in}
      </Button>
      <a class="form-link" href="/forgot">
        {t.door.forgot}
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
  const back = (problem: Problem | null) => {
    setBefore(problem);
    setGiven({ email: given.email, password: '' });
    setAsksCode(false);
  };
  return (
    <Doorstep>
      <h1 tabIndex={-1}>{asksCode ? t.stepUp.title : t.sign.inTitle}</h1>
      {asksCode ? (
        <CodeForm {...given} onBack={back} />
      ) : (
        <PasswordForm {...given} onInput={setGiven} onCode={() => setAsksCode(true)} before={before} />
      )}
      {!asksCode && (
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
  const [name, setName] = useState(props.name ?? '');
  const [email, setEmail] = useState(props.email ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState(props.code ?? '');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const clean = code.replace(/\s+/g, '');
  const wrongCode = codeWords(problem ?? props.codeProblem ?? null);
  const asksCode = props.needsCode && (!props.code || wrongCode !== undefined);
  const codeError = (tried && !clean && t.join.need) || wrongCode;
  const nameError = (tried && !name.trim() && t.sign.needName) || fieldError(problem, 'name');
  const short = isShort(password, least);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const account = { name: name.trim(), email: email.trim(), password, locale: currentLanguage() };
    const by = props.invitation ? { invitation: props.invitation } : props.needsCode ? { code: clean } : {};
    const whole = account.name && account.email && !short && (clean || !props.needsCode);
    let joined = false;
    const first = clean ? async () => void (joined = await join(clean)) : undefined;
    if (whole && (await run(() => signUp({ ...account, ...by }, first)))) {
      const next = clean ? `/join/${encodeURIComponent(clean)}` : nextPath(location.search);
      return navigate(props.invitation || joined ? '/' : next, 'replace');
    }
    focusFirstError(form.current);
  };
  return (
    <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemNotice problem={asksCode && codeWords(problem) ? null : otherThan(problem, FIELDS)} />
      {asksCode && (
        <Field
          label={t.join.code}
          name="code"
          value={code}
          onInput={setCode}
          hint={t.join.hint}
          error={codeError}
          autoCapitalize="characters"
          maxLength={40}
        />
      )}
      <Field label={t.sign.name} name="name" autocomplete="name" value={name} onInput={setName} error={nameError} />
      <EmailField label={t.sign.email} value={email} onInput={setEmail} tried={tried} problem={problem} />
      <NewPasswordField
        label={t.sign.password}
        least={least}
        value={password}
        onInput={setPassword}
        hint={t.sign.passwordHint(least)}
        tried={tried}
        problem={problem}
      />
      <Button type="submit" kind="primary" wide busy={busy}>
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
        </p>
      )}
      {byMail && domain ? (
        <LinkForm path="/api/user/registration" hint={t.door.domainHint(domain)} fieldHint={t.door.domainExample(domain)} sent={t.door.sentWelcome} />
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
      <LinkForm path="/api/user/registration" hint={t.door.domainHint(domain)} fieldHint={t.door.domainExample(domain)} sent={t.door.sentWelcome} />
    );
  }
  if (registration.data.registration === 'class') return <ClassSignUp domain={registration.data.domain} />;
  return <AccountForm role="student" code={linkedCode(location.search)} />;
}

export function SignUpPage() {
  const t = text();
  usePageTitle(t.sign.upTitle);
  return (
    <Doorstep>
      <h1 tabIndex={-1}>{t.sign.upTitle}</h1>
      <SignUpForm />
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
