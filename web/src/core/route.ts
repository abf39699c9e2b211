// SPDX-License-Identifier: MIT
// A page of the app: its path, who may see it, and how it is fetched. Pages are fetched when they are first gone to.

import type { JSX } from 'preact';
import type { Params } from './router';
import { wordsReady } from './text';
import type { Role } from './types';

export type Draw = (params: Params, path: string) => JSX.Element;

export interface Route {
  pattern: string;
  roles: readonly Role[];
  /** Fetches the page and its words. */
  load: () => Promise<Draw>;
  /** The page brings its own frame (the camera fills the screen). */
  bare?: true;
}

export const STUDENT = ['student'] as const;
export const PROFESSOR = ['professor'] as const;
export const ADMINISTRATOR = ['administrator'] as const;
export const STAFF = ['professor', 'administrator'] as const;
export const ALL = ['student', 'professor', 'administrator'] as const;

/** How a page is fetched: its module, the words that it asks for, and how it is drawn from its path. */
export const page =
  <M>(module: () => Promise<M>, draw: (module: M, params: Params, path: string) => JSX.Element) =>
  async (): Promise<Draw> => {
    const found = await module();
    await wordsReady();
    return (params, path) => draw(found, params, path);
  };
