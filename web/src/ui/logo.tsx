// SPDX-License-Identifier: MIT
// The institution's logo, beside whose name it stands; a way of drawing something else where there is none.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useInstitution } from '../core/institution';

export const LOGO_PATH = '/api/institution/logo';

export function Logo({ otherwise = null }: { otherwise?: ComponentChildren }) {
  const { logo } = useInstitution();
  const [lost, setLost] = useState<number | null>(null);
  if (logo === null || logo === lost) return <>{otherwise}</>;
  return <img class="logo" src={`${LOGO_PATH}?v=${logo}`} alt="" data-logo={logo} onError={() => setLost(logo)} />;
}
