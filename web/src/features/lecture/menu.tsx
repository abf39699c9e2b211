// SPDX-License-Identifier: MIT
// What is seldom done, behind one button: a list that arrows walk, Escape closes, and that gives the focus back.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from '../../ui/icons';

export interface MenuItem {
  label: string;
  icon: IconName;
  href?: string;
  /** In a window of its own. */
  apart?: boolean;
  run?: () => void;
}

function Item({ item, onDone }: { item: MenuItem; onDone: () => void }) {
  const inside = (
    <>
      <Icon name={item.icon} />
      <span>{item.label}</span>
    </>
  );
  if (item.href)
    return (
      <a role="menuitem" tabIndex={-1} class="menu-item" href={item.href} {...(item.apart && { target: '_blank' })} onClick={onDone}>
        {inside}
      </a>
    );
  const run = () => {
    onDone();
    item.run?.();
  };
  return (
    <button type="button" role="menuitem" tabIndex={-1} class="menu-item" onClick={run}>
      {inside}
    </button>
  );
}

export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const all = () => [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  useEffect(() => {
    if (!open) return;
    all()[0]?.focus();
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const items = all();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to: Record<string, number> = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 };
    const next = to[event.key];
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') return setOpen(false);
    else if (next !== undefined) items[next]?.focus();
    else return;
    event.preventDefault();
  };
  if (items.length === 0) return null;
  return (
    <div class="menu" ref={box} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <div class="menu-list" role="menu" id={id} aria-label={label}>
          {items.map((item) => (
            <Item key={item.label} item={item} onDone={close} />
          ))}
        </div>
      )}
    </div>
  );
}
