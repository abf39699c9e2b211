// SPDX-License-Identifier: MIT
// A page without a browser, for the tests of what draws and listens. Imported before what is tested. Frames come when the test's own
// work is done; nothing is laid out, so what depends on sizes tells them itself.

import { JSDOM } from 'jsdom';
import { render, type ComponentChild } from 'preact';
import { act } from 'preact/test-utils';

const jsdom = new JSDOM('<!doctype html><html lang="en"><body><div id="app"></div></body></html>', { url: 'https://ams.example.org/' });
export const { window: page } = jsdom;

/** Calls what watches the size of the page. */
let resized: (() => void)[] = [];
class FakeObserver {
  constructor(private readonly listener: () => void) {}
  observe() {
    resized.push(this.listener);
    this.listener();
  }
  disconnect() {
    resized = resized.filter((one) => one !== this.listener);
  }
}
export const resize = () => [...resized].forEach((listener) => listener());

const dialog = page.HTMLDialogElement.prototype;
dialog.showModal = function showModal() {
  this.setAttribute('open', '');
  this.querySelector<HTMLElement>('button, input')?.focus();
};
dialog.close = function close() {
  this.removeAttribute('open');
};

const names = ['window', 'document', 'history', 'location', 'sessionStorage', 'localStorage', 'navigator', 'Event', 'Element'] as const;
const classes = ['HTMLElement', 'HTMLAnchorElement', 'HTMLInputElement', 'KeyboardEvent', 'MouseEvent', 'PopStateEvent'] as const;
for (const name of [...names, ...classes]) Object.defineProperty(globalThis, name, { value: name === 'window' ? page : page[name], configurable: true, writable: true });
Object.assign(globalThis, {
  ResizeObserver: FakeObserver,
  requestAnimationFrame: (run: () => void) => setTimeout(run, 0),
  cancelAnimationFrame: (id: number) => clearTimeout(id),
});

export const app = document.getElementById('app') as HTMLElement;

/** Draws, with all effects. */
export const draw = (what: ComponentChild) => act(() => render(what, app));
export const undraw = () => act(() => render(null, app));

/** Lets everything that waits for nothing but its turn come to rest. */
export async function settle(): Promise<void> {
  await act(async () => {
    for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
}

export function find<E extends Element = HTMLElement>(selector: string): E {
  const found = app.querySelector<E>(selector);
  if (!found) throw new Error(`${selector} is not in ${app.innerHTML}`);
  return found;
}

export async function type(selector: string, value: string): Promise<void> {
  const input = find<HTMLInputElement>(selector);
  await act(() => {
    input.value = value;
    input.dispatchEvent(new page.Event('input', { bubbles: true }));
  });
}

export async function press(selector: string): Promise<void> {
  await act(() => find(selector).click());
  await settle();
}

interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

/** A server of the test's: each request is answered by `answer`, and kept in the returned list. */
export function serve(answer: (asked: Asked) => Response | Promise<Response>): Asked[] {
  const all: Asked[] = [];
  Object.assign(globalThis, {
    fetch: (path: string, init: RequestInit = {}) => {
      const body = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
      const asked = { method: init.method ?? 'GET', path, headers: init.headers as Record<string, string>, body };
      all.push(asked);
      return Promise.resolve(answer(asked));
    },
  });
  return all;
}

export const json = (body: unknown, headers: Record<string, string> = {}, status = 200) => new Response(JSON.stringify(body), { status, headers });
export const refusal = (status: number, code: string, more: object = {}, headers: Record<string, string> = {}) =>
  json({ code, detail: code, next: '', ...more }, headers, status);
