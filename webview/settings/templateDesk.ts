import { plainTemplates, type MailTemplate, type MailTemplates, type TemplateKind } from '../../src/model/mailTemplate';
import type { Client, SettingsEvents, SettingsRequests, SettingsState } from '../../src/protocol';
import type { TemplatePreview, TemplateSnapshot } from '../../src/model/templatePreview';
import type { DeskScreen } from './ruleDesk';

/** How long typing has to pause before it is saved, in milliseconds. */
const patience = 400;

/**
 * The templates as they are edited: shown as they are to be at once, and saved one after the other; while the extension refuses
 * to save them they stay as they are to be. Knows no DOM.
 */
export class TemplateDesk {
  private saved: readonly TemplateSnapshot[] = [];
  /** As they are to be, as long as they are not saved so. */
  private wanted: MailTemplates | undefined;
  private saving: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: Pick<Client<SettingsRequests, SettingsEvents>, 'request'>,
    private readonly screen: DeskScreen,
  ) {}

  receive(state: SettingsState): void {
    this.saved = state.templates;
  }

  refresh(): void {
    this.screen.refresh();
  }

  /** The templates as they are to be, with what the extension said last of each. */
  get rows(): readonly TemplateSnapshot[] {
    const { wanted } = this;
    if (wanted === undefined) return this.saved;
    return this.saved.map((snapshot) => ({ ...snapshot, template: wanted[snapshot.kind] }));
  }

  /** Takes a change, which is saved when no other follows for a moment. */
  edit(kind: TemplateKind, change: Partial<MailTemplate>): void {
    const { templates } = this;
    this.want({ ...templates, [kind]: { ...templates[kind], ...change } });
    this.timer = setTimeout(() => void this.flush(), patience);
  }

  async reset(kind: TemplateKind): Promise<void> {
    await this.flush();
    // What could not be saved was told.
    if (this.wanted !== undefined) return;
    await this.ask(() => this.client.request('resetTemplate', { kind }));
  }

  async keepOneConversation(wanted: boolean): Promise<void> {
    await this.ask(() => this.client.request('setOneConversation', wanted));
  }

  preview(kind: TemplateKind, template: MailTemplate): Promise<TemplatePreview> {
    return this.client.request('previewTemplate', { kind, template });
  }

  /** Saves at once what is not saved yet. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.saving ??= this.ask(() => this.save()).finally(() => (this.saving = undefined));
    return this.saving;
  }

  private get templates(): MailTemplates {
    const { wanted, saved } = this;
    return wanted ?? { ...plainTemplates, ...Object.fromEntries(saved.map(({ kind, template }) => [kind, template])) };
  }

  private want(templates: MailTemplates): void {
    clearTimeout(this.timer);
    this.wanted = templates;
    this.screen.refresh();
  }

  private async save(): Promise<void> {
    while (this.wanted !== undefined) {
      const templates = this.wanted;
      await this.client.request('saveTemplates', { templates });
      if (this.wanted === templates) this.wanted = undefined;
    }
  }

  private async ask(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.screen.refuse(undefined);
    } catch (error) {
      this.screen.refuse(error instanceof Error ? error.message : String(error));
    }
    this.screen.refresh();
  }
}
