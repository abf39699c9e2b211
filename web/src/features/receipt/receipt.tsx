// SPDX-License-Identifier: MIT
// Anybody pastes or drops a receipt, and reads whether it is genuine, in the log, and still what the register says. What may be looked at on
// this device is: the signature and the two paths through the log.

import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post } from '../../core/api';
import { useAction, usePageTitle } from '../../core/hooks';
import { look, readReceipt, receiptIn, type Receipt, type ReceiptKeys, type ReceiptReport, type Seen } from '../../core/receipt';
import { useSession } from '../../core/session';
import { words } from '../../core/text';
import { receipt as receiptWords } from '../../core/text/books';
import { dayAndTime } from '../../core/text/format';
import { Area } from '../../ui/area';
import { Button, ProblemNotice } from '../../ui/basics';
import { Icon, type IconName } from '../../ui/icons';
import { LanguagePicker } from '../../ui/language';
import { ReceiptFacts } from '../../ui/receipt';
import { Doorstep } from '../../ui/shell';

const text = words(receiptWords);

const FILE_MAX = 64 << 10;
const PASTED_MAX = 12_000;

interface Judged {
  report: ReceiptReport;
  receipt: Receipt | null;
  seen: { signature: Seen; log: Seen };
}

async function judge(pasted: string): Promise<Judged> {
  const line = receiptIn(pasted);
  const [report, { keys }] = await Promise.all([
    post<ReceiptReport>('/api/receipt/verify', { receipt: line.slice(0, PASTED_MAX) }),
    get<ReceiptKeys>('/api/receipt/keys'),
  ]);
  const receipt = readReceipt(line);
  const seen = receipt ? await look(line, receipt, report, keys) : { signature: 'no' as const, log: 'no' as const };
  return { report, receipt, seen };
}

/** Which of the words it is, and how it looks. */
function verdictOf({ report, seen }: Judged): { code: string; tone: 'good' | 'warn' | 'bad' } {
  if (report.reason !== 'good') return { code: report.reason, tone: 'bad' };
  if (seen.signature === 'no' || (report.log && seen.log === 'no')) return { code: 'unlike', tone: 'bad' };
  const state = report.state ?? 'missing';
  return { code: state, tone: state === 'stands' ? 'good' : state === 'missing' || state === 'differs' ? 'bad' : 'warn' };
}

const ICONS: Record<'good' | 'warn' | 'bad', IconName> = { good: 'shield', warn: 'clock', bad: 'alert' };

function Step({ word, says, good }: { word: string; says: string; good: boolean }) {
  return (
    <li class={good ? 'receipt-step' : 'receipt-step receipt-step-bad'}>
      <Icon name={good ? 'check' : 'cross'} />
      <span>{word}</span>
      <span class="muted">{says}</span>
    </li>
  );
}

function Steps({ report, seen }: Judged) {
  const t = text().receipt.page;
  const state = report.state ?? 'missing';
  return (
    <ul class="receipt-steps">
      <Step word={t.steps.signature} says={t.seen[seen.signature]} good={seen.signature !== 'no'} />
      <Step word={t.steps.log} says={t.seen[seen.log]} good={seen.log !== 'no'} />
      {report.log && <Step word={t.steps.register} says={t.register[state] ?? state} good={state === 'stands'} />}
    </ul>
  );
}

function Since({ report }: { report: ReceiptReport }) {
  const t = text().receipt.page;
  if (report.changes.length === 0) return null;
  return (
    <section aria-labelledby="since">
      <h2 id="since" class="receipt-since">
        {t.since}
      </h2>
      <ol class="receipt-changes">
        {report.changes.map(({ at, by }) => (
          <li key={at + by}>
            <span>{t.change[by]}</span>
            <time class="muted" dateTime={at}>
              {dayAndTime(at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Verdict({ judged, onAnother }: { judged: Judged; onAnother: () => void }) {
  const t = text().receipt.page;
  const { report, receipt } = judged;
  const { code, tone } = verdictOf(judged);
  const [lead, more] = t.verdicts[code] ?? [code, ''];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  // What an altered one says is not to be read as if it were so.
  const trusted = report.reason === 'good' && code !== 'unlike';
  return (
    <>
      <div class={`receipt-verdict receipt-${tone}`} data-verdict={code}>
        <Icon name={ICONS[tone]} />
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {lead}
          </h1>
          <p>{more}</p>
        </div>
      </div>
      {trusted && receipt && (
        <>
          <ReceiptFacts receipt={receipt} />
          <Since report={report} />
          <Steps {...judged} />
          <p class="muted small">{t.whose}</p>
        </>
      )}
      <Button wide onClick={onAnother}>
        {t.another}
      </Button>
    </>
  );
}

interface PasteProps {
  value: string;
  onInput: (value: string) => void;
  onCheck: (value: string) => void;
  busy: boolean;
}

function Paste({ value, onInput, onCheck, busy }: PasteProps) {
  const t = text().receipt.page;
  const [error, setError] = useState('');
  const chooser = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const read = file.size <= FILE_MAX ? await file.text().catch(() => '') : '';
    if (!read) return setError(t.unreadable);
    onCheck(receiptIn(read));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!value.trim()) return setError(t.need);
    onCheck(value);
  };
  return (
    <form
      class="form"
      noValidate
      onSubmit={submit}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer?.files[0]);
      }}
    >
      <Area
        label={t.field}
        name="receipt"
        rows={5}
        maxLength={PASTED_MAX}
        hint={t.hint}
        value={value}
        error={error}
        onInput={(next) => {
          setError('');
          onInput(next);
        }}
      />
      <input
        ref={chooser}
        type="file"
        accept=".txt,text/plain"
        class="visually-hidden"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
      <div class="form-actions">
        <Button type="submit" kind="primary" wide busy={busy}>
          {t.button}
        </Button>
        <Button wide icon="file" onClick={() => chooser.current?.click()}>
          {t.choose}
        </Button>
      </div>
    </form>
  );
}

export function ReceiptPage() {
  const t = text();
  usePageTitle(t.receipt.page.title);
  const { user } = useSession();
  const [value, setValue] = useState('');
  const [judged, setJudged] = useState<Judged | null>(null);
  const { busy, problem, run } = useAction();
  const check = (pasted: string) => {
    setValue(pasted);
    void run(async () => setJudged(await judge(pasted)));
  };
  // A receipt behind the # stays on this device until it is checked; the address does not keep it.
  const checkAddress = () => {
    const brought = location.hash.slice(1);
    if (!brought) return;
    history.replaceState(history.state, '', '/receipt');
    check(brought);
  };
  useEffect(() => {
    checkAddress();
    addEventListener('hashchange', checkAddress);
    return () => removeEventListener('hashchange', checkAddress);
  }, []);
  const another = () => {
    setValue('');
    setJudged(null);
  };
  return (
    <Doorstep>
      {judged ? (
        <Verdict judged={judged} onAnother={another} />
      ) : (
        <>
          <h1 tabIndex={-1}>{t.receipt.page.title}</h1>
          <p class="muted">{t.receipt.page.intro}</p>
          <ProblemNotice problem={problem} />
          <Paste value={value} onInput={setValue} onCheck={check} busy={busy} />
        </>
      )}
      <p class="doorstep-other">
        <a href={user ? '/' : '/sign-in'}>{user ? t.receipt.page.home : t.sign.in}</a>
      </p>
      <LanguagePicker />
    </Doorstep>
  );
}
