// SPDX-License-Identifier: MIT
// Consent in four steps on two screens: what happens and what it may be used for; the other way, and agreeing or not.
// Choosing goes on by itself, so that nobody taps more than they decide.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { post, Problem } from '../../core/api';
import { type Loaded, useAction, useLoad } from '../../core/hooks';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Icon, type IconName } from '../../ui/icons';
import { currentLanguage, words } from '../../core/text';
import { checkIn as checkInWords, own as ownWords } from '../../core/text/books';
import type { Consent } from '../../core/types';
import { Deleted, Look, Numbers, Sealed } from './pictures';

const text = words(checkInWords, ownWords);

type Scope = NonNullable<Consent['scope']>;

/** The frame of setting up: nothing beside it to tap by mistake, and its buttons always in view. */
export function Steps({ onClose, children, foot }: { onClose: () => void; children: ComponentChildren; foot: ComponentChildren }) {
  const t = text();
  return (
    <div class="steps">
      <header class="steps-head">
        <h1 tabIndex={-1}>{t.own.setUp.title}</h1>
        <button type="button" class="icon-button" aria-label={t.app.close} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      <main id="content" class="steps-main" tabIndex={-1}>
        <div class="steps-body" tabIndex={0}>
          {children}
        </div>
        <div class="steps-foot">{foot}</div>
      </main>
    </div>
  );
}

function Part({ n, title, children, focused = false }: { n: number; title: string; children: ComponentChildren; focused?: boolean }) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focused) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section class="steps-part" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        <span class="steps-number" aria-hidden="true">
          {n}
        </span>
        <span class="visually-hidden">{text().own.setUp.part(n)}: </span>
        {title}
      </h2>
      {children}
    </section>
  );
}

function FullText({ consent, onClose }: { consent: Consent; onClose: () => void }) {
  const t = text().face;
  return (
    <Dialog title={t.consentTitle} onClose={onClose}>
      <div class="consent" dir="auto">
        {consent.text.map((paragraph, i) => (
          <p key={i}>{paragraph}</p>
        ))}
      </div>
      <p class="muted small">{t.version(consent.version)}</p>
    </Dialog>
  );
}

interface ChoiceProps {
  scope: Scope;
  icon: IconName;
  word: string;
  hint: string;
  chosen: boolean;
  onChoose: () => void;
}

function Choice({ scope, icon, word, hint, chosen, onChoose }: ChoiceProps) {
  return (
    <button type="button" class="steps-choice" data-scope={scope} aria-pressed={chosen} onClick={onChoose}>
      <Icon name={icon} />
      <strong>{word}</strong>
      <span class="muted small">{hint}</span>
    </button>
  );
}

interface FootProps {
  consent: Consent;
  children: ComponentChildren;
}

function Foot({ consent, children }: FootProps) {
  const [reading, setReading] = useState(false);
  return (
    <>
      {children}
      <button type="button" class="text-button steps-full" onClick={() => setReading(true)}>
        {text().own.setUp.full}
      </button>
      {reading && <FullText consent={consent} onClose={() => setReading(false)} />}
    </>
  );
}

interface FirstProps {
  consent: Consent;
  chosen: Scope | null;
  onChoose: (scope: Scope) => void;
  onDeclined: () => void;
  onCode: (() => void) | null;
}

