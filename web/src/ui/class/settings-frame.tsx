// SPDX-License-Identifier: MIT
// The settings of a class by group: a searchable index beside them, doors to them on a phone.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { finds } from '../../core/fold';
import { words } from '../../core/text';
import { rules as rulesWords, settings as settingsWords, taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { Icon, type IconName } from '../icons';
import { SearchField } from './search';

const text = words(rulesWords, settingsWords, taughtWords, teachingWords);

export const SETTING_GROUPS = ['general', 'check-in', 'proofs', 'statuses', 'thresholds', 'joining', 'staff', 'holidays', 'archive'] as const;
export type SettingGroup = (typeof SETTING_GROUPS)[number];

const ICONS: Record<SettingGroup, IconName> = {
  general: 'book',
  'check-in': 'face',
  proofs: 'shield',
  statuses: 'list',
  thresholds: 'chart',
  joining: 'link',
  staff: 'people',
  holidays: 'calendar',
  archive: 'history',
};

export const settingHref = (id: string | number, group: SettingGroup) =>
  group === 'holidays' ? `/classroom/${id}/holidays` : `/classroom/${id}/settings/${group}`;

/** What an archived class can still change. */
const LEFT: readonly SettingGroup[] = ['archive'];

/** Each setting by what it is called on its page, so that whoever looks for one finds its group. */
function settingNames(): [SettingGroup, string][] {
  const t = text();
  const { settings: s, professor: p, policy, classroom: c, copy, rules: r } = t;
  const of = (group: SettingGroup, names: readonly string[]): [SettingGroup, string][] => names.map((name) => [group, name]);
  return [
    ...of('general', [p.subject, p.section, p.term, p.timezone]),
    ...of('check-in', [policy.title, p.windowMinutes, p.lateAfter, s.absent, s.auto]),
    ...of('proofs', [s.codeCheckIn, s.roomCode, s.network, s.place, s.device]),
    ...of('statuses', [s.statusAdd]),
    ...of('thresholds', [s.threshold, s.leaveOut, s.excused, r.title]),
    ...of('joining', [c.joinTitle, c.renewCode, s.joinOpen, s.joinApproval, s.joinUntil]),
    ...of('staff', [s.part.teacher, s.part.assistant]),
    ...of('archive', [copy.title, s.archiveButton]),
  ];
}

function Index({ id, group, archived }: { id: string; group: SettingGroup | null; archived: boolean }) {
  const t = text().taught.settings;
  const [query, setQuery] = useState('');
  const offered = archived ? LEFT : SETTING_GROUPS;
  const groups = offered.filter((one) => finds(`${t.group[one]} ${t.about[one]}`, query));
  const names = query.trim() ? settingNames().filter(([one, name]) => offered.includes(one) && finds(name, query)) : [];
  const found = offered.filter((one) => groups.includes(one) || names.some(([of]) => of === one));
  return (
    <div class="settings-index">
      {!archived && <SearchField label={t.search} name="setting_search" value={query} onInput={setQuery} />}
      <nav aria-label={t.index}>
        <ul>
          {found.map((one) => (
            <li key={one}>
              <a class="settings-door" href={settingHref(id, one)} data-group={one} aria-current={one === group ? 'page' : undefined}>
                <Icon name={ICONS[one]} />
                <span>
                  <span class="settings-name">{t.group[one]}</span>
                  <span class="muted small settings-about">
                    {names.some(([of]) => of === one) ? names.filter(([of]) => of === one).map(([, name]) => name).join(', ') : t.about[one]}
                  </span>
                </span>
                <Icon name="forward" turns />
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {found.length === 0 && <p class="muted">{t.noneFits}</p>}
    </div>
  );
}

interface Props {
  id: string;
  /** null: none was chosen; a phone shows the doors, a wide screen the first group. */
  group: SettingGroup | null;
  archived: boolean;
  children: ComponentChildren;
}

export function SettingsFrame({ id, group, archived, children }: Props) {
  const t = text();
  const shown = group ?? (archived ? 'archive' : 'general');
  return (
    <div class="settings-layout" data-chosen={group !== null}>
      <Index id={id} group={shown} archived={archived} />
      <div class="settings-content settings">
        {group !== null && (
          <a class="back settings-back" href={`/classroom/${id}/settings`}>
            <Icon name="back" turns />
            <span>{t.app.places.settings}</span>
          </a>
        )}
        <h2 class="settings-title">{t.taught.settings.group[shown]}</h2>
        {children}
      </div>
    </div>
  );
}
