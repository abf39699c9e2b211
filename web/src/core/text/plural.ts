// SPDX-License-Identifier: MIT
// How a number and its noun go together: by the plural rules that the platform knows of the language.

type Form = Intl.LDMLPluralRule;

/**
 * Counting in a language: `forms` are those that a caller gives, in this order, `spoken` those of them that say their
 * number themselves. A form that is not given is the last's, but for `other` in a language that names it. `bare` is what is left of a form
 * that stands for another number than its own.
 */
function counting<const Forms extends readonly Form[]>(tag: string, forms: Forms, { spoken = [], rest = forms[forms.length - 1], bare = (words) => words }: { spoken?: readonly Form[]; rest?: Form; bare?: (words: string) => string } = {}) {
  const rules = new Intl.PluralRules(tag);
  const digits = new Intl.NumberFormat(tag);
  return (n: number, ...given: { [K in keyof Forms]: string }): string => {
    const chosen = rules.select(n);
    const form = forms.includes(chosen) ? chosen : rest;
    const words = given[forms.indexOf(form as Form)] ?? '';
    return spoken.includes(form as Form) && form === chosen ? words : `${digits.format(n)} ${form === chosen ? words : bare(words)}`;
  };
}

export const englishPlural = counting('en', ['one', 'other']);

/** One and two are nouns without a number; few are 3 to 10, many 11 to 99; none and hundreds go with the noun of one, without the word for one. */
export const arabicPlural = counting('ar-u-nu-latn', ['one', 'two', 'few', 'many'], { spoken: ['one', 'two'], rest: 'one', bare: (words) => words.replace(/ واحدة?$/, '') });

/** None goes with the noun of one. */
export const hindiPlural = counting('hi-u-nu-latn', ['one', 'other']);
