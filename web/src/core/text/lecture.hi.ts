// SPDX-License-Identifier: MIT
export { words } from './lecture.en';
