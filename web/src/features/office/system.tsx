// SPDX-License-Identifier: MIT
// The administrator's System: a door to each place that has none in the bar, with how it stands in one line.

import { now } from '../../core/clock';
import { useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { desk as deskWords, kiosk as kioskWords, programs as programWords, providers as providerWords } from '../../core/text/books';
import { PageHead, ProblemNotice } from '../../ui/basics';
import { Icon, type IconName } from '../../ui/icons';
import { dayAndTimeInside, decimals, facts, fileSize, number } from '../../core/text/format';
import type { Answers, Calibration, Holiday, KioskLine, LeaveKind, Outbox, ProgramTokens, Setting, StorageState, SystemState, TodayState, Trial, WarningRule } from '../../core/types';
import { nearlyTaken } from './machine';

const text = words(deskWords, kioskWords, programWords, providerWords);

type Tone = 'good' | 'warning' | 'failure';

interface Door {
  href: string;
  icon: IconName;
  title: string;
  says: string | null;
  tone?: Tone;
}

function DoorRow({ door }: { door: Door }) {
  const t = text().desk.hub.state;
  const bad = door.tone === 'warning' || door.tone === 'failure' ? door.tone : null;
  return (
    <li>
      <a class="row row-link door" href={door.href} data-door={door.href} data-tone={door.tone}>
        <span class={`door-icon${bad ? ` door-${bad}` : ''}`}>
          <Icon name={bad ? 'alert' : door.icon} />
        </span>
        <div>
          <p class="row-lead">{door.title}</p>
          <p class="muted small">
            {bad && <span class="visually-hidden">{t[bad]}: </span>}
            {door.says ?? '\u00a0'}
          </p>
        </div>
        <Icon name="forward" turns />
      </a>
    </li>
  );
}

function Group({ id, title, doors }: { id: string; title: string; doors: readonly Door[] }) {
  return (
    <section aria-labelledby={id} class="hub-group">
      <h2 id={id}>{title}</h2>
      <ul class="card rows">
        {doors.map((door) => (
          <DoorRow key={door.href} door={door} />
        ))}
      </ul>
    </section>
  );
}

function backupDoor({ backups }: SystemState): Pick<Door, 'says' | 'tone'> {
  const t = text().desk.hub.says;
  if (!backups.scheduled) return { says: t.backupNone, tone: 'warning' };
  if (backups.late) return { says: t.backupLate, tone: 'failure' };
  return { says: backups.newest_at ? t.backupNewest(dayAndTimeInside(backups.newest_at)) : t.backupWaits, tone: 'good' };
}

function mailDoor(system: SystemState, outbox: Outbox | null): Pick<Door, 'says' | 'tone'> {
  const t = text().desk.hub.says;
  if (!system.mail) return { says: t.mailNone, tone: 'warning' };
  if (outbox && outbox.failed > 0) return { says: t.mailFailed(number(outbox.failed)), tone: 'warning' };
  return { says: outbox && outbox.waiting > 0 ? t.mailWaiting(number(outbox.waiting)) : t.mailGood, tone: 'good' };
}

function serverDoors(system: SystemState | null, storage: StorageState | null, outbox: Outbox | null, today: TodayState | null): Door[] {
  const t = text().desk.hub;
  const failed = today?.waiting.jobs_failed ?? 0;
  const disk = system?.disk.low || system?.disk.full;
  return [
    { href: '/system/doctor', icon: 'shield', title: t.doors.doctor, says: t.says.doctor, ...(disk && { tone: 'failure' as const }) },
    { href: '/system/backup', icon: 'history', title: t.doors.backup, ...(system ? backupDoor(system) : { says: null }) },
    { href: '/mails', icon: 'mail', title: t.doors.mail, ...(system ? mailDoor(system, outbox) : { says: null }) },
    {
      href: '/system/storage',
      icon: 'file',
      title: t.doors.storage,
      says: storage && t.says.storage(fileSize(storage.institution.used), fileSize(storage.institution.most)),
      ...(storage && nearlyTaken(storage) && { tone: 'warning' as const }),
    },
    { href: '/jobs', icon: 'list', title: t.doors.jobs, says: failed > 0 ? t.says.jobsFailed(failed) : t.says.jobs, ...(failed > 0 && { tone: 'warning' as const }) },
  ];
}

export function SystemPage() {
  const t = text();
  const words = t.desk.hub;
  usePageTitle(words.title);
  const system = useLoad<SystemState>('/api/admin/system');
  const storage = useLoad<StorageState>('/api/admin/storage');
  const outbox = useLoad<Outbox>('/api/admin/mails?limit=1');
  const today = useLoad<TodayState>('/api/admin/today');
  const settings = useLoad<{ settings: Setting[] }>('/api/admin/settings');
  const rules = useLoad<{ rules: WarningRule[] }>('/api/admin/rules');
  const holidays = useLoad<{ holidays: Holiday[] }>('/api/user/holidays');
  const kinds = useLoad<{ kinds: LeaveKind[] }>('/api/leave-kinds');
  const leaves = useLoad<{ leaves: unknown[] }>('/api/office/leaves?limit=9');
  const calibration = useLoad<Calibration>('/api/admin/face-calibration');
  const trial = useLoad<Trial>('/api/admin/face-trial');
  const providers = useLoad<Answers['getAdminSso']>('/api/admin/sso');
  const used = providers.data?.providers.filter((one) => one.enabled).length ?? 0;
  const kiosks = useLoad<{ kiosks: KioskLine[] }>('/api/admin/kiosks');
  const programs = useLoad<ProgramTokens>('/api/admin/tokens');
  const changed = settings.data?.settings.filter((one) => one.value !== one.default && one.name !== 'first_steps').length;
  const says = words.says;
  const onDay = new Date().toISOString().slice(0, 10);
  const toCome = holidays.data?.holidays.filter((one) => one.date >= onDay).length;
  const faces: Door[] = [
    {
      href: '/face-threshold',
      icon: 'face',
      title: words.doors.threshold,
      says:
        calibration.data &&
        facts([says.threshold(decimals(calibration.data.in_force.threshold, 3)), calibration.data.result ? says.calibrated(number(calibration.data.result.people)) : says.notCalibrated]),
    },
    { href: '/face-trial', icon: 'camera', title: words.doors.trial, says: trial.data?.running ? says.trialRuns : says.trial },
    {
      href: '/system/flags',
      icon: 'flag',
      title: words.doors.flags,
      says: today.data && says.flags(today.data.waiting.flags),
      ...(today.data && today.data.waiting.flags > 0 && { tone: 'warning' as const }),
    },
  ];
  return (
    <>
      <PageHead title={words.title} sub={words.hint} />
      <ProblemNotice problem={system.problem} onRetry={() => void system.reload()} />
      <div class="hub">
        <Group id="server" title={words.groups.server} doors={serverDoors(system.data, storage.data, outbox.data, today.data)} />
        <Group
          id="rules"
          title={words.groups.rules}
          doors={[
            { href: '/settings', icon: 'gear', title: words.doors.settings, says: changed === undefined ? null : changed === 0 ? says.settings : says.settingsChanged(changed) },
            { href: '/rules', icon: 'bell', title: words.doors.rules, says: rules.data && says.rules(rules.data.rules.filter((one) => one.on).length) },
            { href: '/holidays', icon: 'calendar', title: words.doors.holidays, says: toCome === undefined ? null : says.holidays(toCome) },
            {
              href: '/leaves',
              icon: 'inbox',
              title: words.doors.leaves,
              says: leaves.data && says.leaves(leaves.data.leaves.length, number(leaves.data.leaves.length)),
              ...(leaves.data && leaves.data.leaves.length > 0 && { tone: 'warning' as const }),
            },
            { href: '/leave-kinds', icon: 'hand', title: words.doors.leaveKinds, says: kinds.data && says.leaveKinds(kinds.data.kinds.length) },
            { href: '/system/providers', icon: 'key', title: t.providers.title, says: providers.data && t.providers.says(used, number(used)) },
            { href: '/system/kiosks', icon: 'tablet', title: t.kiosks.title, says: kiosks.data && t.kiosks.says(kiosks.data.kiosks.filter((one) => !one.revoked_at).length) },
          ]}
        />
        <Group id="faces" title={words.groups.faces} doors={faces} />
        <Group
          id="data"
          title={words.groups.data}
          doors={[
            { href: '/imports', icon: 'upload', title: words.doors.imports, says: says.imports },
            {
              href: '/system/programs',
              icon: 'plug',
              title: t.programs.title,
              says: programs.data && t.programs.says(programs.data.tokens.filter((one) => !one.revoked_at && Date.parse(one.expires_at) > now()).length),
            },
            { href: '/audit', icon: 'search', title: words.doors.audit, says: says.audit },
            { href: '/consents', icon: 'check', title: words.doors.consents, says: says.consents },
            {
              href: '/retention',
              icon: 'lock',
              title: words.doors.retention,
              says: today.data && says.retention(today.data.waiting.erasures),
              ...(today.data && today.data.waiting.erasures > 0 && { tone: 'warning' as const }),
            },
          ]}
        />
      </div>
    </>
  );
}
