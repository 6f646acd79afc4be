import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { TemplateLanguage } from '../model/mailTemplate';

const noWords = '{}';

/** The words of mails in the languages that templates may ask for, whatever the editor's own is. */
export class MailWords {
  private french: string | undefined;

  constructor(private readonly extensionUri: vscode.Uri) {}

  /** Has to be done before a language is used; where its words cannot be read, mails are in English. */
  async load(language: TemplateLanguage): Promise<void> {
    if (language !== 'fr' || this.french !== undefined) return;
    const file = vscode.Uri.joinPath(this.extensionUri, 'l10n', 'bundle.l10n.fr.json');
    this.french = await readFile(file.fsPath, 'utf8').catch(() => noWords);
  }

  /**
   * Does something with the words of a language; all that is asynchronous in it would have those of the editor.
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
