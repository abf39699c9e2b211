// SPDX-License-Identifier: MIT
// The words of looking up students in the room, and of what comes of it, in English.

import { englishPlural as plural } from '../plural';

export const words = {
  spot: {
    title: 'Look up in the room',
    what: 'A few by chance, of those who checked in themselves: are they in the room? So the share of false check-ins is known. Best when most have come.',
    nobody: 'Nobody has checked in themselves yet.',
    draw: (n: number) => `Look up ${plural(n, 'name', 'names')}`,
    more: (n: number) => `Look up ${plural(n, 'more name', 'more names')}`,
    show: 'Show the names',
    hide: 'Hide the names',
    progress: (n: number, of: number) => `${n} of ${of} looked up`,
    found: (here: number, not: number) => `${here} here, ${not} not here`,
    ask: (name: string) => `Is ${name} here?`,
    here: 'Here',
    notHere: 'Not here',
    keys: 'Keys: H here, N not here.',
    silent: 'Not on the projector page. Students are not told.',
    look: (name: string) => `Look up ${name} now`,
    takeBack: (name: string) => `Take back what was said of ${name}`,
    said: { here: (name: string) => `${name}: here`, not: (name: string) => `${name}: not here`, open: (name: string) => `${name}: open again` },
    undo: 'Undo',
    mark: (status: string, name: string) => `Mark ${name}: ${status}`,
    figures: 'Looked up in the room',
    share: 'of the self-made check-ins were false, by estimate',
    shareOf: (marks: string, lectures: number) =>
      `Of ${marks} check-ins that students made themselves in ${plural(lectures, 'lecture', 'lectures')}. Those with a sign are looked up more often, and the estimate allows for it.`,
    counted: (not: string, of: string) => `${not} of ${of} looked up were not there`,
    between: (low: string, high: string, sure: string) => `Between ${low} and ${high} of such a choice, with ${sure} confidence. Check-ins with a sign are in it more often than among all.`,
    few: 'Too few to say',
    fewOf: (n: string, needed: string) => `${n} of at least ${needed} looked up.`,
    oneKind: 'No estimate: of one of the two kinds nobody was looked up.',
    left: 'Who had left by then counts as not there.',
    none: 'Nobody was looked up in the room yet. Professors find it on the page of a running lecture.',
    kind: 'Check-ins',
    flagged: 'With a sign',
    plain: 'Without',
    marks: 'In all',
    lookedUp: 'Looked up',
    notThere: 'Not there',
    setting: 'Names to look up in a lecture',
    settingHint: 'Drawn by chance of those who checked in themselves, for you to look for in the room. 0: nobody.',
  },
};
