// SPDX-License-Identifier: MIT
// One-time codes for everybody who has no e-mail address: made together, shown once, printed or saved.

import { useState } from 'preact/hooks';
import { post } from '../../../core/api';
import { useAction, usePageTitle } from '../../../core/hooks';
import { words } from '../../../core/text';
import { codes as codeWords } from '../../../core/text/books';
import { facts, longDay, number } from '../../../core/text/format';
import type { SignInCode } from '../../../core/types';
import { Button, Empty, Notice, PageHead, ProblemNotice } from '../../../ui/basics';
import { inTwo } from '../../../ui/form/one-time-code';

const text = words(codeWords);

const DAYS = 14;
const FILE = 'one-time-codes.csv';

interface Made {
  codes: SignInCode[];
  left: number;
}

/** A cell that a spreadsheet takes for text, whatever it begins with. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

function save(made: readonly SignInCode[]) {
  const t = text().codes;
  const rows = [[t.name, t.numberShort, t.codeShort], ...made.map((one) => [one.person.name, one.number, inTwo(one.code)])];
  const csv = `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  link.download = FILE;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function List({ made }: { made: Made }) {
  const t = text().codes;
  const first = made.codes[0];
  return (
    <section class="codes-list" aria-label={t.title}>
      <Notice>
        <p class="notice-lead">{t.once}</p>
        {made.left > 0 && <p>{t.left(number(made.left))}</p>}
      </Notice>
      <div class="actions codes-actions">
        <Button kind="primary" onClick={() => window.print()}>
          {t.print}
        </Button>
        <Button icon="download" onClick={() => save(made.codes)}>
          {t.save}
        </Button>
      </div>
      <p class="muted small">
        {facts([t.site(`${location.host}/first`), first && t.until(longDay(first.expires_at))])}
      </p>
      <table class="card plain-table" data-testid="codes">
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.numberShort}</th>
            <th scope="col">{t.codeShort}</th>
          </tr>
        </thead>
        <tbody>
          {made.codes.map((one) => (
            <tr key={one.person.id}>
              <th scope="row">
                <bdi>{one.person.name}</bdi>
              </th>
              <td>
                <bdi>{one.number}</bdi>
              </td>
              <td class="codes-code" dir="ltr">
                {inTwo(one.code)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function CodesPage() {
  const t = text().codes;
  usePageTitle(t.title);
  const [made, setMade] = useState<Made | null>(null);
  const { busy, problem, run } = useAction();
  const make = () => void run(async () => setMade(await post<Made>('/api/admin/codes')));
  return (
    <div class="reading codes-page">
      <PageHead title={t.title} back="/people" sub={t.hint} />
      <ProblemNotice problem={problem} />
      {made && made.codes.length > 0 && <List made={made} />}
      {made?.codes.length === 0 && <Empty icon="check" title={t.nobody} hint={t.nobodyHint} />}
      {(!made || made.left > 0) && (
        <div class="card form codes-make">
          <p>{t.makeHint(DAYS)}</p>
          <Button kind={made ? 'plain' : 'primary'} wide busy={busy} onClick={make}>
            {t.make}
          </Button>
        </div>
      )}
    </div>
  );
}
