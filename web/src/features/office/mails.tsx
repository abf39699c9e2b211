// SPDX-License-Identifier: MIT
// The outbox: which mails were sent, which wait and for what, without their texts.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, usePageTitle, useRefresh } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { useInstitution } from '../../core/institution';
import { words } from '../../core/text';
import { desk as deskWords, office as officeWords } from '../../core/text/books';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { MoreButton } from '../../ui/more';
import { toast } from '../../ui/toast';
import { dayAndTimeInside, facts, number } from '../../core/text/format';
import type { Outbox, OutboxMail } from '../../core/types';
import { said } from './said';

const text = words(deskWords, officeWords);

const REFRESH_SECONDS = 30;

function Mail({ mail }: { mail: OutboxMail }) {
  const t = text().office.mails;
  const none = text().desk.noMail;
  const filed = mail.filed && mail.sent_at !== null;
  const state = filed ? 'L' : mail.sent_at ? 'P' : mail.next_try_at ? (mail.error ? 'L' : 'none') : 'A';
  const word = filed ? none.filed : mail.sent_at ? t.sentWord : mail.next_try_at ? t.waiting : t.given;
  const at = mail.sent_at ?? mail.next_try_at;
  const when = !at ? '' : filed ? none.filedAt(dayAndTimeInside(at)) : mail.sent_at ? t.sent(dayAndTimeInside(at)) : t.next(dayAndTimeInside(at));
  return (
    <li class="row mail-row" data-mail={mail.id}>
      <div>
        <p class="row-lead" dir="auto">
          {mail.subject}
        </p>
        <p class="muted row-email" dir="ltr">
          {mail.to}
        </p>
        <p class="muted">{facts([when, mail.tries > 1 && t.tries(number(mail.tries))])}</p>
        {mail.error && !mail.sent_at && (
          <p class="field-error" dir="auto">
            {mail.error}
          </p>
        )}
      </div>
      <span class={`chip chip-plain chip-${state}`}>{word}</span>
    </li>
  );
}

export function MailsPage() {
  const t = text();
  usePageTitle(t.office.mails.title);
  const [counts, setCounts] = useState<{ waiting: number; failed: number } | null>(null);
  const list = useList<OutboxMail, Outbox>('/api/admin/mails', (answer) => {
    setCounts(answer);
    return answer.mails;
  });
  useRefresh(list.reload, REFRESH_SECONDS);
  const { mail } = useInstitution();
  const { busy, problem, run } = useAction();
  const test = () =>
    void run(async () => {
      await post<void>('/api/admin/mails/test');
      toast(mail ? t.office.mails.tested : t.desk.noMail.tested);
      list.reload();
    });
  return (
    <div class="reading">
      <PageHead title={t.office.mails.title} back="/system" sub={t.office.mails.hint}>
        <Button busy={busy} onClick={test}>
          {t.office.mails.test}
        </Button>
      </PageHead>
      <ProblemNotice problem={problem ?? list.problem} onRetry={list.reload} />
      {!mail && (
        <div class="notice notice-warn" role="status" data-mail="none">
          <Icon name="alert" />
          <div class="notice-text">
            <p class="notice-lead">{t.desk.noMail.title}</p>
            <p>{t.desk.noMail.hint}</p>
            <p>{said(t.desk.noMail.next)}</p>
          </div>
        </div>
      )}
      {counts && (
        <dl class="tiles tiles-two">
          <div class="tile">
            <dt>{t.office.mails.waiting}</dt>
            <dd>{number(counts.waiting)}</dd>
          </div>
          <div class="tile">
            <dt>{t.office.mails.failed}</dt>
            <dd>{number(counts.failed)}</dd>
          </div>
        </dl>
      )}
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 && <Empty icon="mail" title={t.office.mails.none} hint={t.office.mails.noneHint} />}
      {list.items && list.items.length > 0 && (
        <ul class="card rows">
          {list.items.map((mail) => (
            <Mail key={mail.id} mail={mail} />
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </div>
  );
}
