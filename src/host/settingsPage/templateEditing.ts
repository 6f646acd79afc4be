import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { compileTemplate } from '../model/compiledTemplate';
import { plainTemplate, templateKinds, type MailTemplate, type TemplateKind } from '../model/mailTemplate';
import { readTemplate, readTemplates, storedTemplates } from '../model/storedTemplate';
import type { TemplatePreview } from '../model/templatePreview';
import { templateKindWords } from '../model/templateWords';
import type { Handlers, SettingsRequests, SettingsState } from '../protocol';
import { notice } from './notice';
import type { Settings } from './settings';
import type { TemplatePreviews } from './templatePreviews';
import type { Templates } from './templates';

type TemplateRequests = Pick<SettingsRequests, 'saveTemplates' | 'resetTemplate' | 'previewTemplate'>;

/** The templates as the settings page shows and edits them. */
export class TemplateEditing {
  /** The templates are others, and ready. */
  readonly onDidChange: vscode.Event<void>;

  constructor(
    private readonly settings: Settings,
    private readonly templates: Templates,
    private readonly previews: TemplatePreviews,
  ) {
    this.onDidChange = templates.onDidChange;
  }

  /** Resolves when the templates of the settings as they are now can be shown. */
  async ready(): Promise<void> {
    await this.templates.ready();
  }

  state(): Pick<SettingsState, 'templates' | 'oneConversation'> {
    const { current } = this.templates;
    return {
      templates: templateKinds.map((kind) => ({
        kind,
        template: current[kind].template,
        problems: current[kind].problems,
      })),
      oneConversation: this.settings.get('oneConversation'),
    };
  }

  /** What a page may ask; it is not trusted more than settings.json is. @param refresh tells the page how everything stands */
  handlers(refresh: () => void): Handlers<TemplateRequests> {
    return {
      saveTemplates: async ({ templates }) => {
        await this.templates.save(storedTemplates(readTemplates(templates), this.stored));
        refresh();
        return null;
      },
      resetTemplate: async ({ kind }) => {
        if (templateKinds.includes(kind)) await this.reset(kind);
        refresh();
        return null;
      },
      previewTemplate: ({ kind, template }) =>
        this.preview(templateKinds.find((one) => one === kind) ?? 'success', readTemplate(template)),
    };
  }

  private async preview(kind: TemplateKind, template: MailTemplate): Promise<TemplatePreview> {
    const compiled = await compileTemplate(kind, template);
    return { ...(await this.previews.of(compiled)), problems: compiled.problems };
  }

  private async reset(kind: TemplateKind): Promise<void> {
    const before = this.stored;
    await this.put(kind, plainTemplate);
    void this.offerUndo(kind, readTemplates(before)[kind]);
  }

  /** Not awaited: an unanswered notification stays pending for as long as the window lives. */
  private async offerUndo(kind: TemplateKind, template: MailTemplate): Promise<void> {
    const undo = l10n.t('Undo');
    const sentence = l10n.t('Mails are written as usual again: {0}', templateKindWords(kind).label);
    if ((await notice.info(sentence, undo)) !== undo) return;
    try {
      await this.put(kind, template);
    } catch (error) {
      void notice.error(l10n.t('Mail When Done: {0}', error instanceof Error ? error.message : String(error)));
    }
  }

  private async put(kind: TemplateKind, template: MailTemplate): Promise<void> {
    const { stored } = this;
    await this.templates.save(storedTemplates({ ...readTemplates(stored), [kind]: template }, stored));
  }

  private get stored(): unknown {
    return this.settings.get('templates');
  }
}
