// SPDX-License-Identifier: MIT
// What administrators look after, and the pages that classes share with them.

import { ADMINISTRATOR, ALL, PROFESSOR, STAFF, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/classrooms', roles: ADMINISTRATOR, load: page(() => import('./classes'), (m) => <m.AllClassroomsPage />) },
  { pattern: '/invite', roles: ADMINISTRATOR, load: page(() => import('./invite'), (m) => <m.InvitePage />) },
  { pattern: '/people', roles: ADMINISTRATOR, load: page(() => import('./people'), (m) => <m.PeoplePage />) },
  { pattern: '/people/codes', roles: ADMINISTRATOR, load: page(() => import('./codes/codes'), (m) => <m.CodesPage />) },
  { pattern: '/people/:id', roles: ADMINISTRATOR, load: page(() => import('./person'), (m, { id = '' }) => <m.PersonPage key={id} id={id} />) },
  {
    pattern: '/people/:id/merge',
    roles: ADMINISTRATOR,
    load: page(() => import('./person-merge'), (m, { id = '' }) => <m.MergePage key={id} id={id} />),
  },
  {
    pattern: '/people/:id/erase',
    roles: ADMINISTRATOR,
    load: page(() => import('./person-erase'), (m, { id = '' }) => <m.ErasePage key={id} id={id} />),
  },
  { pattern: '/imports', roles: ADMINISTRATOR, load: page(() => import('./imports'), (m) => <m.ImportsPage />) },
  {
    pattern: '/classroom/:id/import',
    roles: PROFESSOR,
    load: page(() => import('./imports'), (m, { id = '' }, path) => <m.ClassImportsPage classroom={id} path={path} />),
  },
  { pattern: '/jobs/:id', roles: STAFF, load: page(() => import('./job'), (m, { id = '' }) => <m.JobPage key={id} id={id} />) },
  { pattern: '/report', roles: ADMINISTRATOR, load: page(() => import('./report'), (m) => <m.ReportPage />) },
  { pattern: '/mails', roles: ADMINISTRATOR, load: page(() => import('./mails'), (m) => <m.MailsPage />) },
  { pattern: '/holidays', roles: ADMINISTRATOR, load: page(() => import('./holidays'), (m) => <m.HolidaysPage />) },
  {
    pattern: '/classroom/:id/holidays',
    roles: PROFESSOR,
    load: page(() => import('./holidays'), (m, { id = '' }, path) => <m.ClassHolidaysPage key={id} classroom={id} path={path} />),
  },
  { pattern: '/rules', roles: ADMINISTRATOR, load: page(() => import('./rules'), (m) => <m.RulesPage />) },
  {
    pattern: '/classroom/:id/rules',
    roles: ALL,
    load: page(() => import('./rules'), (m, { id = '' }, path) => <m.ClassRulesPage key={id} classroom={id} path={path} />),
  },
  { pattern: '/settings', roles: ADMINISTRATOR, load: page(() => import('./settings'), (m) => <m.SettingsPage />) },
  { pattern: '/settings/:group', roles: ADMINISTRATOR, load: page(() => import('./settings'), (m, { group = '' }) => <m.SettingsPage group={group} />) },
  { pattern: '/system', roles: ADMINISTRATOR, load: page(() => import('./system'), (m) => <m.SystemPage />) },
  { pattern: '/system/doctor', roles: ADMINISTRATOR, load: page(() => import('./doctor'), (m) => <m.DoctorPage />) },
  { pattern: '/system/backup', roles: ADMINISTRATOR, load: page(() => import('./doctor'), (m) => <m.BackupPage />) },
  { pattern: '/system/storage', roles: ADMINISTRATOR, load: page(() => import('./storage'), (m) => <m.StoragePage />) },
  { pattern: '/system/flags', roles: ADMINISTRATOR, load: page(() => import('./flags'), (m) => <m.FlagsPage />) },
  { pattern: '/system/kiosks', roles: ADMINISTRATOR, load: page(() => import('./kiosks/kiosks'), (m) => <m.KiosksPage />) },
  { pattern: '/system/providers', roles: ADMINISTRATOR, load: page(() => import('./sso/providers'), (m) => <m.ProvidersPage />) },
  { pattern: '/system/programs', roles: ADMINISTRATOR, load: page(() => import('./programs'), (m) => <m.ProgramsPage />) },
  { pattern: '/jobs', roles: ADMINISTRATOR, load: page(() => import('./jobs'), (m) => <m.JobsPage />) },
  { pattern: '/invitations', roles: ADMINISTRATOR, load: page(() => import('./invite'), (m) => <m.InvitationsPage />) },
  { pattern: '/classrooms/hand-over', roles: ADMINISTRATOR, load: page(() => import('./hand-over'), (m) => <m.HandOverPage />) },
  { pattern: '/audit', roles: ADMINISTRATOR, load: page(() => import('./audit'), (m) => <m.AuditPage />) },
  { pattern: '/consents', roles: ADMINISTRATOR, load: page(() => import('./privacy'), (m) => <m.ConsentsPage />) },
  { pattern: '/retention', roles: ADMINISTRATOR, load: page(() => import('./privacy'), (m) => <m.RetentionPage />) },
  { pattern: '/face-threshold', roles: ADMINISTRATOR, load: page(() => import('./trial/threshold'), (m) => <m.ThresholdPage />) },
  { pattern: '/face-trial', roles: ADMINISTRATOR, load: page(() => import('./trial/trial'), (m, _, path) => <m.TrialPage path={path} />), bare: true },
];
