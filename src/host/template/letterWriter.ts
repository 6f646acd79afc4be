import type { SuppressedRun } from '../../model/letter/suppressedRun';
import type { Letter } from '../../model/letter/message';
import type { RunMail, StalledMail } from '../../model/letter/runMail';
import { loaded } from '../../model/partLoading';
import type { Outcome } from '../../model/run/run';
import type { CompiledTemplate } from '../../model/template/compiledTemplate';
import { templateKind } from '../../model/template/mailTemplate';
import type { TemplatedMail } from '../../model/template/templatedMail';
import type { MailWords, UseWords } from '../editor/mailLanguage';
import type { Settings } from '../settings/settings';
import type { Templates } from './templates';

/** Writes all mails about runs and their previews, each with its template and in the language of the template. */
export class LetterWriter {
  constructor(
    private readonly templates: Pick<Templates, 'ready'>,
    private readonly words: MailWords,
    private readonly settings: Settings,
    /** The keyed mark of a name, see `nameMarks`. */
    private readonly mark: (name: string) => string,
  ) {}

  /**
   * One letter about all these runs, in the language of the first one's template.
   * @param heldBack suppressed runs to list in it
   */
  async letter(mails: readonly RunMail[], heldBack: readonly SuppressedRun[]): Promise<Letter> {
    const [first, ...others] = mails;
    if (first === undefined) throw new RangeError('a letter about nothing');
    const template = (await this.templates.ready())[templateKind(first.run.outcome)];
    if (others.length === 0) return (await this.runMail(first, template, heldBack)).letter;
    // Composing is loaded with the first mail.
    const { composeDigest } = await loaded(() => import('../../model/letter/composeDigest'));
    return this.words.use(template.template.language, (language) => composeDigest(mails, language, heldBack));
  }

  /** The strings of the mail about a run with this outcome, for texts that are made in advance. */
  async wordsFor(outcome: Outcome): Promise<UseWords> {
    const { language } = (await this.templates.ready())[templateKind(outcome)].template;
    await this.words.load(language);
    return (work) => this.words.use(language, work);
  }

  async stalledLetter(mail: StalledMail): Promise<Letter> {
    return (await this.stalledMail(mail, (await this.templates.ready()).stalled)).letter;
  }

  /** Writes a mail with a given template, saved or not. */
  async runMail(
    mail: RunMail,
    template: CompiledTemplate,
    heldBack: readonly SuppressedRun[] = [],
  ): Promise<TemplatedMail> {
    const { templatedRunMail } = await loaded(() => import('../../model/template/templatedMail'));
    return this.inLanguageOf(template, (language) =>
      templatedRunMail(mail, { language, mark: this.mark, suppressed: heldBack }, this.wording(template)),
    );
  }

  /** The same about a run that goes on. */
  async stalledMail(mail: StalledMail, template: CompiledTemplate): Promise<TemplatedMail> {
    const { templatedStalledMail } = await loaded(() => import('../../model/template/templatedMail'));
    return this.inLanguageOf(template, (language) =>
      templatedStalledMail(mail, { language, mark: this.mark }, this.wording(template)),
    );
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
