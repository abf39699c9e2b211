// SPDX-License-Identifier: MIT
// Turning mails off without signing in: what the mail was of, a button, and a way back on. The token stays in the fragment.

import { useEffect, useState } from 'preact/hooks';
import { get, post, type Problem } from '../../core/api';
import { asProblem, useAction, usePageTitle } from '../../core/hooks';
import { useSession } from '../../core/session';
import { words } from '../../core/text';
import { mailOff as mailOffWords } from '../../core/text/books';
import type { MailOff } from '../../core/types';
import { Button, LinkButton, ProblemNotice, Skeleton } from '../../ui/basics';
import { LanguagePicker } from '../../ui/language';
import { Doorstep } from '../../ui/shell';

const text = words(mailOffWords);

/** Nothing else is in a token; it goes into an address as it is. */
const TOKEN = /^[\w.-]{1,700}$/;

function Gone() {
  const t = text();
  const { user } = useSession();
  return (
    <>
      <div class="notice notice-bad" role="alert" data-code="not_found">
        <div class="notice-text">
          <h1 class="notice-lead">{t.mailOff.gone}</h1>
          <p>{t.mailOff.goneHint}</p>
        </div>
      </div>
      <LinkButton href={user ? '/notifications/choices' : '/sign-in?next=/notifications/choices'} kind="primary" wide>
        {user ? t.mailOff.choose : t.mailOff.signIn}
      </LinkButton>
    </>
  );
}

function Kinds({ off }: { off: MailOff }) {
  const t = text();
  return (
    <ul class="mail-off-kinds">
      {off.kinds.map(({ kind }) => (
        <li key={kind} data-kind={kind}>
          {(t.told.kinds as Record<string, string>)[kind] ?? kind}
        </li>
      ))}
    </ul>
  );
}

function Choice({ token, given }: { token: string; given: MailOff }) {
  const t = text();
  const [off, setOff] = useState(given);
  const [turned, setTurned] = useState(false);
  const { busy, problem, run } = useAction();
  const stopped = off.kinds.every(({ email }) => email === 'off');
  const turn = (to: string) =>
    void run(async () => {
      setOff(await post<MailOff>(to, {}));
      setTurned(true);
    });
  return (
    <>
      <h1 tabIndex={-1}>{stopped ? t.mailOff.stopped : turned ? t.mailOff.on : t.mailOff.title}</h1>
      <p>{stopped ? t.mailOff.stoppedHint : turned ? t.mailOff.onHint : t.mailOff.of}</p>
      <Kinds off={off} />
      <p class="muted">{t.mailOff.others(off.institution ?? '')}</p>
      <ProblemNotice problem={problem} />
      <Button kind={stopped ? 'plain' : 'primary'} wide busy={busy} onClick={() => turn(stopped ? `/api/mail-off/${token}/undo` : `/api/mail-off/${token}`)}>
        {stopped ? t.mailOff.undo : t.mailOff.stop}
      </Button>
      <p class="doorstep-other">
        <a href="/notifications/choices">{t.mailOff.choose}</a>
      </p>
    </>
  );
}

/** The link of another mail may be opened in the same tab: then the fragment alone changes. */
function useFragment(): string {
  const [fragment, setFragment] = useState(() => location.hash.slice(1));
  useEffect(() => {
    const read = () => setFragment(location.hash.slice(1));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return fragment;
}

export function MailOffPage() {
  const token = useFragment();
  return <Page key={token} token={token} />;
}

function Page({ token }: { token: string }) {
  const t = text();
  usePageTitle(t.mailOff.title);
  const [off, setOff] = useState<MailOff | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const whole = TOKEN.test(token);
  const look = async () => {
    setProblem(null);
    try {
      setOff(await get<MailOff>(`/api/mail-off/${token}/kinds`));
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  useEffect(() => {
    if (whole) void look();
  }, []);
  const gone = !whole || problem?.code === 'not_found';
  return (
    <Doorstep>
      {gone ? (
        <Gone />
      ) : off ? (
        <Choice token={token} given={off} />
      ) : problem ? (
        <ProblemNotice problem={problem} onRetry={() => void look()} />
      ) : (
        <Skeleton rows={3} />
      )}
      <LanguagePicker />
    </Doorstep>
  );
}
