// SPDX-License-Identifier: MIT
// The authenticator app: set up, its recovery codes (shown once), taken away.

import { useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { useForm } from '../../core/form';
import { useAction, useLoad } from '../../core/hooks';
import { Button, ProblemNotice, Skeleton } from '../basics';
import { CodeField } from '../form/code-field';
import { needPassword, PasswordField } from '../form/credentials';
import { Confirm } from '../dialog';
import { fieldError } from '../field';
import { FormDialog, FormSheet } from '../form/form-dialog';
import { QrCode } from '../qr';
import { RecoveryCodes, RecoveryLeft, RenewCodes } from './recovery-codes';
import { toast } from '../toast';
import { words } from '../../core/text';
import { account as accountWords } from '../../core/text/books';
import { longDay } from '../../core/text/format';
import type { Authenticator } from '../../core/types';

const text = words(accountWords);

interface Begun {
  secret: string;
  uri: string;
}

interface NewCodes {
  recovery_codes: string[];
}

function BeginDialog({ onBegun, onClose }: { onBegun: (begun: Begun) => void; onClose: () => void }) {
  const t = text();
  const form = useForm({
    initial: { password: '' },
    rules: { password: needPassword },
    send: async ({ password }) => onBegun(await post<Begun>('/api/user/totp', { password })),
  });
  return (
    <FormSheet title={t.authenticator.setUp} action={t.authenticator.next} form={form} onClose={onClose}>
      <p>{t.authenticator.begin}</p>
      <PasswordField label={t.me.yourPassword} {...form.field('password')} />
    </FormSheet>
  );
}

function ScanDialog(props: { begun: Begun; onCodes: (codes: string[]) => void; onClose: () => void }) {
  const { begun, onCodes, onClose } = props;
  const t = text();
  const [code, setCode] = useState('');
  const confirm = async () =>
    onCodes((await post<NewCodes>('/api/user/totp/confirm', { code: code.trim() })).recovery_codes);
  return (
    <FormDialog
      title={t.authenticator.scanTitle}
      action={t.stepUp.confirm}
      fields={['code']}
      ready={code.trim() !== ''}
      onSubmit={confirm}
      onClose={onClose}
    >
      {(problem, tried) => (
        <>
          <p>{t.authenticator.scan}</p>
          <div class="authenticator-scan">
            <QrCode value={begun.uri} label={t.authenticator.qr} />
            <div>
              <a class="button button-plain authenticator-open" href={begun.uri}>
                {t.authenticator.open}
              </a>
              <p class="muted small">{t.authenticator.typed}</p>
              <p class="authenticator-secret" dir="ltr" data-testid="totp-secret">
                {begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}
              </p>
            </div>
          </div>
          <CodeField
            value={code}
            onInput={setCode}
            only="app"
            error={(tried && !code.trim() && t.stepUp.need) || fieldError(problem, 'code')}
          />
        </>
      )}
    </FormDialog>
  );
}

interface PresentProps {
  state: Authenticator;
  onCodes: (codes: string[]) => void;
  onRemoved: () => void;
}

function Present({ state, onCodes, onRemoved }: PresentProps) {
  const t = text();
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const close = () => setAsking(false);
  const takeAway = () =>
    void run(async () => {
      await remove('/api/user/totp');
      close();
      toast(t.authenticator.removed);
      onRemoved();
    });
  return (
    <>
      {state.confirmed_at && <p class="muted">{t.authenticator.since(longDay(state.confirmed_at))}</p>}
      <RecoveryLeft left={state.recovery_left} />
      <div class="actions">
        <RenewCodes onCodes={onCodes} />
        <Button kind="quiet" icon="trash" onClick={() => setAsking(true)}>
          {t.authenticator.remove}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={t.authenticator.removeTitle}
          hint={t.authenticator.removeHint}
          action={t.authenticator.remove}
          busy={busy}
          onConfirm={takeAway}
          onClose={close}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </>
  );
}

/** `onKept`: a factor is set up and its recovery codes are kept. */
export function AuthenticatorSection({ onKept }: { onKept?: () => void }) {
  const t = text();
  const { data, problem, reload } = useLoad<Authenticator>('/api/user/totp');
  const [step, setStep] = useState<'begin' | Begun | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const show = (made: string[]) => {
    setStep(null);
    setCodes(made);
    void reload();
  };
  const close = () => setStep(null);
  return (
    <section class="card" id="authenticator" aria-labelledby="authenticator-title" data-authenticator={data ? (data.has_totp ? 'on' : 'off') : undefined}>
      <div class="section-head">
        <h2 id="authenticator-title">{t.authenticator.title}</h2>
        {data && (
          <span class={`chip ${data.has_totp ? 'chip-P' : 'chip-none'}`}>
            <span class="chip-word">{data.has_totp ? t.authenticator.on : t.authenticator.off}</span>
          </span>
        )}
      </div>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      {!data && !problem && <Skeleton rows={1} />}
      {codes && <RecoveryCodes
          codes={codes}
          onKept={() => {
            setCodes(null);
            onKept?.();
          }}
        />}
      {data && !data.has_totp && (
        <>
          <p class="muted">{t.authenticator.hint}</p>
          <Button icon="key" onClick={() => setStep('begin')}>
            {t.authenticator.setUp}
          </Button>
        </>
      )}
      {data?.has_totp && !codes && <Present state={data} onCodes={show} onRemoved={() => void reload()} />}
      {step === 'begin' && <BeginDialog onBegun={setStep} onClose={close} />}
      {step && step !== 'begin' && <ScanDialog begun={step} onCodes={show} onClose={close} />}
    </section>
  );
}
