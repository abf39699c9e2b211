// SPDX-License-Identifier: MIT
// A form: what is typed, the rule of each field, and what the server refused. The first field at fault gets the cursor.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from './api';
import { useAction } from './hooks';
import { holdPage } from './leaving';
import { said } from './text';

/** What is wrong with a value, in words; true: it is not ready yet, which is said elsewhere; false or nothing: nothing is wrong. */
export type Rule<V, K extends keyof V> = (value: V[K], values: V) => string | boolean | undefined;

export interface FormPlan<V extends object> {
  initial: V;
  /** Names are the server's, so that its refusal of a field is shown there. */
  rules?: { [K in keyof V]?: Rule<V, K> };
  /** Called with what keeps all rules. What it throws is the form's problem. */
  send: (values: V) => Promise<unknown>;
  /** Who goes elsewhere with unsaved work is asked first. */
  guarded?: boolean;
}

type TextName<V> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V] & string;

export interface Form<V extends object> {
  values: V;
  set: (change: Partial<V> | ((now: V) => Partial<V>)) => void;
  /** What a field of text needs. */
  field: (name: TextName<V>) => { name: string; value: string; onInput: (value: string) => void; error: string | undefined };
  error: (name: keyof V & string) => string | undefined;
  /** What was refused and belongs beside no field. */
  problem: Problem | null;
  /** What was refused, wherever it belongs. */
  refusal: Problem | null;
  busy: boolean;
  /** Somebody tried to send it. */
  tried: boolean;
  /** Something is typed that has not been sent. */
  dirty: boolean;
  /** The page is held for it. */
  held: boolean;
  /** Of the form element. */
  props: { ref: (element: HTMLFormElement | null) => void; class: 'form'; noValidate: true; onSubmit: (event: Event) => void };
}

function focusFault(form: HTMLElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/** Puts the cursor in the first field at fault, once the page has drawn the errors. */
export function focusFirstError(form: HTMLElement | null): void {
  requestAnimationFrame(() => focusFault(form));
}

function differs<V extends object>(one: V, other: V): boolean {
  return (Object.keys(one) as (keyof V)[]).some((name) => !Object.is(one[name], other[name]));
}

/** The page is held while something unsaved is in the form. */
export function useHold(held: boolean): void {
  useEffect(() => (held ? holdPage() : undefined), [held]);
}

/**
 * For a form with state of its own: the page is held while `work`, whatever it consists of, is not what it was at first. A form that stays
 * where it is calls what is returned once it has been saved: from then on it is as it is drawn next.
 */
export function useUnsaved(...work: readonly unknown[]): () => void {
  const now = JSON.stringify(work);
  const [saved, setSaved] = useState<{ as: string | null }>({ as: now });
  saved.as ??= now;
  useHold(now !== saved.as);
  return () => setSaved({ as: null });
}

export function useForm<V extends object>({ initial, rules = {}, send, guarded = false }: FormPlan<V>): Form<V> {
  const [values, setValues] = useState(initial);
  const [saved, setSaved] = useState(initial);
  const [tried, setTried] = useState(false);
  const [faults, setFaults] = useState(0);
  const { busy, problem: refusal, run, clear } = useAction();
  const element = useRef<HTMLFormElement | null>(null);
  const latest = useRef(values);
  const dirty = differs(values, saved);
  const held = guarded && dirty;
  useHold(held);
  useEffect(() => focusFault(faults > 0 ? element.current : null), [faults]);

  const wrong = (name: keyof V): string | boolean => {
    const rule = rules[name] as Rule<V, keyof V> | undefined;
    return rule?.(latest.current[name], latest.current) || false;
  };
  const set: Form<V>['set'] = (next) => {
    const change = typeof next === 'function' ? next(latest.current) : next;
    latest.current = { ...latest.current, ...change };
    setValues(latest.current);
    // What the server said was of the value before.
    if (refusal?.field && refusal.field in change) clear();
  };
  const error = (name: keyof V & string): string | undefined => {
    const mine = tried && wrong(name);
    if (mine) return mine === true ? undefined : mine;
    return refusal?.field === name ? said(refusal) : undefined;
  };
  const submit = async () => {
    setTried(true);
    const sent = latest.current;
    const good = !(Object.keys(sent) as (keyof V)[]).some(wrong) && (await run(async () => void (await send(sent))));
    if (!good) return setFaults((count) => count + 1);
    setSaved(sent);
    setTried(false);
  };
  return {
    values,
    set,
    field: (name) => ({
      name,
      value: values[name] as string,
      onInput: (value) => set({ [name]: value } as unknown as Partial<V>),
      error: error(name),
    }),
    error,
    problem: refusal?.field && refusal.field in values ? null : refusal,
    refusal,
    busy,
    tried,
    dirty,
    held,
    props: {
      ref: (found) => void (element.current = found),
      class: 'form',
      noValidate: true,
      onSubmit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
  };
}
