// SPDX-License-Identifier: MIT
// The places of one thing, as tabs whose choice is in the address.

import { useEffect, useRef } from 'preact/hooks';
import { centre } from './aside';

export interface Tab {
  href: string;
  word: string;
  count?: number;
}

export function Tabs({ tabs, path, label }: { tabs: readonly Tab[]; path: string; label: string }) {
  const here = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // On a phone the row is wider than the screen: the tab in force is in view.
    centre(here.current?.parentElement, here.current);
  }, [path]);
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.href} ref={tab.href === path ? here : null} class="tab" href={tab.href} aria-current={tab.href === path ? 'page' : undefined}>
          {tab.word}
          {tab.count ? <span class="tab-count">{tab.count}</span> : null}
        </a>
      ))}
    </nav>
  );
}
