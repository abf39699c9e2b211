// SPDX-License-Identifier: MIT
// What can be taken away as a file: a button that opens a list of forms.

import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../icons';

export interface FileForm {
  href: string;
  word: string;
  /** A page to look at instead of a file to keep. */
  page?: boolean;
  /** It begins another group. */
  apart?: boolean;
  /** It leads elsewhere in the app. */
  inside?: boolean;
}

export function FilesMenu({ word, forms }: { word: string; forms: readonly FileForm[] }) {
  const box = useRef<HTMLDetailsElement>(null);
  const close = () => box.current?.removeAttribute('open');
  useEffect(() => {
    const away = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) close();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('keydown', escape);
    };
  }, []);
  // It opens towards the middle of the page: where the button stands at the beginning of a line, its end would be outside.
  const place = () => {
    const list = box.current?.querySelector('.menu-list');
    if (!box.current?.open || !list) return;
    list.classList.remove('menu-list-start');
    const { left, right } = list.getBoundingClientRect();
    list.classList.toggle('menu-list-start', left < 0 || right > document.documentElement.clientWidth);
  };
  return (
    <details class="menu" ref={box} onToggle={place}>
      <summary class="button button-plain">
        <Icon name="download" />
        <span>{word}</span>
      </summary>
      <ul class="menu-list">
        {forms.map((form) => (
          <li key={form.href} class={form.apart ? 'menu-apart' : undefined}>
            <a
              href={form.href}
              onClick={close}
              {...(form.page ? { target: '_blank', rel: 'noopener' } : form.inside ? {} : { download: true })}
            >
              {form.word}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
