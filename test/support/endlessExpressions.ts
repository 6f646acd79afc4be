/** Regular expressions as extensions contribute them, each with a line for which it takes years. */
export const endless: readonly (readonly [regexp: string, line: string])[] = [
  ['^(\\w+\\s?)*: error: (.*)$', `${'a'.repeat(60)}!`],
  ['^(?:([^:]+)+:)+(\\d+): error$', `${'src/a.c'.repeat(12)}x`],
  ['(?=(\\s*\\w+)*;)(x+x+)+y', 'x'.repeat(200)],
  ['^(.*)*\\(((\\d+)*)*\\)\\1$', 'a('.repeat(40)],
  ['((a|b|ab)*)+$(?<!c)!', 'ab'.repeat(60)],
];
