import * as l10n from '@vscode/l10n';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The languages that the product speaks. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

const french = path.resolve(__dirname, '../../l10n/bundle.l10n.fr.json');

/** What some work results in while that language is spoken. */
export function inLanguage<Result>(language: Language, work: () => Result): Result {
  l10n.config({ contents: language === 'fr' ? readFileSync(french, 'utf8') : '{}' });
  try {
    return work();
  } finally {
    l10n.config({ contents: '{}' });
  }
}
