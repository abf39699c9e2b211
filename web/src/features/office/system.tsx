// SPDX-License-Identifier: MIT
// For the administrator: room on the server's disk, the age of the backups, and whether nets look for pictures of faces; loud only
// when somebody must act.

import { useLoad, useRefresh } from '../../core/hooks';
import { Icon } from '../../ui/icons';
import { text } from './words';
import { dayAndTimeInside, number } from '../../core/text/format';
import type { SystemState } from '../../core/types';

const REFRESH_SECONDS = 60;
const GIGABYTE = 1e9;

export function SystemSection() {
  const t = text().office.system;
  const state = useLoad<SystemState>('/api/admin/system');
  useRefresh(() => void state.reload(), REFRESH_SECONDS);
  if (!state.data || state.data.disk.all === 0) return null;
  const { disk, backups, antispoof } = state.data;
  const left = t.left(number(Math.round((disk.left / GIGABYTE) * 10) / 10), number(Math.round((100 * disk.left) / disk.all)));
  const newest = backups.newest_at ? t.newest(dayAndTimeInside(backups.newest_at)) : t.none;
  const warnings = [disk.full ? t.full : disk.low ? t.low : null, backups.late ? t.late : null].filter((words) => words !== null);
  return (
    <section class="card" aria-labelledby="system" data-system={warnings.length > 0 ? 'warns' : 'good'}>
      <h2 id="system">{t.title}</h2>
      {warnings.map((words) => (
        <div key={words} class="notice notice-bad" role="alert">
          <Icon name="alert" />
          <div class="notice-text">
            <p class="notice-lead">{words}</p>
          </div>
        </div>
      ))}
      <p>{left}</p>
      <p>{backups.scheduled ? newest : t.unscheduled}</p>
      <p data-antispoof={antispoof}>{t.antispoof[antispoof]}</p>
    </section>
  );
}
