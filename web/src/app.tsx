// SPDX-License-Identifier: MIT
// Which page a path shows, to whom. One table.

import { Component, type ComponentChildren, type JSX } from 'preact';
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { AccountPage } from './pages/account/account';
import { AllClassroomsPage, InvitePage, OverviewPage } from './pages/office/admin';
import { AuditPage } from './pages/office/audit';
import { BoardPage } from './pages/board/board';
import { BoardEditPage } from './pages/board/edit';
import { BoardGradesPage } from './pages/board/grades';
import { BoardItemPage } from './pages/board/item';
import { ClassPhotoPage } from './pages/lecture/photo';
import { ClassSettingsPage } from './pages/classroom/settings';
import { ClassroomPage } from './pages/classroom/classroom';
import { ClassroomCopyPage } from './pages/classroom/copy';
import { NewClassroomPage } from './pages/classroom/new';
import { FacePage } from './pages/student/face';
import { ClassHolidaysPage, HolidaysPage } from './pages/office/holidays';
import { GroupsPage } from './pages/classroom/groups';
import { ClassImportsPage, ImportsPage } from './pages/office/imports';
import { JobPage } from './pages/office/job';
import { JoinPage } from './pages/student/join';
import { LeaveKindsPage } from './pages/leave/kinds';
import { LeaveOfficePage, LeavesPage } from './pages/leave/leaves';
import { LecturePage } from './pages/lecture/lecture';
import { MailsPage } from './pages/office/mails';
import { MarkPage } from './pages/student/mark';
import { SettingsPage } from './pages/office/settings';
import { AdvisedPage } from './pages/teacher/advised';
import { ClassRulesPage, RulesPage } from './pages/office/rules';
import { PeoplePage } from './pages/office/people';
import { PersonPage } from './pages/office/person';
import { ErasePage } from './pages/office/person-erase';
import { MergePage } from './pages/office/person-merge';
import { ConsentsPage, RetentionPage } from './pages/office/privacy';
import { ThresholdPage } from './pages/office/threshold';
import { TrialPage } from './pages/office/trial';
import { ConfirmEmailPage, ForgotPage, ResetPage } from './pages/sign-in/mail-links';
import { NotificationChoicesPage } from './pages/account/notification-choices';
import { NotificationsPage } from './pages/account/notifications';
import { ProfessorHomePage } from './pages/teacher/home';
import { RecordPage } from './pages/student/record';
import { RegisterPage } from './pages/classroom/register';
import { ReportPage } from './pages/office/report';
import { RequestsPage } from './pages/classroom/requests';
import { SchedulePage } from './pages/classroom/schedule';
import { FactorDuePage } from './pages/sign-in/factor-due';
import { SignInPage, SignUpPage, WelcomePage } from './pages/sign-in/sign';
import { StatisticsPage } from './pages/classroom/statistics';
import { StudentHomePage } from './pages/student/home';
import { Button, Empty, LinkButton, PageHead, ProblemNotice } from './parts/basics';
import { Brand, Doorstep, Shell } from './parts/shell';
import { StepUp } from './parts/step-up';
import { Toasts } from './parts/toast';
import { matchPath, navigate, usePath, type Params } from './router';
import { loadSession, useSession } from './session';
import { currentLanguage, onLanguage, text } from './text';
import type { Role } from './types';

interface Route {
  pattern: string;
  roles: readonly Role[];
  page: (params: Params, path: string) => JSX.Element;
  /** The page brings its own frame (the camera fills the screen). */
  bare?: true;
}

const STUDENT = ['student'] as const;
const PROFESSOR = ['professor'] as const;
const ADMINISTRATOR = ['administrator'] as const;
const STAFF = ['professor', 'administrator'] as const;
const ALL = ['student', 'professor', 'administrator'] as const;

