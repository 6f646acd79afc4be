import path from 'node:path';
import type { Letter } from '../../src/model/letter/message';
import { inLanguage, type Language } from './language';
import { sampleLetters } from './sampleMails';

export const goldenDir = path.resolve(__dirname, '../golden');

/** The sample letters in that language, with times in UTC. */
export function lettersIn(language: Language): ReadonlyMap<string, Letter> {
  const zone = process.env['TZ'];
  process.env['TZ'] = 'UTC';
  try {
    return inLanguage(language, () => sampleLetters(language));
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
}
