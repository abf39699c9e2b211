// SPDX-License-Identifier: MIT
// Which page a path shows, to whom.

import { Component, type ComponentChildren, type ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import { nameThePage, reportBreak } from './core/breakage';
import { isAway, onReturn } from './core/reach';
import type { Draw, Route } from './core/route';
import { matchPath, navigate, usePath, type Params } from './core/router';
import { onSearch } from './core/search';
import { loadSession, useSession } from './core/session';
import { currentLanguage, onLanguage, text, wordsReady } from './core/text';
import type { Role } from './core/types';
import { isOutdated } from './core/update';
import { first as checkIn } from './features/check-in/first';
import { first as home } from './features/home/first';
import { first as office } from './features/office/first';
import { doors as kioskDoors } from './features/kiosk/routes';
import { doors as mailOffDoors } from './features/mail-off/routes';
import { doors as receiptDoors } from './features/receipt/routes';
import { doors as signDoors, factorDue, OPEN_DOORS as MAIL_DOORS, providerDoor } from './features/sign/routes';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from './ui/basics';
import { iconsReady } from './ui/icons';
import { Brand, Doorstep, Shell } from './ui/shell';
import { Leaving } from './ui/leaving';
import { StepUp } from './ui/step-up';
import { Toasts } from './ui/toast';

const doors = { ...signDoors, ...receiptDoors, ...mailOffDoors, ...kioskDoors };
/** They mean the same to whoever is signed in on this browser, and to nobody. */
const OPEN_DOORS = [...MAIL_DOORS, ...Object.keys({ ...receiptDoors, ...mailOffDoors, ...kioskDoors })];

/** Where one comes to from elsewhere; the others are fetched when they are gone to. */
const FIRST: readonly Route[] = [...home, ...office, ...checkIn];

let others: readonly Route[] = [];

async function fetchOthers(): Promise<Draw> {
  // An icon that is missing is no reason to show no page.
  const [found] = await Promise.all([import('./routes'), iconsReady().catch(() => undefined)]);
  others = found.routes;
  return () => <></>;
}

/** Called while the server is asked who one is, so that neither waits for the other. */
export function fetchWhatIsAskedFor(path: string): void {
  if (!doors[path] && !providerDoor(path) && !FIRST.some(({ pattern }) => matchPath(pattern, path))) fetchOthers().catch(() => undefined);
}

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

/** A page that breaks says so, and leaves what is around it; a navigation draws the next one. */
class Fuse extends Component<{ path: string; children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };
  static override getDerivedStateFromError() {
    return { broken: true };
  }
  override componentDidCatch(error: unknown) {
    reportBreak(error);
  }
  override componentDidUpdate(before: { path: string }) {
    if (this.state.broken && before.path !== this.props.path) this.setState({ broken: false });
  }
  render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  return (
    <div class="broken">
      <h1 tabIndex={-1}>{text().app.brokenTitle}</h1>
      <p>{text().app.broken}</p>
      <Button kind="primary" onClick={() => location.reload()}>
        {text().app.reload}
      </Button>
    </div>
  );
}

/** Without a network, a page whose files are not on this device yet. */
function NotHere() {
  useEffect(() => onReturn(() => location.reload()), []);
  return (
    <>
      <h1 class="visually-hidden">{text().app.name}</h1>
      <Empty icon="offline" title={text().away.notHere} hint={text().refusals['offline']?.[1] ?? ''}>
        <Button onClick={() => location.reload()}>{text().app.reload}</Button>
      </Empty>
    </>
  );
}

const fetched = new Map<Route['load'], Draw>();
// A page that is here within this is drawn without a flicker.
const PATIENCE_MS = 300;

/** After a navigation the new page's heading gets the focus, so that a screen reader says where one is. */
function useFocusOnNavigation(path: string, drawn: boolean): void {
  const shown = useRef(path);
  useEffect(() => {
    if (!drawn || shown.current === path) return;
    shown.current = path;
    const heading = document.querySelector<HTMLElement>('h1[tabindex]') ?? document.getElementById('content');
    heading?.focus({ preventScroll: true });
  }, [path, drawn]);
}