const ROUTES: readonly Route[] = [
  { pattern: '/', roles: STUDENT, page: () => <StudentHomePage /> },
  { pattern: '/', roles: PROFESSOR, page: () => <ProfessorHomePage /> },
  { pattern: '/', roles: ADMINISTRATOR, page: () => <OverviewPage /> },
  { pattern: '/account', roles: ALL, page: () => <AccountPage /> },
  { pattern: '/notifications', roles: ALL, page: () => <NotificationsPage /> },
  { pattern: '/notifications/choices', roles: ALL, page: () => <NotificationChoicesPage /> },
  { pattern: '/join', roles: STUDENT, page: () => <JoinPage /> },
  { pattern: '/join/:code', roles: STUDENT, page: ({ code }) => <JoinPage code={code ?? ''} /> },
  { pattern: '/face', roles: STUDENT, page: (_, path) => <FacePage path={path} />, bare: true },
  {
    pattern: '/mark/:lecture',
    roles: STUDENT,
    page: ({ lecture = '' }, path) => <MarkPage key={lecture} lecture={lecture} path={path} />,
    bare: true,
  },
  { pattern: '/record/:id', roles: STUDENT, page: ({ id = '' }) => <RecordPage classroom={id} /> },
  { pattern: '/classrooms', roles: ADMINISTRATOR, page: () => <AllClassroomsPage /> },
  { pattern: '/classrooms/new', roles: PROFESSOR, page: () => <NewClassroomPage /> },
  { pattern: '/classroom/:id', roles: ALL, page: ({ id = '' }) => <ClassroomPage key={id} classroom={id} /> },
  { pattern: '/classroom/:id/schedule', roles: PROFESSOR, page: ({ id = '' }) => <SchedulePage classroom={id} /> },
  { pattern: '/classroom/:id/groups', roles: ALL, page: ({ id = '' }) => <GroupsPage key={id} classroom={id} /> },
  { pattern: '/classroom/:id/register', roles: STAFF, page: ({ id = '' }) => <RegisterPage classroom={id} /> },
  { pattern: '/classroom/:id/statistics', roles: STAFF, page: ({ id = '' }) => <StatisticsPage key={id} classroom={id} /> },
  { pattern: '/classroom/:id/import', roles: PROFESSOR, page: ({ id = '' }) => <ClassImportsPage classroom={id} /> },
  { pattern: '/classroom/:id/requests', roles: ALL, page: ({ id = '' }) => <RequestsPage key={id} classroom={id} /> },
  { pattern: '/classroom/:id/settings', roles: ALL, page: ({ id = '' }) => <ClassSettingsPage key={id} classroom={id} /> },
  { pattern: '/classroom/:id/rules', roles: ALL, page: ({ id = '' }) => <ClassRulesPage key={id} classroom={id} /> },
  { pattern: '/advised', roles: PROFESSOR, page: () => <AdvisedPage /> },
  { pattern: '/classroom/:id/copy', roles: STAFF, page: ({ id = '' }) => <ClassroomCopyPage key={id} classroom={id} /> },
  { pattern: '/classroom/:id/holidays', roles: PROFESSOR, page: ({ id = '' }) => <ClassHolidaysPage key={id} classroom={id} /> },
  { pattern: '/classroom/:id/board', roles: ALL, page: ({ id = '' }) => <BoardPage key={id} classroom={id} /> },
  { pattern: '/classroom/:id/board/new', roles: ALL, page: ({ id = '' }) => <BoardEditPage classroom={id} item={null} /> },
  {
    pattern: '/classroom/:id/board/:item',
    roles: ALL,
    page: ({ id = '', item = '' }) => <BoardItemPage key={item} classroom={id} item={item} />,
  },
  {
    pattern: '/classroom/:id/board/:item/edit',
    roles: ALL,
    page: ({ id = '', item = '' }) => <BoardEditPage key={item} classroom={id} item={item} />,
  },
  {
    pattern: '/classroom/:id/board/:item/grades',
    roles: ALL,
    page: ({ id = '', item = '' }) => <BoardGradesPage key={item} classroom={id} item={item} />,
  },
  { pattern: '/lecture/:id', roles: ALL, page: ({ id = '' }) => <LecturePage key={id} lecture={id} /> },
  { pattern: '/lecture/:id/photo', roles: PROFESSOR, page: ({ id = '' }) => <ClassPhotoPage key={id} lecture={id} /> },
  { pattern: '/leaves', roles: STUDENT, page: () => <LeavesPage /> },
  { pattern: '/leaves', roles: STAFF, page: () => <LeaveOfficePage /> },
  { pattern: '/leave-kinds', roles: ADMINISTRATOR, page: () => <LeaveKindsPage /> },
  { pattern: '/people', roles: ADMINISTRATOR, page: () => <PeoplePage /> },
  { pattern: '/people/:id', roles: ADMINISTRATOR, page: ({ id = '' }) => <PersonPage key={id} id={id} /> },
  { pattern: '/people/:id/merge', roles: ADMINISTRATOR, page: ({ id = '' }) => <MergePage key={id} id={id} /> },
  { pattern: '/imports', roles: ADMINISTRATOR, page: () => <ImportsPage /> },
  { pattern: '/jobs/:id', roles: STAFF, page: ({ id = '' }) => <JobPage key={id} id={id} /> },
  { pattern: '/report', roles: ADMINISTRATOR, page: () => <ReportPage /> },
  { pattern: '/mails', roles: ADMINISTRATOR, page: () => <MailsPage /> },
  { pattern: '/people/:id/erase', roles: ADMINISTRATOR, page: ({ id = '' }) => <ErasePage key={id} id={id} /> },
  { pattern: '/holidays', roles: ADMINISTRATOR, page: () => <HolidaysPage /> },
  { pattern: '/rules', roles: ADMINISTRATOR, page: () => <RulesPage /> },
  { pattern: '/settings', roles: ADMINISTRATOR, page: () => <SettingsPage /> },
  { pattern: '/audit', roles: ADMINISTRATOR, page: () => <AuditPage /> },
  { pattern: '/consents', roles: ADMINISTRATOR, page: () => <ConsentsPage /> },
  { pattern: '/retention', roles: ADMINISTRATOR, page: () => <RetentionPage /> },
  { pattern: '/face-threshold', roles: ADMINISTRATOR, page: () => <ThresholdPage /> },
  { pattern: '/face-trial', roles: ADMINISTRATOR, page: (_, path) => <TrialPage path={path} />, bare: true },
  { pattern: '/invite', roles: ADMINISTRATOR, page: () => <InvitePage /> },
];

