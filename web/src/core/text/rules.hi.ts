// SPDX-License-Identifier: MIT
export { words } from './rules.en';
