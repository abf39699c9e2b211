// SPDX-License-Identifier: MIT
// What happens to a face, in four pictures. Their meaning stands in words below each.

import type { ComponentChildren } from 'preact';

function Picture({ children }: { children: ComponentChildren }) {
  return (
    <svg class="picture" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const FACE = (
  <>
    <ellipse cx="32" cy="32" rx="13" ry="16" class="picture-soft" />
    <circle cx="27" cy="30" r="1.600" class="picture-ink" />
    <circle cx="37" cy="30" r="1.600" class="picture-ink" />
    <path d="M27 38q5 4 10 0" class="picture-line" />
  </>
);

/** A face in the corners of a finder. */
export const Look = () => (
  <Picture>
    <path d="M8 20v-6a6 6 0 0 1 6-6h6M44 8h6a6 6 0 0 1 6 6v6M56 44v6a6 6 0 0 1-6 6h-6M20 56h-6a6 6 0 0 1-6-6v-6" class="picture-line picture-brand" />
    {FACE}
  </Picture>
);

/** Half a face, half figures. */
export const Numbers = () => (
  <Picture>
    <path d="M30 16a13 16 0 0 0 0 32z" class="picture-soft" />
    <circle cx="24" cy="30" r="1.600" class="picture-ink" />
    <path d="M23 39q3 2.500 7 2" class="picture-line" />
    <path d="M31 10v44" class="picture-line picture-dash" />
    <g class="picture-figure">
      <text x="36" y="25">
        0.31
      </text>
      <text x="36" y="37">
        -1.2
      </text>
      <text x="36" y="49">
        0.07
      </text>
    </g>
  </Picture>
);

/** Figures behind a lock. */
export const Sealed = () => (
  <Picture>
    <path d="M22 30v-7a10 10 0 0 1 20 0v7" class="picture-line picture-brand" />
    <rect x="15" y="29" width="34" height="26" rx="6" class="picture-soft picture-edge" />
    <circle cx="32" cy="40" r="3.500" class="picture-ink" />
    <path d="M32 42v6" class="picture-line" />
  </Picture>
);

/** An outline that is gone, and a bin. */
export const Deleted = () => (
  <Picture>
    <path d="M18 22h28l-2.500 28a5 5 0 0 1-5 4.500h-13a5 5 0 0 1-5-4.500z" class="picture-soft picture-edge" />
    <path d="M14 22h36M26 22v-5a4 4 0 0 1 4-4h4a4 4 0 0 1 4 4v5" class="picture-line picture-brand" />
    <path d="m27 32 10 13M37 32 27 45" class="picture-line" />
  </Picture>
);
