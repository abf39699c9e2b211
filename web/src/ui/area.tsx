// SPDX-License-Identifier: MIT
// Fields beside parts/field.tsx: several lines, a choice from a list, a switch, a day with its time.

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { text } from '../core/text';
import { Icon } from './icons';

function Foot({ id, hint, error }: { id: string; hint?: string | undefined; error?: string | undefined }) {
  return (
    <>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="alert" />
          <span>{error}</span>
        </p>
      )}
    </>
  );
}

function described(id: string, hint?: string, error?: string): string | undefined {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
}

interface AreaProps {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
  maxLength?: number;
}

export function Area(props: AreaProps) {
  const id = useId();
  return (
    <div class={props.error ? 'field field-bad' : 'field'}>
      <label for={id}>
        {props.label}
        {props.optional && <span class="muted"> ({text().app.optional})</span>}
      </label>
      <textarea
        id={id}
        name={props.name}
        rows={props.rows ?? 5}
        dir="auto"
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        maxLength={props.maxLength}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={described(id, props.hint, props.error)}
        required={!props.optional}
      />
      <Foot id={id} hint={props.hint} error={props.error} />
    </div>
  );
}

interface SelectProps<T extends string> {
  label: string;
  name: string;
  value: T;
  onChange: (value: T) => void;
  choices: readonly { value: T; label: string }[];
  hint?: string | undefined;
  error?: string | undefined;
}

export function Select<T extends string>(props: SelectProps<T>) {
  const id = useId();
  return (
    <div class={props.error ? 'field field-bad' : 'field'}>
      <label for={id}>{props.label}</label>
      <select
        id={id}
        name={props.name}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value as T)}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={described(id, props.hint, props.error)}
      >
        {props.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <Foot id={id} hint={props.hint} error={props.error} />
    </div>
  );
}

interface SwitchProps {
  name: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: string | undefined;
  children: ComponentChildren;
}

export function Switch(props: SwitchProps) {
  const id = useId();
  return (
    <div class="switch">
      <label>
        <input
          type="checkbox"
          name={props.name}
          checked={props.checked}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
          aria-describedby={props.hint ? `${id}-hint` : undefined}
        />
        <span>{props.children}</span>
      </label>
      <Foot id={id} hint={props.hint} />
    </div>
  );
}
