// SPDX-License-Identifier: MIT

import { useMemo } from 'preact/hooks';
import { encode } from 'uqr';

/** A QR code as one SVG path, dark on white in every colour scheme so that cameras read it. `dense`: much text, read from a clean screen. */
export function QrCode({ value, label, dense = false }: { value: string; label: string; dense?: boolean }) {
  const { size, path } = useMemo(() => {
    const code = encode(value, { ecc: dense ? 'L' : 'M', border: 2 });
    let d = '';
    for (const [y, row] of code.data.entries()) {
      for (const [x, dark] of row.entries()) if (dark) d += `M${x} ${y}h1v1h-1z`;
    }
    return { size: code.size, path: d };
  }, [value, dense]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#10131f" />
    </svg>
  );
}
