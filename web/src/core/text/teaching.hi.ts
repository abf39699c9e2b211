// SPDX-License-Identifier: MIT
export { words } from './teaching.en';
