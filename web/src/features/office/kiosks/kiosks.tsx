// SPDX-License-Identifier: MIT
// The institution's kiosks: made for a room, enrolled by a code, looked after, ended.

import { words } from '../../../core/text';
import { kiosk as kioskWords } from '../../../core/text/books';
import { useState } from 'preact/hooks';
import { post, put } from '../../../core/api';
import { now } from '../../../core/clock';
import { useForm } from '../../../core/form';
import { useAction, useLoad, usePageTitle, useRefresh } from '../../../core/hooks';
import { clockTime, dayAndTimeInside, facts, longDay } from '../../../core/text/format';
import type { KioskLine, KioskMade } from '../../../core/types';
import { Button, CopyButton, Empty, Notice, PageHead, ProblemNotice, Skeleton } from '../../../ui/basics';
import { Select, Switch } from '../../../ui/area';
import { Confirm, Dialog } from '../../../ui/dialog';
import { Field } from '../../../ui/field';
import { FormSheet } from '../../../ui/form/form-dialog';
import { Icon } from '../../../ui/icons';
import { toast } from '../../../ui/toast';

const text = words(kioskWords);

const LOOK_EVERY_S = 15;
// It asks every five seconds, and what is written of that is a minute old at most.
const SEEN_NOW_MS = 3 * 60_000;

interface List {
  kiosks: KioskLine[];
  identification: boolean;
}

type State = 'revoked' | 'code' | 'late' | 'moved' | 'here' | 'away';
type Rule = KioskLine['network_rule'];
const RULES: readonly Rule[] = ['flag', 'refuse', 'off'];

function stateOf(kiosk: KioskLine): State {
  if (kiosk.revoked_at) return 'revoked';
  if (!kiosk.enrolled_at) return kiosk.code_ends_at && Date.parse(kiosk.code_ends_at) > now() ? 'code' : 'late';
  if (kiosk.moved_at) return 'moved';
  return kiosk.seen_at && now() - Date.parse(kiosk.seen_at) < SEEN_NOW_MS ? 'here' : 'away';
}

function stateWords(kiosk: KioskLine): string {
  const t = text().kiosks.state;
  switch (stateOf(kiosk)) {
    case 'revoked':
      return t.revoked(kiosk.revoked_at ? longDay(kiosk.revoked_at) : '');
    case 'code':
      return t.code(kiosk.code_ends_at ? clockTime(kiosk.code_ends_at) : '');
    case 'late':
      return t.late;
    case 'moved':
      return t.moved(kiosk.moved_at ? dayAndTimeInside(kiosk.moved_at) : '');
    case 'here':
      return t.here;
    case 'away':
      return t.away(kiosk.seen_at ? dayAndTimeInside(kiosk.seen_at) : '');
  }
}

interface SheetProps {
  kiosk: KioskLine | null;
  identification: boolean;
  onDone: (made: KioskMade | null) => void;
  onClose: () => void;
}

