// SPDX-License-Identifier: MIT
// The secret link by which a calendar app reads one's lectures. The server shows it once.

import { useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { account as accountWords } from '../../core/text/books';
import { Button, CopyButton, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { toast } from '../../ui/toast';
import { longDay } from '../../core/text/format';

const text = words(accountWords);

function NewLink({ path }: { path: string }) {
  const t = text();
  const address = location.origin + path;
  return (
    <div class="calendar-link" role="status">
      <p class="calendar-address" dir="ltr" data-testid="calendar-link">
        {address}
      </p>
      <p class="muted small">{t.calendar.once}</p>
      <div class="actions">
        <CopyButton value={address}>{t.calendar.copy}</CopyButton>
        <a class="button button-plain" href={address.replace(/^https?:/, 'webcal:')}>
          {t.calendar.open}
        </a>
      </div>
    </div>
  );
}

export function CalendarSection() {
  const t = text();
  const { data, problem, reload } = useLoad<{ created_at: string | null }>('/api/user/calendar');
  const [path, setPath] = useState('');
  const [asking, setAsking] = useState<'renew' | 'remove' | null>(null);
  const action = useAction();
  const make = () =>
    void action.run(async () => {
      setPath((await post<{ path: string }>('/api/user/calendar')).path);
      setAsking(null);
      await reload();
    });
  const takeAway = () =>
    void action.run(async () => {
      await remove('/api/user/calendar');
      setPath('');
      setAsking(null);
      toast(t.calendar.removed);
      await reload();
    });
  return (
    <section class="card" aria-label={t.calendar.title}>
      <p class="muted">{t.calendar.hint}</p>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      {!asking && <ProblemNotice problem={action.problem} />}
      {!data && !problem && <Skeleton rows={1} />}
      {path && <NewLink path={path} />}
      {data && !data.created_at && (
        <Button icon="calendar" busy={action.busy} onClick={make}>
          {t.calendar.make}
        </Button>
      )}
      {data?.created_at && (
        <>
          {!path && <p>{t.calendar.since(longDay(data.created_at))}</p>}
          <div class="actions">
            <Button onClick={() => setAsking('renew')}>{t.calendar.renew}</Button>
            <Button kind="quiet" icon="trash" onClick={() => setAsking('remove')}>
              {t.calendar.remove}
            </Button>
          </div>
        </>
      )}
      {asking && (
        <Confirm
          title={asking === 'renew' ? t.calendar.renewTitle : t.calendar.removeTitle}
          hint={t.calendar.endsHint}
          action={asking === 'renew' ? t.calendar.renew : t.calendar.remove}
          busy={action.busy}
          onConfirm={asking === 'renew' ? make : takeAway}
          onClose={() => setAsking(null)}
        >
          <ProblemNotice problem={action.problem} />
        </Confirm>
      )}
    </section>
  );
}
