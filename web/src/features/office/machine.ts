// SPDX-License-Identifier: MIT
// How the server is, in words that several pages use.

import { words } from '../../core/text';
import { overview as overviewWords } from '../../core/text/books';
import { number, percent } from '../../core/text/format';
import type { Quota, StorageState, SystemState } from '../../core/types';

const text = words(overviewWords);

const GIGABYTE = 1e9;
const NEARLY = 0.9;

/** Of 1: how much of the room is taken. */
export const shareOf = ({ used, most }: Quota): number => (most > 0 ? used / most : 1);

export const nearlyTaken = (state: StorageState): boolean => shareOf(state.institution) >= NEARLY;

export const leftOf = ({ disk }: SystemState): string =>
  text().machine.left(number(Math.round((disk.left / GIGABYTE) * 10) / 10), percent(Math.round((100 * disk.left) / disk.all)));
