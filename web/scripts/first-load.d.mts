// SPDX-License-Identifier: MIT
import type { Rollup } from 'vite';

export const FIRST_PAGES: readonly { name: string; module: string; most: number }[];
export const CALLED_FOR: readonly string[];
export function booksOf(source: string): string[];
export function filesOf(chunks: readonly Rollup.OutputChunk[], module: string): string[];
export function listIn(cache: string): string;
