// SPDX-License-Identifier: MIT
// Text as searching compares it: without case, accents and marks. The server does the same (src/school/common/language.c);
// tests/support/folded.tsv is held against both.

/** Marks on and around letters: of Latin, Greek and Cyrillic, of Hebrew and of Arabic; the dot below of Devanagari. Marks that are vowels stay. */
const MARKS =
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u093c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu;

/** Letters that no normalisation takes apart, and signs that keyboards write in several ways. */
const LETTERS: Record<string, string> = {
  ß: 'ss', æ: 'ae', ð: 'd', ø: 'o', þ: 'th', đ: 'd', ħ: 'h', ı: 'i', ł: 'l', ŋ: 'n', œ: 'oe', ŧ: 't', ə: 'e', ς: 'σ',
  '\u0629': '\u0647', '\u0649': '\u064a', '\u0671': '\u0627', '\u06a9': '\u0643', '\u06cc': '\u064a',
  '\u02bc': "'", '\u2018': "'", '\u2019': "'", '\u2010': '-', '\u2011': '-', '\u2012': '-', '\u2013': '-', '\u2014': '-',
};

/** Folded, its words apart by one space. */
export function fold(text: string): string {
  const bare = text.normalize('NFKD').replace(MARKS, '');
  const letters = [...bare.toUpperCase().toLowerCase()].map((letter) => LETTERS[letter] ?? letter);
  return letters
    .join('')
    .replace(MARKS, '')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Whether each word of `query` is somewhere in `text`; a query without words is in every text. */
export function finds(text: string, query: string): boolean {
  const words = fold(query);
  if (words === '') return true;
  const folded = fold(text);
  return words.split(' ').every((word) => folded.includes(word));
}
