// SPDX-License-Identifier: MIT
// The tokens of programs, one's own or the institution's: what each may do, when it was used last and when it ends; made, and ended.

import { useState } from 'preact/hooks';
import { remove } from '../../core/api';
import { now } from '../../core/clock';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { programs as programWords } from '../../core/text/books';
import { dayAndTimeInside, facts, longDay } from '../../core/text/format';
import type { ProgramToken, ProgramTokens, TokenMade } from '../../core/types';
import { Button, Empty, Notice, PageHead, ProblemNotice, Skeleton } from '../basics';
import { Confirm } from '../dialog';
import { Icon } from '../icons';
import { toast } from '../toast';
import { areasOf } from './scopes';
import { MadeSheet, TokenSheet } from './sheets';

const text = words(programWords);

const SOON_MS = 7 * 86_400_000;

type State = 'good' | 'soon' | 'ended' | 'revoked';

export function stateOf(token: ProgramToken, at: number): State {
  if (token.revoked_at) return 'revoked';
  const left = Date.parse(token.expires_at) - at;
  return left <= 0 ? 'ended' : left <= SOON_MS ? 'soon' : 'good';
}

function endWords(token: ProgramToken): string {
  const t = text().programs;
  const day = longDay(token.expires_at);
  switch (stateOf(token, now())) {
    case 'revoked':
      return t.revokedOn(longDay(token.revoked_at ?? token.expires_at));
    case 'ended':
      return t.ended(day);
    case 'soon':
      return t.soon(day);
    case 'good':
      return t.ends(day);
  }
}

/** "Classes: Read, Change · Attendance: Read" */
function scopeWords(token: ProgramToken): string {
  const t = text().programs;
  return facts(
    areasOf(token.scopes).map((area) => t.both(t.areas[area.name]?.name ?? area.name, [area.read && t.read, area.write && t.write].filter(Boolean).join(' + '))),
  );
}

function makerWords(token: ProgramToken): string | null {
  const t = text().programs;
  if (token.kind === 'person' || !token.maker) return null;
  return token.maker_left ? t.makerLeft(token.maker.name) : t.actsFor(token.maker.name);
}

function TokenRow({ token, onRevoke }: { token: ProgramToken; onRevoke: () => void }) {
  const t = text().programs;
  const state = stateOf(token, now());
  const maker = makerWords(token);
  return (
    <li class="row programs-row" data-token={token.id} data-state={state}>
      <span class={token.maker_left ? 'door-icon door-warning' : 'door-icon'} aria-hidden="true">
        <Icon name="plug" />
      </span>
      <div class="programs-words">
        <p class="row-lead">
          <bdi>{token.name}</bdi>
        </p>
        <p class="small">{scopeWords(token)}</p>
        <p class="muted small">
          {facts([token.last_used_at ? t.used(dayAndTimeInside(token.last_used_at)) : t.never, maker])}
          {' · '}
          {t.shown}{' '}
          <bdi class="programs-shown" dir="ltr">
            {token.shown}…
          </bdi>
        </p>
        <p class="small programs-end">{endWords(token)}</p>
      </div>
      {(state === 'good' || state === 'soon') && (
        <div class="actions">
          <Button kind="quiet" icon="cross" label={t.revokeOne(token.name)} onClick={onRevoke}>
            {t.revoke}
          </Button>
        </div>
      )}
    </li>
  );
}

type Open = { what: 'new' } | { what: 'made'; made: TokenMade } | { what: 'revoke'; token: ProgramToken } | null;

/** `path`: where they are in the API, "/api/user/tokens" or "/api/admin/tokens". */
export function Programs({ path, back }: { path: string; back: string }) {
  const t = text().programs;
  const own = path === '/api/user/tokens';
  usePageTitle(t.title);
  const list = useLoad<ProgramTokens>(path);
  const [open, setOpen] = useState<Open>(null);
  const { busy, problem, run } = useAction();
  const close = () => setOpen(null);
  const revoke = (token: ProgramToken) =>
    void run(async () => {
      await remove(`${path}/${token.id}`);
      toast(t.revoked);
      close();
      await list.reload();
    });
  const all = list.data?.tokens ?? [];
  const live = (token: ProgramToken) => ['good', 'soon'].includes(stateOf(token, now()));
  const rows = (some: readonly ProgramToken[]) => (
    <ul class="card rows">
      {some.map((token) => (
        <TokenRow key={token.id} token={token} onRevoke={() => setOpen({ what: 'revoke', token })} />
      ))}
    </ul>
  );
  const good = all.filter(live);
  const past = all.filter((token) => !live(token));
  return (
    <div class="reading">
      <PageHead title={t.title} back={back} sub={own ? t.ownHint : t.officeHint}>
        {list.data?.allowed && (
          <Button kind="primary" icon="plus" onClick={() => setOpen({ what: 'new' })}>
            {t.add}
          </Button>
        )}
      </PageHead>
      <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} />
      {!list.data && !list.problem && <Skeleton />}
      {list.data && !list.data.allowed && (
        <Notice>
          <p class="notice-lead">{t.off}</p>
          <p>{t.offHint}</p>
        </Notice>
      )}
      {list.data?.allowed && good.length === 0 && <Empty icon="plug" title={t.none} hint={own ? t.ownNone : t.officeNone} />}
      {good.length > 0 && rows(good)}
      {past.length > 0 && (
        <details>
          <summary>{t.past(past.length)}</summary>
          {rows(past)}
        </details>
      )}
      {own && list.data?.allowed && <p class="muted small programs-note">{t.endNote}</p>}
      <p class="small programs-note">
        <a href="/api/docs" target="_blank" rel="noreferrer">
          {t.api}
        </a>
      </p>
      {open?.what === 'new' && list.data && (
        <TokenSheet
          path={path}
          scopes={list.data.scopes}
          onMade={(made) => {
            setOpen({ what: 'made', made });
            void list.reload();
          }}
          onClose={close}
        />
      )}
      {open?.what === 'made' && <MadeSheet made={open.made} onClose={close} />}
      {open?.what === 'revoke' && (
        <Confirm title={t.revokeTitle(open.token.name)} hint={t.revokeHint} action={t.revoke} busy={busy} onConfirm={() => revoke(open.token)} onClose={close}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}