/** A new one, or another name, room and ways of one. */
function KioskSheet({ kiosk, identification, onDone, onClose }: SheetProps) {
  const t = text().kiosks;
  const form = useForm({
    initial: {
      name: kiosk?.name ?? '',
      room: kiosk?.room ?? '',
      badge: kiosk ? kiosk.badge === 'flag' : true,
      pin: kiosk?.pin ?? true,
      face: kiosk?.face ?? false,
      network_rule: kiosk?.network_rule ?? ('flag' as Rule),
    },
    rules: {
      name: (name) => !name.trim() && t.needName,
      room: (room) => !room.trim() && t.needRoom,
    },
    guarded: true,
    send: async (typed) => {
      const body = { ...typed, name: typed.name.trim(), room: typed.room.trim(), badge: typed.badge ? 'flag' : 'off' };
      if (kiosk) await put(`/api/admin/kiosks/${kiosk.id}`, body);
      onDone(kiosk ? null : await post<KioskMade>('/api/admin/kiosks', body));
    },
  });
  const { values } = form;
  const none = !values.badge && !values.pin && !values.face;
  return (
    <FormSheet title={kiosk ? t.edit : t.add} action={kiosk ? t.save : t.make} form={form} onClose={onClose}>
      <Field label={t.name} maxLength={100} hint={t.nameHint} {...form.field('name')} />
      <Field label={t.room} maxLength={100} hint={t.roomHint} {...form.field('room')} />
      <fieldset class="kiosks-ways">
        <legend>{t.ways}</legend>
        <Switch name="badge" checked={values.badge} hint={t.badgeHint} onChange={(badge) => form.set({ badge })}>
          {t.badge}
        </Switch>
        <Switch name="pin" checked={values.pin} hint={t.pinHint} onChange={(pin) => form.set({ pin })}>
          {t.pin}
        </Switch>
        <Switch name="face" checked={values.face} hint={identification ? t.faceHint : t.faceOff} onChange={(face) => form.set({ face })}>
          {t.face}
        </Switch>
        {(none || form.error('pin')) && <p class="field-error">{t.needWay}</p>}
      </fieldset>
      <Select
        label={t.network}
        name="network_rule"
        value={values.network_rule}
        choices={RULES.map((value) => ({ value, label: t.networkRule[value] }))}
        hint={t.networkHint}
        onChange={(network_rule) => form.set({ network_rule })}
      />
    </FormSheet>
  );
}

/** The code is told this once. */
function CodeSheet({ made, onClose }: { made: KioskMade; onClose: () => void }) {
  const t = text().kiosks;
  const code = `${made.code.slice(0, 4)} ${made.code.slice(4)}`;
  const address = new URL('/kiosk', location.origin).href;
  return (
    <Dialog title={t.codeTitle(made.kiosk.name)} onClose={onClose}>
      <ol class="kiosks-steps">
        <li>
          <p>{t.stepOpen}</p>
          <p class="link-box" dir="ltr">
            {address}
          </p>
        </li>
        <li>
          <p>{t.stepType}</p>
          <p class="kiosks-code" dir="ltr" data-testid="kiosk-code">
            {code}
          </p>
        </li>
        <li>
          <p>{t.stepLock}</p>
        </li>
      </ol>
      <p class="muted">{t.codeOnce(clockTime(made.ends_at))}</p>
      <div class="dialog-actions">
        <CopyButton value={made.code}>{text().app.copy}</CopyButton>
        <Button kind="primary" onClick={onClose}>
          {text().app.close}
        </Button>
      </div>
    </Dialog>
  );
}

interface RowProps {
  kiosk: KioskLine;
  identification: boolean;
  onEdit: () => void;
  busy: boolean;
  onTake: () => void;
  onCode: () => void;
  onRevoke: () => void;
}

function KioskRow({ kiosk, identification, busy, onEdit, onTake, onCode, onRevoke }: RowProps) {
  const t = text().kiosks;
  const state = stateOf(kiosk);
  return (
    <li class="row kiosks-row" data-kiosk={kiosk.id} data-state={state}>
      <span class="kiosks-icon" aria-hidden="true">
        <Icon name="tablet" />
      </span>
      <div class="kiosks-words">
        <p class="row-lead">
          <bdi>{kiosk.name}</bdi>
        </p>
        <p class="muted small">
          {facts([
            t.inRoom(kiosk.room),
            kiosk.badge === 'flag' && t.badgeShort,
            kiosk.pin && t.pinShort,
            kiosk.face && (identification ? t.faceShort : t.faceShortOff),
          ])}
        </p>
        <p class="small kiosks-state">{stateWords(kiosk)}</p>
        {state === 'moved' && <p class="small">{t.movedHint[kiosk.network_rule === 'refuse' ? 'refuse' : 'flag']}</p>}
        {state === 'moved' && (
          <Button icon="check" label={t.takeOne(kiosk.name)} busy={busy} onClick={onTake}>
            {t.take}
          </Button>
        )}
      </div>
      {state !== 'revoked' && (
        <div class="actions">
          <Button kind="quiet" icon="edit" label={t.editOne(kiosk.name)} onClick={onEdit}>
            {t.edit}
          </Button>
          <Button kind="quiet" icon="key" label={t.codeOne(kiosk.name)} onClick={onCode}>
            {t.newCode}
          </Button>
          <Button kind="quiet" icon="cross" label={t.revokeOne(kiosk.name)} onClick={onRevoke}>
            {t.revoke}
          </Button>
        </div>
      )}
    </li>
  );
}