/** A page that may have to be fetched first; a `bare` one stands alone on the screen, and so does what is shown until it is here. */
function Fetched({ load, params, path, bare, onHere }: { load: Route['load']; params: Params; path: string; bare: boolean; onHere?: () => void }) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [trouble, setTrouble] = useState<'none' | 'slow' | 'failed'>('none');
  const draw = fetched.get(load);
  useEffect(() => {
    if (fetched.has(load)) return setTrouble('none');
    let here = true;
    const slow = setTimeout(() => here && setTrouble('slow'), PATIENCE_MS);
    load().then(
      (found) => {
        fetched.set(load, found);
        if (!here) return;
        if (onHere) onHere();
        else redraw(undefined);
      },
      () => {
        clearTimeout(slow);
        if (!here) return;
        if (isOutdated()) location.reload();
        else setTrouble('failed');
      },
    );
    return () => {
      here = false;
      clearTimeout(slow);
    };
  }, [load]);
  useFocusOnNavigation(path, draw !== undefined);
  if (draw) return draw(params, path);
  if (trouble === 'failed') {
    const why = isAway() || !navigator.onLine ? <NotHere /> : <Broken />;
    return bare ? <Doorstep>{why}</Doorstep> : why;
  }
  if (bare) return <Splash />;
  return trouble === 'slow' ? <Skeleton /> : null;
}

/** While the server is asked who we are, or a page that stands alone is fetched. */
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

/** Going somewhere by typing. Fetched when it is first asked for. */
function Search() {
  const [open, setOpen] = useState(false);
  const [Palette, setPalette] = useState<ComponentType<{ onClose: () => void }> | null>(null);
  useEffect(
    () =>
      onSearch(() => {
        setOpen(true);
        void import('./features/search/palette').then(async (found) => {
          await wordsReady();
          setPalette(() => found.Palette);
        });
      }),
    [],
  );
  return open && Palette ? <Palette onClose={() => setOpen(false)} /> : null;
}

function SignedIn({ role, path }: { role: Role; path: string }) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  let known = false;
  const fetch = (load: Route['load'], params: Params, bare: boolean, onHere?: () => void) => (
    <Fuse path={path}>
      <Fetched load={load} params={params} path={path} bare={bare} {...(onHere && { onHere })} />
    </Fuse>
  );
  for (const route of [...FIRST, ...others]) {
    const params = matchPath(route.pattern, path);
    if (!params) continue;
    known = true;
    if (!route.roles.includes(role)) continue;
    nameThePage(route.pattern);
    const page = fetch(route.load, params, route.bare === true);
    if (route.bare) return page;
    return (
      <Shell role={role} path={path}>
        {page}
      </Shell>
    );
  }
  return (
    <Shell role={role} path={path}>
      {others.length > 0 ? <NotFound known={known} /> : fetch(fetchOthers, {}, false, () => redraw(undefined))}
    </Shell>
  );
}

function Here() {
  const path = usePath();
  const { user, unreachable, factorDue: due } = useSession();
  const door = doors[path] ?? providerDoor(path);
  if (door) nameThePage(doors[path] ? path : '/sso/:provider');
  const outside = user === null || (user !== undefined && due);
  // Before the way leads elsewhere: a code that was scanned is good for seconds.
  useLayoutEffect(() => {
    const { hash } = location;
    if (outside && hash && path.startsWith('/mark/')) void import('./core/scan').then(({ keepScan }) => keepScan(path, hash)).catch(() => undefined);
  }, [outside, path]);
  const knock = (load: Route['load']) => (
    <Fuse path={path}>
      <Fetched load={load} params={{}} path={path} bare />
    </Fuse>
  );
  let inside: ComponentChildren = null;
  if ((OPEN_DOORS.includes(path) || !doors[path]) && door) inside = knock(door);
  else if (user && due) inside = knock(factorDue);
  else if (user) inside = door ? <Redirect to="/" /> : <SignedIn role={user.role} path={path} />;
  else if (user === null) {
    const next = path === '/' ? '' : `?next=${encodeURIComponent(path + location.hash)}`;
    // A join link is how most students meet AMS: they have no account yet.
    const to = path.startsWith('/join/') ? '/sign-up' : '/sign-in';
    inside = door ? knock(door) : <Redirect to={to + next} />;
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
      {inside}
      {user && <Search />}
      <StepUp />
      <Leaving />
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
