// SPDX-License-Identifier: MIT
// The icons that the app uses, of one set (Lucide), decorative: their meaning is always in words beside them. scripts/shapes.mjs lists them.

import { useEffect, useState } from 'preact/hooks';
import { shapes } from './icon-shapes';

export type IconName = keyof typeof shapes | keyof typeof import('./icon-shapes-more').shapes;

const known: Partial<Record<IconName, string>> = { ...shapes };

/** Those of the pages that nobody comes to first: here before such a page is drawn, so that none is drawn twice. */
export async function iconsReady(): Promise<void> {
  Object.assign(known, (await import('./icon-shapes-more')).shapes);
}

interface Drawn {
  name: IconName;
  /** The icon points along the line of text, so it is mirrored in right-to-left languages. */
  turns?: boolean;
}

function Outline({ name, turns = false }: Drawn) {
  return (
    <svg class={turns ? 'icon icon-turns' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={known[name]} />
    </svg>
  );
}

/** On a first page, what only some see there: its place is kept until it is here. */
function Later(drawn: Drawn) {
  const [, setHere] = useState(false);
  useEffect(() => {
    iconsReady().then(
      () => setHere(true),
      () => undefined,
    );
  }, []);
  return <Outline {...drawn} />;
}

export function Icon(drawn: Drawn) {
  return known[drawn.name] === undefined ? <Later {...drawn} /> : <Outline {...drawn} />;
}
