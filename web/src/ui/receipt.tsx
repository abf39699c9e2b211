// SPDX-License-Identifier: MIT
// What a receipt says, for people to read; and one's own of a lecture, to be kept.

import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../core/hooks';
import { isAway } from '../core/reach';
import { readReceipt, type Receipt } from '../core/receipt';
import { receiptsOf } from '../core/receipts-kept';
import { text as core, words } from '../core/text';
import { receipt as receiptWords } from '../core/text/books';
import { dayAndTime, facts, number } from '../core/text/format';
import type { Status } from '../core/types';
import { Button, CopyButton, LinkButton, Notice, ProblemNotice, Skeleton } from './basics';
import { Dialog } from './dialog';
import { QrCode } from './qr';

const text = words(receiptWords);

const USUAL: Record<string, string> = { P: 'Present', L: 'Late', E: 'Excused', A: 'Absent' };

/** In the reader's language while the classroom has the usual name. */
function statusWord({ mark, status_name: name }: Receipt): string {
  if (mark.status === 'none') return text().receipt.notMarked;
  return USUAL[mark.status] === name ? ((core().status as Record<string, string>)[mark.status as Status] ?? name) : name;
}

function MarkWord({ receipt }: { receipt: Receipt }) {
  const { status, minutes_late: late } = receipt.mark;
  return (
    <>
      <span class={`chip ${status in USUAL ? `chip-${status}` : status === 'none' ? 'chip-none' : 'tone-grey'}`}>
        <span class="chip-word">
          <bdi>{statusWord(receipt)}</bdi>
        </span>
      </span>
      {late > 0 && <span class="muted"> {text().receipt.minutesLate(late)}</span>}
    </>
  );
}

const howWords = ({ mark }: Receipt) => facts([text().receipt.methods[mark.method] ?? mark.method, text().receipt.by[mark.by]]);

export function ReceiptFacts({ receipt }: { receipt: Receipt }) {
  const t = text().receipt;
  const { mark } = receipt;
  return (
    <dl class="receipt-facts">
      <div>
        <dt>{t.student}</dt>
        <dd>
          <bdi>{receipt.name}</bdi>
        </dd>
      </div>
      <div>
        <dt>{t.subject}</dt>
        <dd>
          <bdi>{receipt.subject}</bdi>
        </dd>
      </div>
      <div>
        <dt>{t.lecture}</dt>
        <dd>{dayAndTime(receipt.starts_at)}</dd>
      </div>
      <div>
        <dt>{t.mark}</dt>
        <dd>
          <MarkWord receipt={receipt} />
        </dd>
      </div>
      <div>
        <dt>{t.how}</dt>
        <dd>{howWords(receipt)}</dd>
      </div>
      <div>
        <dt>{t.at}</dt>
        <dd>{dayAndTime(mark.at)}</dd>
      </div>
      <div>
        <dt>{t.entry}</dt>
        <dd>{t.entryOf(number(receipt.index + 1), number(receipt.size))}</dd>
      </div>
    </dl>
  );
}

/** As a file: first what people read, then the receipt, so that it is found at the end. */
function fileOf(receipt: Receipt, line: string): string {
  const t = text().receipt;
  const { mark } = receipt;
  return [
    `${t.title}: ${receipt.name}`,
    `${receipt.subject}, ${receipt.starts_at}`,
    `${receipt.status_name}, ${mark.at} (${mark.method}, ${mark.by})`,
    '',
    line,
    '',
  ].join('\n');
}

function save(receipt: Receipt, line: string): void {
  const url = URL.createObjectURL(new Blob([fileOf(receipt, line)], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `receipt-${receipt.mark.at.slice(0, 10)}-${receipt.index + 1}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function Shown({ line, receipt }: { line: string; receipt: Receipt }) {
  const t = text().receipt;
  const [code, setCode] = useState(false);
  const address = `${location.origin}/receipt#${line}`;
  return (
    <>
      <ReceiptFacts receipt={receipt} />
      <textarea class="receipt-text" aria-label={t.text} rows={1} wrap="off" readOnly dir="ltr" value={line} onFocus={(event) => event.currentTarget.select()} />
      {code && (
        <div class="receipt-qr" ref={(element) => element?.scrollIntoView({ block: 'nearest' })}>
          <QrCode value={address} label={t.qrLabel} dense />
        </div>
      )}
      <div class="receipt-actions">
        <Button kind="primary" icon="download" onClick={() => save(receipt, line)}>
          {t.save}
        </Button>
        <CopyButton value={line}>{t.copy}</CopyButton>
        <Button icon="qr" onClick={() => setCode(!code)}>
          {t.qr}
        </Button>
        <LinkButton icon="shield" href={`/receipt#${line}`}>
          {t.check}
        </LinkButton>
      </div>
    </>
  );
}

interface Own {
  line: string;
  receipt: Receipt;
}

function Earlier({ all, shown, onPick }: { all: readonly Own[]; shown: number; onPick: (index: number) => void }) {
  const t = text().receipt;
  return (
    <ul class="receipt-earlier" aria-label={t.earlier}>
      {all.map(({ receipt }, index) => (
        <li key={receipt.index}>
          <button type="button" class="receipt-pick" aria-pressed={index === shown} onClick={() => onPick(index)}>
            <span>
              <span class="row-lead">{dayAndTime(receipt.mark.written_at)}</span>
              <span class="muted small">{index === 0 ? facts([t.newest, t.by[receipt.mark.by]]) : t.by[receipt.mark.by]}</span>
            </span>
            <MarkWord receipt={receipt} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** One's own receipts of a lecture's mark. */
export function ReceiptSheet({ lecture, day, onClose }: { lecture: number; day: string; onClose: () => void }) {
  const t = text().receipt;
  const [all, setAll] = useState<readonly Own[] | null>(null);
  const [shown, setShown] = useState(0);
  const { problem, run } = useAction();
  const read = () =>
    void run(async () => {
      const lines = await receiptsOf(lecture);
      setAll(
        lines.flatMap(({ receipt: line }) => {
          const receipt = readReceipt(line);
          return receipt ? [{ line, receipt }] : [];
        }),
      );
    });
  useEffect(read, [lecture]);
  const own = all?.[shown];
  return (
    <Dialog title={t.of(day)} onClose={onClose}>
      <ProblemNotice problem={problem} onRetry={read} />
      {!all && !problem && <Skeleton rows={4} />}
      {all?.length === 0 && <p class="muted">{t.none}</p>}
      {own && all && (
        <>
          <p class="muted small">{t.hint}</p>
          {isAway() && <Notice>{t.away}</Notice>}
          {all.length > 1 && <Earlier all={all} shown={shown} onPick={setShown} />}
          <Shown key={own.receipt.index} {...own} />
        </>
      )}
    </Dialog>
  );
}
