// SPDX-License-Identifier: MIT
export { words } from './threshold.en';
