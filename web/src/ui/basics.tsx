// SPDX-License-Identifier: MIT
// Small parts that every page uses: notices, buttons, headings, meters, empty states.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Problem } from '../core/api';
import { explain, text } from '../core/text';
import { facts, percent } from '../core/text/format';
import type { Standing } from '../core/types';
import { Icon, type IconName } from './icons';

interface ButtonProps {
  children: ComponentChildren;
  onClick?: () => void;
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  type?: 'button' | 'submit';
  icon?: IconName;
  busy?: boolean;
  disabled?: boolean;
  wide?: boolean;
  label?: string;
}

export function Button({ children, onClick, kind = 'plain', type = 'button', icon, busy, disabled, wide, label }: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${kind}${wide ? ' button-wide' : ''}`}
      onClick={onClick}
      disabled={disabled ?? false}
      aria-busy={busy ?? false}
      aria-label={label}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

interface LinkButtonProps {
  href: string;
  children: ComponentChildren;
  kind?: 'primary' | 'plain' | 'quiet';
  icon?: IconName;
  wide?: boolean;
  label?: string;
}

export function LinkButton({ href, children, kind = 'plain', icon, wide, label }: LinkButtonProps) {
  return (
    <a class={`button button-${kind}${wide ? ' button-wide' : ''}`} href={href} aria-label={label}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

/** A refusal: what happened, and what to do next. */
export function ProblemNotice({ problem, onRetry }: { problem: Problem | null; onRetry?: () => void }) {
  if (!problem) return null;
  const { detail, next } = explain(problem);
  return (
    <div class="notice notice-bad" role="alert" data-code={problem.code}>
      <Icon name="alert" />
      <div class="notice-text">
        <p class="notice-lead">{detail}</p>
        {next && <p>{next}</p>}
        {problem.status >= 500 && problem.requestId && (
          <p class="small muted">
            {text().app.requestId} <bdi>{problem.requestId}</bdi>
          </p>
        )}
      </div>
      {onRetry && (
        <Button kind="plain" onClick={onRetry}>
          {text().app.tryAgain}
        </Button>
      )}
    </div>
  );
}

export function Notice({ children, kind = 'info' }: { children: ComponentChildren; kind?: 'info' | 'good' }) {
  return (
    <div class={`notice notice-${kind}`} role="status">
      <Icon name={kind === 'good' ? 'check' : 'info'} />
      <div class="notice-text">{children}</div>
    </div>
  );
}

/** A page's heading, with the way back above it and its actions beside it. */
export function PageHead(props: { title: string; sub?: ComponentChildren; back?: string; backWord?: string; children?: ComponentChildren }) {
  return (
    <header class="page-head">
      {props.back && (
        <a class="back" href={props.back}>
          <Icon name="back" turns />
          <span>{props.backWord ?? text().app.back}</span>
        </a>
      )}
      <div class="page-head-row">
        <div>
          <h1 tabIndex={-1}>{props.title}</h1>
          {props.sub && <p class="page-sub">{props.sub}</p>}
        </div>
        {props.children && <div class="actions">{props.children}</div>}
      </div>
    </header>
  );
}

export function Empty(props: { icon: IconName; title: string; hint?: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={props.icon} />
      <p class="empty-title">{props.title}</p>
      {props.hint && <p>{props.hint}</p>}
      {props.children}
    </div>
  );
}

export function Skeleton({ rows = 3 }: { rows?: number }) {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{text().app.loading}</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} class="skeleton-row" aria-hidden="true" />
      ))}
    </div>
  );
}

/** How much was attended, and that some of what was missed does not count. */
export const standingWords = ({ left_out: n }: Standing, words: string) => facts([words, n > 0 && text().student.leftOut(n)]);

export function StandingMeter({ standing, brief = false }: { standing: Standing; brief?: boolean }) {
  const t = text();
  if (standing.counted === 0 || standing.percentage === null)
    return <p class="muted">{standing.left_out > 0 ? t.student.leftOut(standing.left_out) : t.student.noneTaken}</p>;
  const said = standingWords(standing, t.student.standing(standing.attended, standing.counted));
  return (
    <div class="standing">
      <meter class="meter" min={0} max={100} value={standing.percentage} aria-label={said}>
        {percent(standing.percentage)}
      </meter>
      <p class="standing-words">
        <strong>{percent(standing.percentage)}</strong>{' '}
        <span>{brief ? standingWords(standing, t.student.of(standing.attended, standing.counted)) : said}</span>
      </p>
    </div>
  );
}

export function CopyButton({ value, children }: { value: string; children: ComponentChildren }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      setTimeout(() => setCopied(false), 2500);
    } catch {
      // No clipboard here: the text stands beside the button to be selected.
    }
  };
  return (
    <Button icon={copied ? 'check' : 'copy'} onClick={() => void copy()}>
      <span aria-live="polite">{copied ? text().app.copied : children}</span>
    </Button>
  );
}
