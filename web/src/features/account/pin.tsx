// SPDX-License-Identifier: MIT
// A student's PIN for kiosks: for the day without a phone.

import { words } from '../../core/text';
import { kiosk as kioskWords } from '../../core/text/books';
import { useState } from 'preact/hooks';
import { put, remove } from '../../core/api';
import { useForm } from '../../core/form';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { longDay } from '../../core/text/format';
import type { Answers } from '../../core/types';
import { Button, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Field } from '../../ui/field';
import { toast } from '../../ui/toast';

const text = words(kioskWords);

type Pin = Answers['getUserPin'];

const PIN_LENGTH = 6;

function PinForm({ again, onSet }: { again: boolean; onSet: (pin: Pin) => void }) {
  const t = text().myPin;
  const form = useForm({
    initial: { pin: '' },
    rules: { pin: (pin) => !/^\d{6}$/.test(pin) && t.need },
    send: async ({ pin }) => {
      onSet(await put<Pin>('/api/user/pin', { pin }));
      form.set({ pin: '' });
      toast(t.saved);
    },
  });
  return (
    <form {...form.props}>
      <ProblemNotice problem={form.problem} />
      <Field label={t.label} type="password" inputMode="numeric" maxLength={PIN_LENGTH} autocomplete="off" hint={t.fieldHint} {...form.field('pin')} />
      <Button type="submit" kind={again ? 'plain' : 'primary'} busy={form.busy}>
        {again ? t.change : t.set}
      </Button>
    </form>
  );
}

export function PinPage() {
  const t = text().myPin;
  usePageTitle(t.title);
  const pin = useLoad<Pin>('/api/user/pin');
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const forget = () =>
    void run(async () => {
      await remove('/api/user/pin');
      setAsking(false);
      pin.set({ set_at: null });
      toast(t.removed);
    });
  return (
    <div class="reading">
      <PageHead title={t.title} back="/account" sub={t.hint} />
      <ProblemNotice problem={pin.problem} onRetry={() => void pin.reload()} />
      {!pin.data && !pin.problem && <Skeleton rows={2} />}
      {pin.data && (
        <section class="card pin-card" data-pin={pin.data.set_at ? 'on' : 'off'} aria-label={t.title}>
          <p class="row-lead">{pin.data.set_at ? t.setOn(longDay(pin.data.set_at)) : t.none}</p>
          <PinForm key={pin.data.set_at ?? 'none'} again={pin.data.set_at !== null} onSet={pin.set} />
          {pin.data.set_at && (
            <Button kind="quiet" icon="trash" onClick={() => setAsking(true)}>
              {t.remove}
            </Button>
          )}
        </section>
      )}
      <p class="muted small pin-note">{t.note}</p>
      {asking && (
        <Confirm title={t.removeTitle} hint={t.removeHint} action={t.remove} busy={busy} onConfirm={forget} onClose={() => setAsking(false)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}
