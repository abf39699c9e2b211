// SPDX-License-Identifier: MIT
export { words } from './leave.en';
