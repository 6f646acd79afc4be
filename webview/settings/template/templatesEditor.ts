import type { TemplatePreview, TemplateSnapshot } from '../../../src/model/template/compiledTemplate';
import {
  type MailTemplate,
  type MailTemplates,
  plainTemplates,
  type TemplateKind,
} from '../../../src/model/template/mailTemplate';
import type { Client } from '../../../src/protocol/channel';
import type { SettingsEvents, SettingsRequests, SettingsState } from '../../../src/protocol/settingsPage';
import { AutoSave, type AutoSaveScreen } from '../sheet/autoSave';

/** The templates as they are edited, and what can be done with them. Knows no DOM. */
export class TemplatesEditor {
  private saved: readonly TemplateSnapshot[] = [];
  private readonly autoSave: AutoSave<MailTemplates>;

  constructor(
    private readonly client: Pick<Client<SettingsRequests, SettingsEvents>, 'request'>,
    private readonly screen: AutoSaveScreen,
  ) {
    this.autoSave = new AutoSave((templates) => client.request('saveTemplates', { templates }), screen);
  }

  receive(state: SettingsState): void {
    this.saved = state.templates;
  }

  refresh(): void {
    this.screen.refresh();
  }

  /** The edited templates, each with what the extension last reported about it. */
  get rows(): readonly TemplateSnapshot[] {
    const { pending } = this.autoSave;
    if (pending === undefined) return this.saved;
    return this.saved.map((snapshot) => ({ ...snapshot, template: pending[snapshot.kind] }));
  }

  edit(kind: TemplateKind, change: Partial<MailTemplate>): void {
    const { templates } = this;
    this.autoSave.type({ ...templates, [kind]: { ...templates[kind], ...change } });
  }

  reset(kind: TemplateKind): Promise<void> {
    return this.autoSave.afterSaving(() => this.client.request('resetTemplate', { kind }));
  }

  keepOneConversation(wanted: boolean): Promise<void> {
    return this.autoSave.attempt(() => this.client.request('setOneConversation', wanted));
  }

  preview(kind: TemplateKind, template: MailTemplate): Promise<TemplatePreview> {
    return this.client.request('previewTemplate', { kind, template });
  }

  flush(): Promise<void> {
    return this.autoSave.flush();
  }

  private get templates(): MailTemplates {
    const { pending } = this.autoSave;
    return pending ?? { ...plainTemplates, ...Object.fromEntries(this.saved.map((s) => [s.kind, s.template])) };
  }
}
