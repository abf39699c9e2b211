// SPDX-License-Identifier: MIT
export { words } from './account.en';
