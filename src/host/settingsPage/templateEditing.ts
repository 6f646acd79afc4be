import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { compileTemplate, type TemplatePreview } from '../../model/template/compiledTemplate';
import { type MailTemplate, plainTemplate, type TemplateKind, templateKinds } from '../../model/template/mailTemplate';
import { readTemplate, readTemplates, storedTemplates } from '../../model/template/storedTemplate';
import { templateKindWords } from '../../model/template/templateWords';
import { errorMessage } from '../../model/unknown';
import type { Handlers } from '../../protocol/channel';
import type { SettingsRequests, SettingsState } from '../../protocol/settingsPage';
import { notice } from '../editor/notice';
import type { Settings } from '../settings/settings';
import type { TemplatePreviews } from '../template/templatePreviews';
import type { Templates } from '../template/templates';

type TemplateRequests = Pick<SettingsRequests, 'saveTemplates' | 'resetTemplate' | 'previewTemplate'>;

/** The templates as the settings page shows and edits them. */
export class TemplateEditing {
  /** Fires when the templates have changed and are compiled. */
  readonly onDidChange: vscode.Event<void>;

  constructor(
    private readonly settings: Settings,
    private readonly templates: Templates,
    private readonly previews: TemplatePreviews,
  ) {
    this.onDidChange = templates.onDidChange;
  }

  /** Resolves when the templates of the current settings can be shown. */
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

  /**
   * Handlers of requests of a page, which is trusted no more than settings.json.
   * @param refresh sends a fresh snapshot to the page
   */
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

  /** Not awaited by the caller: an unanswered notification stays pending as long as the window lives. */
  private async offerUndo(kind: TemplateKind, template: MailTemplate): Promise<void> {
    const undo = l10n.t('Undo');
    const sentence = l10n.t('Mails are written as usual again: {0}', templateKindWords(kind).label);
    if ((await notice.info(sentence, undo)) !== undo) return;
    try {
      await this.put(kind, template);
    } catch (error) {
      void notice.error(l10n.t('Mail When Done: {0}', errorMessage(error)));
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
