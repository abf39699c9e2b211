// SPDX-License-Identifier: MIT
// The words beyond those of every page, by subject. Each is loaded in the language in force when a page that asks for it is;
// where it stands is in the language's own table (en/books.ts and so on).

import { book } from '.';

export const account = book('account');
export const admin = book('admin');
export const board = book('board');
export const checkIn = book('checkIn');
export const classroom = book('classroom');
export const codes = book('codes');
export const days = book('days');
export const desk = book('desk');
export const device = book('device');
export const figures = book('figures');
export const forgotten = book('forgotten');
export const groups = book('groups');
export const joint = book('joint');
export const leave = book('leave');
export const leaveKinds = book('leaveKinds');
export const lecture = book('lecture');
export const live = book('live');
export const log = book('log');
export const office = book('office');
export const overview = book('overview');
export const own = book('own');
export const ownDevices = book('ownDevices');
export const passkey = book('passkey');
export const plan = book('plan');
export const reasons = book('reasons');
export const receipt = book('receipt');
export const register = book('register');
export const roll = book('roll');
export const rosters = book('rosters');
export const rules = book('rules');
export const search = book('search');
export const settings = book('settings');
export const sound = book('sound');
export const kiosk = book('kiosk');
export const spot = book('spot');
export const signs = book('signs');
export const taught = book('taught');
export const teaching = book('teaching');
export const threshold = book('threshold');
export const trial = book('trial');
export const unlock = book('unlock');
export const waiting = book('waiting');
