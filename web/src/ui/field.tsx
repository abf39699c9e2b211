// SPDX-License-Identifier: MIT
// Form fields: label above, hint below, the error beside the field and tied to it.

import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Problem } from '../core/api';
import { said, text } from '../core/text';
import { Icon } from './icons';

type InputType = 'text' | 'email' | 'password' | 'number' | 'date' | 'time' | 'search';

export interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  type?: InputType;
  name?: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** `unsaid`: as where nothing is asked for, in a filter or a search. */
  optional?: boolean | 'unsaid';
  autocomplete?: string;
  inputMode?: 'text' | 'numeric' | 'search';
  autoCapitalize?: 'none' | 'characters' | 'words';
  maxLength?: number;
  min?: number;
  max?: number;
  list?: readonly string[];
}

export function Field(props: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const t = text();
  const password = props.type === 'password';
  const email = props.type === 'email';
  const described = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={props.error ? 'field field-bad' : 'field'}>
      <label for={id}>
        {props.label}
        {props.optional && props.optional !== 'unsaid' && <span class="muted"> ({t.app.optional})</span>}
      </label>
      <div class="field-box">
        <input
          id={id}
          name={props.name}
          type={password && shown ? 'text' : (props.type ?? 'text')}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
          autocomplete={props.autocomplete ?? 'off'}
          inputMode={email ? 'email' : props.inputMode}
          autoCapitalize={email ? 'none' : props.autoCapitalize}
          spellcheck={password ? false : undefined}
          maxLength={props.maxLength}
          min={props.min}
          max={props.max}
          list={props.list ? `${id}-list` : undefined}
          dir={email ? 'ltr' : undefined}
          aria-invalid={props.error ? true : undefined}
          aria-describedby={described || undefined}
          required={!props.optional}
        />
        {password && (
          <button
            type="button"
            class="field-reveal"
            aria-pressed={shown}
            aria-label={t.sign.show}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" />
          </button>
        )}
      </div>
      {props.list && (
        <datalist id={`${id}-list`}>
          {props.list.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
      {props.hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="alert" />
          <span>{props.error}</span>
        </p>
      )}
    </div>
  );
}

export interface Choice<T extends string> {
  value: T;
  label: ComponentChildren;
}

/** Radio buttons that look like one control. */
export function Choices<T extends string>(props: {
  legend: string;
  name: string;
  value: T | null;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
  hideLegend?: boolean;
}) {
  return (
    <fieldset class="choices">
      <legend class={props.hideLegend ? 'visually-hidden' : undefined}>{props.legend}</legend>
      <div class="choices-row">
        {props.choices.map((choice) => (
          <label key={choice.value} class="choice">
            <input
              type="radio"
              name={props.name}
              value={choice.value}
              checked={props.value === choice.value}
              onChange={() => props.onChange(choice.value)}
            />
            <span class="choice-face">{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The error of one field out of the server's answer; none when the problem is about another. */
export function fieldError(problem: Problem | null, field: string): string | undefined {
  return problem?.field === field ? said(problem) : undefined;
}

/** The problem, unless it belongs beside one of these fields. */
export function otherThan(problem: Problem | null, fields: readonly string[]): Problem | null {
  return problem && problem.field && fields.includes(problem.field) ? null : problem;
}

export { focusFirstError } from '../core/form';
