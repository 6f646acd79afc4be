import { composeDigest } from '../model/composeDigest';
import type { SilenceMail } from '../model/composeSilence';
import type { CompiledTemplate } from '../model/compiledTemplate';
import type { HeldBackRun } from '../model/heldBackRun';
import { templateKind } from '../model/mailTemplate';
import type { Letter } from '../model/message';
import type { RunMail } from '../model/runMail';
import { templatedRunMail, templatedSilenceMail, type TemplatedMail } from '../model/templatedMail';
import type { MailWords } from './mailWords';
import type { Settings } from './settings';
import type { Templates } from './templates';

/** Writes every mail about runs, each with its template and in the language of that; previews too. */
export class LetterWriter {
  constructor(
    private readonly templates: Pick<Templates, 'current'>,
    private readonly words: MailWords,
    private readonly settings: Settings,
  ) {}

  /** One letter for all of them; several are told in the words of the first. @param heldBack is listed in it */
  letter(mails: readonly RunMail[], heldBack: readonly HeldBackRun[]): Letter {
    const [first, ...others] = mails;
    if (first === undefined) throw new RangeError('a letter about nothing');
    const template = this.templates.current[templateKind(first.run.outcome)];
    if (others.length === 0) return this.runLetter(first, template, heldBack).letter;
    return this.words.use(template.template.language, (language) => composeDigest(mails, language, heldBack));
  }

  silenceLetter(mail: SilenceMail): Letter {
    return this.letterOfSilence(mail, this.templates.current.stalled).letter;
  }

  /** With a template that may not be saved. Its language has to be loaded. */
  runLetter(mail: RunMail, template: CompiledTemplate, heldBack: readonly HeldBackRun[] = []): TemplatedMail {
    return this.words.use(template.template.language, (language) =>
      templatedRunMail(mail, { language, heldBack }, this.wording(template)),
    );
  }

  /** The same of a run that goes on. */
  letterOfSilence(mail: SilenceMail, template: CompiledTemplate): TemplatedMail {
    return this.words.use(template.template.language, (language) =>
      templatedSilenceMail(mail, language, this.wording(template)),
    );
  }

  private wording(template: CompiledTemplate) {
    return { template, oneConversation: this.settings.get('oneConversation') };
  }
}
