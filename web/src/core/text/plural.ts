// SPDX-License-Identifier: MIT
// How a number and its noun go together.

export const englishPlural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

const rules = new Intl.PluralRules('ar');

/** Arabic counts in six ways; a noun gives the forms it needs: one, two, few (3-10), many (11-99), other. */
export const arabicPlural = (n: number, one: string, two: string, few: string, many: string) => {
  switch (rules.select(n)) {
    case 'one':
      return one;
    case 'two':
      return two;
    case 'few':
      return `${n} ${few}`;
    case 'many':
      return `${n} ${many}`;
    default:
      return `${n} ${one}`;
  }
};