function First({ consent, chosen, onChoose, onDeclined, onCode }: FirstProps) {
  const t = text();
  const s = t.own.setUp;
  return (
    <Steps
      onClose={onDeclined}
      foot={
        <Foot consent={consent}>
          <Part n={2} title={s.choose}>
            <div class="steps-choices">
              <Choice scope="check_in" icon="face" word={s.only} hint={s.onlyHint} chosen={chosen === 'check_in'} onChoose={() => onChoose('check_in')} />
              <Choice scope="all" icon="people" word={s.also} hint={s.alsoHint} chosen={chosen === 'all'} onChoose={() => onChoose('all')} />
            </div>
          </Part>
          {onCode && (
            <Button wide onClick={onCode}>
              {t.check.codeInstead}
            </Button>
          )}
        </Foot>
      }
    >
      <Part n={1} title={s.happens}>
        <ol class="steps-pictures">
          <li>
            <Look />
            <span>{s.look}</span>
          </li>
          <li>
            <Numbers />
            <span>{s.numbers}</span>
          </li>
          <li>
            <Sealed />
            <span>{s.sealed}</span>
          </li>
          <li>
            <Deleted />
            <span>{s.deleted}</span>
          </li>
        </ol>
      </Part>
    </Steps>
  );
}

interface SecondProps {
  consent: Loaded<Consent>;
  data: Consent;
  scope: Scope;
  onBack: () => void;
  onAgreed: () => void;
  onDeclined: () => void;
}

function Second({ consent, data, scope, onBack, onAgreed, onDeclined }: SecondProps) {
  const t = text();
  const s = t.own.setUp;
  const { busy, problem, run } = useAction();
  const [guardian, setGuardian] = useState('');
  const agree = () =>
    void run(async () => {
      try {
        await post('/api/student/consent', { version: data.version, scope, ...(guardian.trim() && { guardian: guardian.trim() }) });
        onAgreed();
      } catch (error) {
        if (error instanceof Problem && error.code === 'consent_outdated') await consent.reload();
        throw error;
      }
    });
  return (
    <Steps
      onClose={onDeclined}
      foot={
        <Foot consent={data}>
          <ProblemNotice problem={problem} />
          <Button kind="primary" wide busy={busy} onClick={agree}>
            {t.face.agree}
          </Button>
          <Button wide onClick={onDeclined}>
            {s.no}
          </Button>
        </Foot>
      }
    >
      <Part n={3} title={s.other} focused>
        <div class="steps-other">
          <span class="badge" aria-hidden="true">
            <Icon name="hand" />
          </span>
          <p>{s.otherHint}</p>
        </div>
      </Part>
      <Part n={4} title={s.agree}>
        <div class="steps-chosen">
          <p>
            <span class="muted small">{s.chosen}</span>
            <strong>{scope === 'all' ? s.also : s.only}</strong>
          </p>
          <Button onClick={onBack}>{t.app.back}</Button>
        </div>
        {data.guardian_age > 0 && (
          <label class="field">
            <span>{t.face.guardian(data.guardian_age)}</span>
            <input type="text" maxLength={100} value={guardian} onInput={(event) => setGuardian(event.currentTarget.value)} />
          </label>
        )}
        <p class="muted">{s.agreeHint}</p>
      </Part>
    </Steps>
  );
}

interface Props {
  onAgreed: () => void;
  onDeclined: () => void;
  /** To the check-in by code alone, where there is one; null: there is none, or nobody is checking in now. */
  onCode: (() => void) | null;
}

export function ConsentSteps({ onAgreed, onDeclined, onCode }: Props) {
  const consent = useLoad<Consent>(`/api/student/consent?language=${currentLanguage()}`);
  const [chosen, setChosen] = useState<Scope | null>(null);
  const [step, setStep] = useState<1 | 2>(1);
  const { data } = consent;
  if (!data) {
    return (
      <Steps onClose={onDeclined} foot={null}>
        {consent.problem ? <ProblemNotice problem={consent.problem} onRetry={() => void consent.reload()} /> : <Skeleton />}
      </Steps>
    );
  }
  if (step === 2 && chosen) {
    return <Second consent={consent} data={data} scope={chosen} onBack={() => setStep(1)} onAgreed={onAgreed} onDeclined={onDeclined} />;
  }
  return (
    <First
      consent={data}
      chosen={chosen}
      onCode={onCode}
      onDeclined={onDeclined}
      onChoose={(scope) => {
        setChosen(scope);
        setStep(2);
      }}
    />
  );
}
