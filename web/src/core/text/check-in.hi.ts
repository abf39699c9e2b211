// SPDX-License-Identifier: MIT
export { words } from './check-in.en';
