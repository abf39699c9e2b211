// SPDX-License-Identifier: MIT
export { words } from './office.en';
