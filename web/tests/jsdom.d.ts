// SPDX-License-Identifier: MIT
// What the tests use of jsdom.

declare module 'jsdom' {
  export class JSDOM {
    constructor(html: string, options?: { url?: string });
    readonly window: Window & typeof globalThis;
  }
}
