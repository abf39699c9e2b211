// SPDX-License-Identifier: MIT
// What one was told, newest first, each with the way to what it is about.

import { useCallback, useState } from 'preact/hooks';
import { get, post } from '../../core/api';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { rules as rulesWords } from '../../core/text/books';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { warningLine } from '../../ui/class/rule-words';
import { currentUser } from '../../core/session';
import { clockTime, day, dayAndTime, facts } from '../../core/text/format';
import { InboxTabs } from '../../ui/inbox-tabs';
import { setUnread, useUnread } from '../../core/push/told';
import { toldKind } from '../../core/push/told-kinds';
import type { Notification, NotificationPage, Role } from '../../core/types';

const text = words(rulesWords);

const PAGE = 50;

/** Behind the status of a mark that was final when it was changed. */
const CORRECTION = / final$/;

/** What the ids do not tell: a title is shown as it is, the server's words are said in the reader's language. */
function detailOf({ kind, text: words, about, timezone }: Notification): string | null {
  const t = text();
  const is = toldKind(kind).text;
  if (is === 'person') return about && t.told.by(about.name);
  if (!words) return about?.name ?? null;
  if (is === 'title') return words;
  if (is === 'warning') return facts([about?.name, warningLine(words, timezone ?? undefined)]);
  if (is === 'status') {
    const code = words.replace(CORRECTION, '');
    const status = code === '-' ? t.notYetMarked : ((t.status as Record<string, string>)[code] ?? code);
    return status && code !== words ? t.final.correction(status) : status;
  }
  const holiday = /^(holiday|holiday_over) (\d+)(?:: (.*))?$/.exec(words);
  if (holiday) return holiday[1] === 'holiday' ? t.told.holiday(Number(holiday[2]), holiday[3] ?? '') : t.told.holidayOver(Number(holiday[2]));
  // Who asks, joins or has left stands first.
  return facts([about?.name, (t.told.details as Record<string, string>)[words]]) || null;
}

/** Class, lecture and its time on the clocks of the class: each keeps its own direction of writing. */
function About({ told }: { told: Notification }) {
  const when = told.starts_at && dayAndTime(told.starts_at, told.timezone ?? undefined);
  const parts = [told.subject, told.title, when].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <span class="muted">
      {parts.map((part, i) => (
        <span key={i}>
          {i > 0 && ' · '}
          <bdi>{part}</bdi>
        </span>
      ))}
    </span>
  );
}

interface RowProps {
  told: Notification;
  role: Role;
  onRead: () => void;
}

function NotificationRow({ told, role, onRead }: RowProps) {
  const t = text();
  const { icon, place: placeOf } = toldKind(told.kind);
  const place = placeOf(told, role);
  const detail = detailOf(told);
  const inside = (
    <>
      <span class={told.read ? 'badge badge-read' : 'badge'} aria-hidden="true">
        <Icon name={icon} />
      </span>
      <span class="told-words">
        <span class="row-lead">
          {t.told.kinds[told.kind] ?? told.kind}
          {!told.read && <span class="visually-hidden"> ({t.told.new})</span>}
        </span>
        {detail && <bdi>{detail}</bdi>}
        <About told={told} />
        <span class="muted small">{clockTime(told.created_at)}</span>
      </span>
      {!told.read && <span class="told-dot" aria-hidden="true" />}
      {place && <Icon name="forward" turns />}
    </>
  );
  return (
    <li data-notification={told.id} data-kind={told.kind} data-read={told.read}>
      {place ? (
        <a class="row row-link told-row" href={place} onClick={onRead}>
          {inside}
        </a>
      ) : (
        <button type="button" class="row row-link row-button told-row" onClick={onRead}>
          {inside}
        </button>
      )}
    </li>
  );
}

/** In the order given, which is newest first: what came on one day stands together. */
function byDay(told: readonly Notification[]): [string, Notification[]][] {
  const days = new Map<string, Notification[]>();
  for (const one of told) {
    const date = day(one.created_at);
    days.set(date, [...(days.get(date) ?? []), one]);
  }
  return [...days];
}

export function NotificationsPage() {
  const t = text();
  usePageTitle(t.app.inbox);
  const list = useLoad<NotificationPage>(`/api/user/notifications?limit=${PAGE}`);
  const { busy, problem, run } = useAction();
  const [waiting, setWaiting] = useState(false);
  // Who has paged back is not thrown to the top: the newest come when asked for.
  const { reload } = list;
  const paged = (list.data?.notifications.length ?? 0) > PAGE;
  const onChange = useCallback(() => (paged ? setWaiting(true) : void reload()), [paged, reload]);
  const unread = useUnread(onChange);
  const role = currentUser()?.role ?? 'student';
  const told = list.data?.notifications ?? [];
  const markRead = (which: (one: Notification) => boolean) =>
    list.set((old) => ({ ...old, notifications: old.notifications.map((one) => (which(one) ? { ...one, read: true } : one)) }));
  const readOne = (one: Notification) => {
    if (one.read) return;
    // The way to what it is about does not wait for this.
    void run(async () => {
      setUnread((await post<{ unread: number }>(`/api/user/notifications/${one.id}/read`)).unread);
      markRead(({ id }) => id === one.id);
    });
  };
  const readAll = () =>
    void run(async () => {
      const newest = told[0]?.id ?? 0;
      setUnread((await post<{ unread: number }>('/api/user/notifications/seen', { up_to: newest })).unread);
      markRead(({ id }) => id <= newest);
    });
  const more = () =>
    void run(async () => {
      const next = await get<NotificationPage>(`/api/user/notifications?limit=${PAGE}&after=${list.data?.next ?? 0}`);
      list.set((old) => ({ ...next, notifications: [...old.notifications, ...next.notifications] }));
    });
  const showNew = () => {
    setWaiting(false);
    void reload();
  };
  return (
    <div class="reading">
      <PageHead title={t.app.inbox} sub={list.data ? t.told.unread(unread) : undefined}>
        <LinkButton href="/notifications/choices" label={t.told.choices}>
          {t.told.choose}
        </LinkButton>
        {unread > 0 && told.length > 0 && (
          <Button icon="check" busy={busy} onClick={readAll}>
            {t.told.readAll}
          </Button>
        )}
      </PageHead>
      <InboxTabs path="/inbox" />
      <ProblemNotice problem={list.problem} onRetry={() => void reload()} />
      <ProblemNotice problem={problem} />
      {waiting && <Button onClick={showNew}>{t.told.showNew}</Button>}
      {!list.data && !list.problem && <Skeleton rows={4} />}
      {list.data && told.length === 0 && <Empty icon="bell" title={t.told.none} hint={t.told.noneHint} />}
      {byDay(told).map(([date, list]) => (
        <section key={date} class="told-day">
          <h2>{date}</h2>
          <ul class="card rows">
            {list.map((one) => (
              <NotificationRow key={one.id} told={one} role={role} onRead={() => readOne(one)} />
            ))}
          </ul>
        </section>
      ))}
      {list.data?.next && (
        <Button wide busy={busy} onClick={more}>
          {t.told.more}
        </Button>
      )}
    </div>
  );
}
