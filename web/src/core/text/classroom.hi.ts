// SPDX-License-Identifier: MIT
export { words } from './classroom.en';
