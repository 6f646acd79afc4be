import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { TemplateLanguage } from '../../model/template/mailTemplate';

const noWords = '{}';

/** The strings of mails in the languages that templates may ask for, independent of the editor's language. */
export class MailWords {
  private french: string | undefined;

  constructor(private readonly extensionUri: vscode.Uri) {}

  /**
   * Must be called before a language is used. If its strings cannot be read, mails are in English until another call
   * can read them.
   */
  async load(language: TemplateLanguage): Promise<void> {
    if (language !== 'fr' || this.french !== undefined) return;
    const file = vscode.Uri.joinPath(this.extensionUri, 'l10n', 'bundle.l10n.fr.json');
    this.french = await readFile(file.fsPath, 'utf8').catch(() => undefined);
  }

  /**
   * Does something with the strings of a language. Must be synchronous: asynchronous parts would get the editor's
   * strings.
   * @param work gets the language as a BCP 47 tag
   */
  use<Result>(language: TemplateLanguage, work: (language: string) => Result): Result {
    if (language === 'editor') return work(vscode.env.language);
    l10n.config({ contents: language === 'fr' ? (this.french ?? noWords) : noWords });
    try {
      return work(language);
    } finally {
      l10n.config({ contents: vscode.l10n.bundle ?? noWords });
    }
  }
}

/** Does synchronous work with the strings of a mail's language, which it gets as a BCP 47 tag. */
export type UseWords = <Result>(work: (language: string) => Result) => Result;
