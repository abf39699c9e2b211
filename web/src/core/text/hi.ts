// SPDX-License-Identifier: MIT
export { words } from './en';