type Open = { what: 'new' } | { what: 'edit' | 'code' | 'revoke'; kiosk: KioskLine } | { what: 'made'; made: KioskMade } | null;

export function KiosksPage() {
  const t = text().kiosks;
  usePageTitle(t.title);
  const list = useLoad<List>('/api/admin/kiosks');
  useRefresh(() => void list.reload(), LOOK_EVERY_S);
  const [open, setOpen] = useState<Open>(null);
  const { busy, problem, run } = useAction();
  const close = () => setOpen(null);
  const done = (made: KioskMade | null) => {
    setOpen(made && { what: 'made', made });
    if (!made) toast(t.saved);
    void list.reload();
  };
  const renew = (kiosk: KioskLine) => void run(async () => done(await post<KioskMade>(`/api/admin/kiosks/${kiosk.id}/code`)));
  const take = (kiosk: KioskLine) =>
    void run(async () => {
      await post(`/api/admin/kiosks/${kiosk.id}/network`);
      toast(t.taken);
      await list.reload();
    });
  const revoke = (kiosk: KioskLine) =>
    void run(async () => {
      await post(`/api/admin/kiosks/${kiosk.id}/revoke`);
      toast(t.revoked);
      close();
      await list.reload();
    });
  const all = list.data?.kiosks ?? [];
  const rows = (some: KioskLine[]) => (
    <ul class="card rows">
      {some.map((kiosk) => (
        <KioskRow
          key={kiosk.id}
          kiosk={kiosk}
          identification={list.data?.identification ?? false}
          busy={busy}
          onTake={() => take(kiosk)}
          onEdit={() => setOpen({ what: 'edit', kiosk })}
          onCode={() => setOpen({ what: 'code', kiosk })}
          onRevoke={() => setOpen({ what: 'revoke', kiosk })}
        />
      ))}
    </ul>
  );
  const active = all.filter((one) => !one.revoked_at);
  const past = all.filter((one) => one.revoked_at);
  return (
    <div class="reading">
      <PageHead title={t.title} back="/system" sub={t.hint}>
        <Button kind="primary" icon="plus" onClick={() => setOpen({ what: 'new' })}>
          {t.add}
        </Button>
      </PageHead>
      <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} />
      {!open && <ProblemNotice problem={problem} />}
      {!list.data && !list.problem && <Skeleton />}
      {list.data && active.length === 0 && <Empty icon="tablet" title={t.none} hint={t.noneHint} />}
      {active.length > 0 && rows(active)}
      {active.some((one) => one.face) && list.data && !list.data.identification && (
        <Notice>
          <p>{t.faceOff}</p>
        </Notice>
      )}
      {past.length > 0 && (
        <details>
          <summary>{t.past(past.length)}</summary>
          {rows(past)}
        </details>
      )}
      {open?.what === 'new' && <KioskSheet kiosk={null} identification={list.data?.identification ?? false} onDone={done} onClose={close} />}
      {open?.what === 'edit' && <KioskSheet kiosk={open.kiosk} identification={list.data?.identification ?? false} onDone={done} onClose={close} />}
      {open?.what === 'made' && <CodeSheet made={open.made} onClose={close} />}
      {open?.what === 'code' && (
        <Confirm title={t.renewTitle} hint={t.renewHint} action={t.newCode} busy={busy} harmless onConfirm={() => renew(open.kiosk)} onClose={close}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
      {open?.what === 'revoke' && (
        <Confirm title={t.revokeTitle(open.kiosk.name)} hint={t.revokeHint} action={t.revoke} busy={busy} onConfirm={() => revoke(open.kiosk)} onClose={close}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}
