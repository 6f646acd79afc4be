import * as l10n from '@vscode/l10n';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Letter } from '../../src/model/letter/message';
import { sampleLetters } from './sampleMails';

/** The languages of the golden mails. */
export const goldenLanguages = ['en', 'fr'] as const;
export type GoldenLanguage = (typeof goldenLanguages)[number];

export const goldenDir = path.resolve(__dirname, '../golden');

const french = path.resolve(__dirname, '../../l10n/bundle.l10n.fr.json');

/** The sample letters in that language, with times in UTC. */
export function lettersIn(language: GoldenLanguage): ReadonlyMap<string, Letter> {
  const zone = process.env['TZ'];
  process.env['TZ'] = 'UTC';
  l10n.config({ contents: language === 'fr' ? readFileSync(french, 'utf8') : '{}' });
  try {
    return sampleLetters(language);
  } finally {
    l10n.config({ contents: '{}' });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
}
