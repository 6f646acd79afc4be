import type { CompiledTemplate } from '../model/compiledTemplate';
import type { HeldBackRun } from '../model/heldBackRun';
import { templateKind } from '../model/mailTemplate';
import type { Letter } from '../model/message';
import type { Outcome } from '../model/run';
import type { RunMail } from '../model/runMail';
import type { StalledMail } from '../model/stalledMail';
import type { TemplatedMail } from '../model/templatedMail';
import type { MailWords } from './mailWords';
import type { Settings } from './settings';
import type { Templates } from './templates';

/** Does something at once with the words of a mail, given its language as a BCP 47 tag. */
export type UseWords = <Result>(work: (language: string) => Result) => Result;

/** Writes every mail about runs, each with its template and in the language of that; previews too. */
export class LetterWriter {
  constructor(
    private readonly templates: Pick<Templates, 'ready'>,
    private readonly words: MailWords,
    private readonly settings: Settings,
  ) {}

  /** One letter for all of them; several are told in the language of the first. @param heldBack is listed in it */
  async letter(mails: readonly RunMail[], heldBack: readonly HeldBackRun[]): Promise<Letter> {
    const [first, ...others] = mails;
    if (first === undefined) throw new RangeError('a letter about nothing');
    const template = (await this.templates.ready())[templateKind(first.run.outcome)];
    if (others.length === 0) return (await this.runMail(first, template, heldBack)).letter;
    // What composes is loaded at the first mail.
    const { composeDigest } = await import('../model/composeDigest');
    return this.words.use(template.template.language, (language) => composeDigest(mails, language, heldBack));
  }

  /** The words of the mail about how a run ended, for what is made beforehand to stand in it. */
  async wordsFor(outcome: Outcome): Promise<UseWords> {
    const { language } = (await this.templates.ready())[templateKind(outcome)].template;
    await this.words.load(language);
    return (work) => this.words.use(language, work);
  }

  async stalledLetter(mail: StalledMail): Promise<Letter> {
    return (await this.stalledMail(mail, (await this.templates.ready()).stalled)).letter;
  }

  /** With a template that may not be saved. */
  async runMail(
    mail: RunMail,
    template: CompiledTemplate,
    heldBack: readonly HeldBackRun[] = [],
  ): Promise<TemplatedMail> {
    const { templatedRunMail } = await import('../model/templatedMail');
    return this.inLanguageOf(template, (language) =>
      templatedRunMail(mail, { language, heldBack }, this.wording(template)),
    );
  }

  /** The same of a run that goes on. */
  async stalledMail(mail: StalledMail, template: CompiledTemplate): Promise<TemplatedMail> {
    const { templatedStalledMail } = await import('../model/templatedMail');
    return this.inLanguageOf(template, (language) => templatedStalledMail(mail, language, this.wording(template)));
  }

  private async inLanguageOf(
    { template }: CompiledTemplate,
    work: (language: string) => TemplatedMail,
  ): Promise<TemplatedMail> {
    await this.words.load(template.language);
    return this.words.use(template.language, work);
  }

  private wording(template: CompiledTemplate) {
    return { template, oneConversation: this.settings.get('oneConversation') };
  }
}
