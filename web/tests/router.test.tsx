// SPDX-License-Identifier: MIT
import { app, draw, page, resize, settle } from './dom';
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { holdPage, whenLeaving } from '../src/core/leaving';
import { isReturning, keepLinksInPage, matchPath, navigate, usePath } from '../src/core/router';

let path = '';
const at = () => path;
function Page() {
  path = usePath();
  return (
    <>
      <a href="/list" class="back">
        Back
      </a>
      <a id="item" href="/item/7?tab=1#part">
        Item
      </a>
      <a id="api" href="/api/files/1">
        File
      </a>
      <a id="away" href="https://example.org/">
        Elsewhere
      </a>
    </>
  );
}

/** How far this page can be scrolled, as a browser would have it. */
let height = 0;
let top = 0;
Object.defineProperty(page, 'scrollY', { get: () => top });
page.scrollTo = ((to: number | ScrollToOptions, y?: number) => {
  top = Math.min(typeof to === 'number' ? (y ?? 0) : (to.top ?? 0), height);
}) as typeof page.scrollTo;

const back = async (steps = -1) => {
  const gone = new Promise((resolve) => page.addEventListener('popstate', resolve, { once: true }));
  history.go(steps);
  await gone;
  await settle();
};
const click = async (selector: string) => {
  const link = app.querySelector<HTMLElement>(selector);
  assert.ok(link);
  const event = new page.MouseEvent('click', { bubbles: true, cancelable: true });
  link.dispatchEvent(event);
  await settle();
  return event.defaultPrevented;
};

before(async () => {
  keepLinksInPage();
  await draw(<Page />);
});

beforeEach(async () => {
  height = 5_000;
  navigate('/list');
  await settle();
});

test('a pattern names its parts', () => {
  assert.deepEqual(matchPath('/classroom/:id/:part', '/classroom/7/board'), { id: '7', part: 'board' });
  assert.deepEqual(matchPath('/join/:code', '/join/a%2Fb'), { code: 'a/b' });
  assert.equal(matchPath('/join/:code', '/join/%'), null);
  assert.equal(matchPath('/a', '/a/b'), null);
});

test('links of the app stay in the page, and begin at the top', async () => {
  page.scrollTo(0, 900);
  assert.equal(await click('#item'), true);
  assert.equal(at(), '/item/7');
  assert.equal(location.search + location.hash, '?tab=1#part');
  assert.equal(top, 0);
  assert.equal(isReturning(), false);
});

test('files, and other places, are the browser\'s', async () => {
  const stop = (event: Event) => event.preventDefault();
  let taken = true;
  const watch = (event: Event) => {
    taken = event.defaultPrevented;
    stop(event);
  };
  page.addEventListener('click', watch);
  for (const selector of ['#api', '#away']) {
    await click(selector);
    assert.equal(taken, false);
  }
  page.removeEventListener('click', watch);
  assert.equal(at(), '/list');
});

test('going back scrolls to where one was, once the page is long enough', async () => {
  page.scrollTo(0, 1_200);
  await click('#item');
  height = 300;
  await back();
  assert.equal(at(), '/list');
  assert.equal(isReturning(), true);
  assert.equal(top, 300);
  height = 5_000;
  resize();
  assert.equal(top, 1_200);
  // Then the page is the person's.
  page.scrollTo(0, 10);
  resize();
  assert.equal(top, 10);
});

test('who scrolls first is not pulled away', async () => {
  page.scrollTo(0, 1_200);
  await click('#item');
  height = 100;
  await back();
  page.dispatchEvent(new page.Event('wheel'));
  height = 5_000;
  resize();
  assert.equal(top, 100);
  assert.equal(isReturning(), false);
});

test('the link back goes back where one came from, and on where one did not', async () => {
  page.scrollTo(0, 700);
  await click('#item');
  const length = history.length;
  const gone = new Promise((resolve) => page.addEventListener('popstate', resolve, { once: true }));
  await click('.back');
  await gone;
  await settle();
  resize();
  assert.equal(at(), '/list');
  assert.equal(top, 700);
  assert.equal(history.length, length);

  navigate('/elsewhere');
  navigate('/item/7');
  await settle();
  await click('.back');
  assert.equal(at(), '/list');
  assert.equal(isReturning(), false);
});

test('each place has its own, and going forth is returning too', async () => {
  page.scrollTo(0, 100);
  navigate('/item/1');
  page.scrollTo(0, 200);
  navigate('/item/2');
  page.scrollTo(0, 300);
  await back(-2);
  resize();
  assert.equal(top, 100);
  await back(2);
  resize();
  assert.equal(top, 300);
  await back();
  resize();
  assert.equal(top, 200);
});

test('work that is not saved is asked about, by a link and by going back', async () => {
  const answers: boolean[] = [];
  let asked = 0;
  whenLeaving(() => {
    asked += 1;
    return Promise.resolve(answers.shift() ?? false);
  });
  navigate('/item/7');
  await settle();
  const release = holdPage();
  await click('.back');
  await back();
  await settle();
  assert.equal(at(), '/item/7');
  assert.equal(asked, 2);

  answers.push(true);
  history.back();
  for (let turns = 0; turns < 20 && at() !== '/list'; turns++) await settle();
  assert.equal(at(), '/list');
  assert.equal(asked, 3);
  release();
});

test('where one had scrolled to outlives a reload', async () => {
  page.scrollTo(0, 450);
  page.dispatchEvent(new page.Event('pagehide'));
  const kept = JSON.parse(sessionStorage.getItem('ams-trail') ?? '[]') as ({ path: string; top: number } | null)[];
  assert.deepEqual(kept[kept.length - 1], { path: '/list', top: 450 });
});
