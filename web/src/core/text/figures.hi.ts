// SPDX-License-Identifier: MIT
export { words } from './figures.en';
