// SPDX-License-Identifier: MIT
export { words } from './admin.en';
