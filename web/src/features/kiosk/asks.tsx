// SPDX-License-Identifier: MIT
// What the kiosk asks in words: its enrolment code, a room code, a number and PIN, or a number for a face that is not sure.

import { words } from '../../core/text';
import { kiosk as kioskWords } from '../../core/text/books';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { post } from '../../core/api';
import { useForm } from '../../core/form';
import { Button, ProblemNotice } from '../../ui/basics';
import { Field } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { LanguagePicker } from '../../ui/language';
import type { KioskMarked } from '../../core/types';

const text = words(kioskWords);

const PIN_LENGTH = 6;
const CODE_LENGTH = 6;

/** A sheet in the middle of the screen: one question and its way back. */
export function Sheet({ title, hint, children }: { title: string; hint?: string; children: ComponentChildren }) {
  const sheet = useRef<HTMLElement>(null);
  // What stands there next is typed by a reader, or by somebody who stands: no field to be tapped first.
  useEffect(() => sheet.current?.querySelector('input')?.focus(), []);
  return (
    <section ref={sheet} class="kiosk-sheet">
      <h2>{title}</h2>
      {hint && <p class="kiosk-hint">{hint}</p>}
      {children}
    </section>
  );
}

function Actions({ word, busy, onClose }: { word: string; busy: boolean; onClose: () => void }) {
  return (
    <div class="kiosk-actions">
      <Button onClick={onClose}>{text().app.cancel}</Button>
      <Button type="submit" kind="primary" busy={busy}>
        {word}
      </Button>
    </div>
  );
}

export function Enrol({ ended, onEnrolled }: { ended: boolean; onEnrolled: () => void }) {
  const t = text().kiosk;
  const form = useForm({
    initial: { code: '' },
    rules: { code: (code) => !code.trim() && t.enrol.need },
    send: async ({ code }) => {
      await post('/api/kiosk/enrol', { code: code.trim() });
      onEnrolled();
    },
  });
  return (
    <div class="kiosk-enrol" data-kiosk={ended ? 'revoked' : 'unknown'}>
      <Icon name="tablet" />
      <h1 tabIndex={-1}>{ended ? t.ended : t.enrol.title}</h1>
      <p class="kiosk-hint">{ended ? t.endedHint : t.enrol.hint}</p>
      <form {...form.props}>
        <ProblemNotice problem={form.problem} />
        <Field label={t.enrol.code} autoCapitalize="characters" maxLength={20} {...form.field('code')} />
        <Button type="submit" kind="primary" wide busy={form.busy}>
          {t.enrol.button}
        </Button>
      </form>
      <p class="muted small">{t.enrol.signsOut}</p>
      <LanguagePicker />
    </div>
  );
}

export function RoomCode({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const t = text().kiosk;
  const form = useForm({
    initial: { code: '' },
    rules: { code: (code) => code.trim().length !== CODE_LENGTH && t.lend.need },
    send: async ({ code }) => {
      await post('/api/kiosk/lecture', { code: code.trim() });
      onDone();
    },
  });
  return (
    <Sheet title={t.lend.title} hint={t.lend.hint}>
      <form {...form.props}>
        <ProblemNotice problem={form.problem} />
        <Field label={t.lend.code} inputMode="numeric" maxLength={CODE_LENGTH} {...form.field('code')} />
        <Actions word={t.lend.button} busy={form.busy} onClose={onClose} />
      </form>
    </Sheet>
  );
}

interface PinProps {
  who: string;
  onMarked: (marked: KioskMarked) => void;
  onClose: () => void;
}

export function PinAsk({ who, onMarked, onClose }: PinProps) {
  const t = text().kiosk;
  const form = useForm({
    initial: { who, pin: '' },
    rules: {
      who: (typed) => !typed.trim() && t.pin.needWho,
      pin: (pin) => pin.length !== PIN_LENGTH && t.pin.needPin,
    },
    send: async (typed) => onMarked(await post<KioskMarked>('/api/kiosk/pin', { who: typed.who.trim(), pin: typed.pin })),
  });
  return (
    <Sheet title={t.pin.title} hint={t.pin.hint}>
      <form {...form.props}>
        <ProblemNotice problem={form.problem} />
        <Field label={t.pin.who} maxLength={128} {...form.field('who')} />
        <Field label={t.pin.pin} type="password" inputMode="numeric" maxLength={PIN_LENGTH} autocomplete="off" {...form.field('pin')} />
        <Actions word={t.pin.button} busy={form.busy} onClose={onClose} />
      </form>
    </Sheet>
  );
}

/** A face that is not surely anybody's: whose it should be. A reader may type it. */
export function NumberAsk({ onNumber, onClose }: { onNumber: (number: string) => Promise<void>; onClose: () => void }) {
  const t = text().kiosk;
  const form = useForm({
    initial: { number: '' },
    rules: { number: (number) => !number.trim() && t.unsure.need },
    send: ({ number }) => onNumber(number.trim()),
  });
  return (
    <Sheet title={t.unsure.title} hint={t.unsure.hint}>
      <form {...form.props}>
        <ProblemNotice problem={form.problem} />
        <Field label={t.unsure.number} maxLength={128} {...form.field('number')} />
        <Actions word={t.unsure.button} busy={form.busy} onClose={onClose} />
      </form>
    </Sheet>
  );
}
