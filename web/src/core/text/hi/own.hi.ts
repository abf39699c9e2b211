// SPDX-License-Identifier: MIT
export { words } from '../own.en';