const DOORS: Record<string, () => JSX.Element> = {
  '/sign-in': () => <SignInPage />,
  '/sign-up': () => <SignUpPage />,
  '/forgot': () => <ForgotPage />,
  '/welcome': () => <WelcomePage />,
  '/reset': () => <ResetPage />,
  '/confirm-email': () => <ConfirmEmailPage />,
};

/** Links out of mails: they mean the same to whoever is signed in on this browser. */
const OPEN_DOORS = ['/welcome', '/reset', '/confirm-email'];

function NotFound({ known }: { known: boolean }) {
  const t = text();
  return (
    <>
      <PageHead title={t.app.notFoundTitle} />
      <Empty icon="search" title={known ? t.app.notAllowed : t.app.notFound}>
        <LinkButton href="/" kind="primary">
          {t.app.goHome}
        </LinkButton>
      </Empty>
    </>
  );
}

/** After a navigation the new page's heading gets the focus, so that a screen reader says where one is. */
function useFocusOnNavigation(path: string): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const heading = document.querySelector<HTMLElement>('h1[tabindex]') ?? document.getElementById('content');
    heading?.focus({ preventScroll: true });
  }, [path]);
}

/** A page that breaks says so, and offers the way out; a navigation draws the next one. */
class Fuse extends Component<{ path: string; children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };
  static override getDerivedStateFromError() {
    return { broken: true };
  }
  override componentDidUpdate(before: { path: string }) {
    if (this.state.broken && before.path !== this.props.path) this.setState({ broken: false });
  }
  render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Doorstep>
        <h1 tabIndex={-1}>{text().app.brokenTitle}</h1>
        <p>{text().app.broken}</p>
        <Button kind="primary" onClick={() => location.reload()}>
          {text().app.reload}
        </Button>
      </Doorstep>
    );
  }
}

/** While the server is asked who we are. */
function Splash() {
  return (
    <main class="splash" id="content">
      <h1>
        <Brand />
      </h1>
      <p class="visually-hidden" role="status">
        {text().app.loading}
      </p>
    </main>
  );
}

function Redirect({ to }: { to: string }) {
  useEffect(() => navigate(to, 'replace'), [to]);
  return null;
}

function SignedIn({ role, path }: { role: Role; path: string }) {
  useFocusOnNavigation(path);
  let known = false;
  for (const route of ROUTES) {
    const params = matchPath(route.pattern, path);
    if (!params) continue;
    known = true;
    if (!route.roles.includes(role)) continue;
    if (route.bare) return route.page(params, path);
    return (
      <Shell role={role} path={path}>
        {route.page(params, path)}
      </Shell>
    );
  }
  return (
    <Shell role={role} path={path}>
      <NotFound known={known} />
    </Shell>
  );
}

function Here() {
  const path = usePath();
  const { user, unreachable, factorDue } = useSession();
  const door = DOORS[path];
  let inside: ComponentChildren = null;
  if (OPEN_DOORS.includes(path) && door) inside = door();
  else if (user && factorDue) inside = <FactorDuePage />;
  else if (user) inside = door ? <Redirect to="/" /> : <SignedIn role={user.role} path={path} />;
  else if (user === null) {
    const next = path === '/' ? '' : `?next=${encodeURIComponent(path + location.hash)}`;
    // A join link is how most students meet AMS: they have no account yet.
    const to = path.startsWith('/join/') ? '/sign-up' : '/sign-in';
    inside = door ? door() : <Redirect to={to + next} />;
  } else if (unreachable) {
    inside = (
      <Doorstep>
        <h1 class="visually-hidden">{text().app.name}</h1>
        <ProblemNotice problem={unreachable} onRetry={() => void loadSession()} />
      </Doorstep>
    );
  } else inside = <Splash />;
  return (
    <>
      <Fuse path={path}>{inside}</Fuse>
      <StepUp />
      <Toasts />
    </>
  );
}

export function App() {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => onLanguage(() => redraw(undefined)), []);
  // A new language draws the whole page anew: every word is read from the table when a part is drawn.
  return <Here key={currentLanguage()} />;
}
